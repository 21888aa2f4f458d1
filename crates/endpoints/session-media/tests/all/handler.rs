//! `GET /api/user/media/{image_name}` with in-memory ports.

use session_media::SessionMedia;
use usher_domain::{PictureFormat, PictureName};
use usher_testkit::in_memory::Pictures;
use usher_testkit::{events, fixtures};

/// The response: the status, three headers, the body.
async fn answer(pictures: &Pictures, name: &str, if_none_match: Option<&str>) -> (u16, [Option<String>; 3], Vec<u8>) {
    let mut event = events::event("session/media");
    event["pathParameters"]["image_name"] = name.into();
    if let Some(tags) = if_none_match {
        event = events::with_header(event, "If-None-Match", &[tags]);
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
async fn link_gives_the_picture_byte_for_byte() {
    let bytes = vec![0, 255, b'\n', 200];
    for (format, media_type) in [(PictureFormat::Png, "image/png"), (PictureFormat::Jpeg, "image/jpeg")] {
        let name = named(format);
        let pictures = Pictures::of([(name.clone(), bytes.clone())]);
        let (status, [content_type, tag, caching], body) = answer(&pictures, &name.to_string(), None).await;
        assert_eq!((status, content_type.as_deref(), &body), (200, Some(media_type), &bytes));
        assert_eq!(tag, Some(format!("\"{}\"", name.id())));
        assert_eq!(caching.as_deref(), Some("private, max-age=300"), "no shared cache keeps it");
    }
}

#[tokio::test]
async fn matching_entity_tag_gets_304() {
    let name = named(PictureFormat::Png);
    let (pictures, tag) = (Pictures::of([(name.clone(), vec![1])]), format!("\"{}\"", name.id()));
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let (status, [content_type, told, _], body) = answer(&pictures, &name.to_string(), Some(&tags)).await;
        let content_type = content_type.as_deref();
        assert_eq!((status, content_type, told, body), (304, Some("image/png"), Some(tag.clone()), vec![]), "{tags}");
    }
    for tags in ["\"other\"".to_owned(), "\"a,*,b\"".to_owned(), format!("W/W/{tag}")] {
        let (status, ..) = answer(&pictures, &name.to_string(), Some(&tags)).await;
        assert_eq!(status, 200, "{tags}");
    }
}

#[tokio::test]
async fn tag_on_second_header_line_gets_304() {
    let name = named(PictureFormat::Png);
    let pictures = Pictures::of([(name.clone(), vec![1])]);
    let mut event = events::event("session/media");
    event["pathParameters"]["image_name"] = name.to_string().into();
    let event = events::with_header(event, "If-None-Match", &["\"other\"", &format!("\"{}\"", name.id())]);
    assert_eq!(events::whole_answer(&SessionMedia { pictures }, &event).await.status(), 304);
}

#[tokio::test]
async fn head_gets_headers_of_get_and_no_body() {
    let name = named(PictureFormat::Png);
    let endpoint = SessionMedia { pictures: Pictures::of([(name.clone(), vec![1, 255])]) };
    let mut event = events::event("session/media");
    event["pathParameters"]["image_name"] = name.to_string().into();
    let got = events::whole_answer(&endpoint, &event).await;
    let head = events::whole_answer(&endpoint, &events::with_method(event, "HEAD")).await;
    assert_eq!((head.status(), head.headers(), head.body().as_ref()), (got.status(), got.headers(), &[] as &[u8]));
}

#[tokio::test]
async fn deleted_picture_gets_404_despite_entity_tag() {
    let name = named(PictureFormat::Png);
    for tags in [None, Some(format!("\"{}\"", name.id())), Some("*".to_owned())] {
        let (status, [_, tag, caching], body) = answer(&Pictures::default(), &name.to_string(), tags.as_deref()).await;
        assert_eq!((status, tag, caching.as_deref()), (404, None, Some("no-store")));
        assert_eq!(body, b"{\"detail\":\"Not found.\"}\n");
    }
}

#[tokio::test]
async fn wrong_and_malformed_names_are_answered_alike() {
    let name = named(PictureFormat::Png);
    let pictures = Pictures::of([(name.clone(), vec![1])]);
    let unknown = answer(&pictures, &named(PictureFormat::Png).to_string(), None).await;
    assert_eq!(unknown.0, 404);
    let in_another_folder = format!("{}{}.png", fixtures::grace().files_folder.as_str(), name.id());
    let other_format = name.to_string().replace(".png", ".jpg");
    for given in [in_another_folder.as_str(), &other_format, "", ".png", "..%2f..%2fx.png", "%00", "%ff", "x"] {
        assert_eq!(answer(&pictures, given, None).await, unknown, "{given}");
    }
}
