//! `GET /api/user/media/{image_name}` on in-memory ports.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use session_media::SessionMedia;
use usher_domain::{PictureFormat, PictureName};
use usher_testkit::in_memory::Pictures;
use usher_testkit::{events, fixtures};

/// What comes back: the status, some headers, the bytes.
async fn answer(pictures: &Pictures, name: &str, if_none_match: Option<&str>) -> (u16, [Option<String>; 3], Vec<u8>) {
    let mut event = events::event("session/media");
    event["pathParameters"]["image_name"] = name.into();
    if let Some(tags) = if_none_match {
        event["headers"]["If-None-Match"] = tags.into();
        event["multiValueHeaders"]["If-None-Match"] = [tags].as_slice().into();
    }
    let answer = events::whole_answer(&SessionMedia { pictures: pictures.clone() }, &event).await;
    let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let headers = [header("content-type"), header("etag"), header("cache-control")];
    (answer.status().as_u16(), headers, answer.body().to_vec())
}

fn named(format: PictureFormat) -> PictureName {
    PictureName::from_random(fixtures::ada().files_folder, fixtures::uuid().as_u128(), format)
}

#[tokio::test]
async fn whoever_has_the_link_gets_the_picture_byte_for_byte() {
    let bytes = vec![0, 255, b'\n', 200];
    for (format, media_type) in [(PictureFormat::Png, "image/png"), (PictureFormat::Jpeg, "image/jpeg")] {
        let name = named(format);
        let pictures = Pictures::of([(name.clone(), bytes.clone())]);
        let (status, [content_type, tag, caching], body) = answer(&pictures, &name.to_string(), None).await;
        assert_eq!((status, content_type.as_deref(), &body), (200, Some(media_type), &bytes));
        assert_eq!(tag, Some(format!("\"{}\"", name.own())));
        assert_eq!(caching.as_deref(), Some("private, max-age=300"), "no shared cache keeps it");
    }
}

#[tokio::test]
async fn whoever_has_the_picture_already_gets_no_bytes() {
    let name = named(PictureFormat::Png);
    let (pictures, tag) = (Pictures::of([(name.clone(), vec![1])]), format!("\"{}\"", name.own()));
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let (status, [content_type, told, _], body) = answer(&pictures, &name.to_string(), Some(&tags)).await;
        assert_eq!((status, content_type, told, body), (304, None, Some(tag.clone()), vec![]), "{tags}");
    }
    let (status, ..) = answer(&pictures, &name.to_string(), Some("\"other\"")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_picture_that_was_removed_is_gone_for_caches_too() {
    let name = named(PictureFormat::Png);
    for tags in [None, Some(format!("\"{}\"", name.own())), Some("*".to_owned())] {
        let (status, [_, tag, caching], body) = answer(&Pictures::default(), &name.to_string(), tags.as_deref()).await;
        assert_eq!((status, tag, caching.as_deref()), (404, None, Some("no-store")));
        assert_eq!(body, br#"{"detail":"Not found."}"#);
    }
}

#[tokio::test]
async fn a_name_in_another_folder_or_format_and_what_is_no_name_are_answered_alike() {
    let name = named(PictureFormat::Png);
    let pictures = Pictures::of([(name.clone(), vec![1])]);
    let unknown = answer(&pictures, &named(PictureFormat::Png).to_string(), None).await;
    assert_eq!(unknown.0, 404);
    let in_another_folder = format!("{}{}.png", fixtures::grace().files_folder.as_str(), name.own());
    let other_format = name.to_string().replace(".png", ".jpg");
    for given in [in_another_folder.as_str(), &other_format, "", ".png", "..%2f..%2fx.png", "%00", "%ff", "x"] {
        assert_eq!(answer(&pictures, given, None).await, unknown, "{given}");
    }
}
