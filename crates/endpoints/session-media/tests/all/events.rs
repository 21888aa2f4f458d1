//! The events of `GET /api/user/media/{image_name}`, each with the answer stored beside it.

use session_media::SessionMedia;
use usher_testkit::snapshots;
use usher_testkit::world::World;

#[tokio::test]
async fn each_event_gets_its_stored_answer() {
    for event in [
        "session/media",
        "session/media-head",
        "session/media-not-modified",
        "session/media-unknown",
        "session/media-bad-name",
    ] {
        let world = World::with_picture();
        let endpoint = SessionMedia { pictures: world.pictures };
        snapshots::answer(&endpoint, event).await;
    }
}
