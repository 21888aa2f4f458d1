//! Pictures: uploading, re-encoding, serving, replacing and deleting.

use image::{GenericImageView, ImageFormat};
use serde_json::{Value, json};
use usher_end_to_end::http::{Answer, Caller};
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::pictures::{base64, made, slow_jpeg, version_count};
use usher_end_to_end::stack::Stack;

struct Owner {
    caller: Caller,
    bearer: String,
}

impl Owner {
    fn new(caller: &Caller) -> Self {
        let person = Person::registered(caller);
        Self { caller: caller.clone(), bearer: format!("JWT {}", person.sign_in(caller).access) }
    }

    fn update(&self, picture: &Value) -> Answer {
        self.caller.put("/api/user/update/", &self.bearer, &json!({ "profile_pic": picture }))
    }

    fn me(&self) -> Value {
        self.caller.get("/api/user/me/", Some(&self.bearer)).body
    }
}

/// The path of a link.
fn path(stack: &Stack, link: &Value) -> String {
    link.as_str().unwrap().strip_prefix(&stack.api).expect("the link leads to the API").to_owned()
}

#[test]
fn every_format_is_resized_and_served() {
    let stack = Stack::under_test();
    let owner = Owner::new(&Caller::of(&stack));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let updated = owner.update(&json!(base64(&made(1200, 600, format))));
        assert_eq!(updated.status, 200, "{updated:?}");
        assert_eq!(owner.me()["profile_pic"], updated.body["profile_pic"]);
        let served = owner.caller.send_bytes("GET", &path(&stack, &updated.body["profile_pic"]), &[], Vec::new());
        assert_eq!((served.status, served.header("content-type")), (200, Some("image/jpeg")));
        assert_eq!(image::load_from_memory(&served.bytes).unwrap().dimensions(), (512, 256));
    }
}

#[test]
fn matching_etag_gets_304() {
    let stack = Stack::under_test();
    let owner = Owner::new(&Caller::of(&stack));
    let updated = owner.update(&json!(base64(&made(9, 9, ImageFormat::Png))));
    let path = path(&stack, &updated.body["profile_pic"]);
    let first = owner.caller.send_bytes("GET", &path, &[], Vec::new());
    assert!(first.header("cache-control").is_some_and(|value| value.contains("max-age")));
    let tag = first.header("etag").unwrap();

    let again = owner.caller.send_bytes("GET", &path, &[("if-none-match", tag)], Vec::new());

    assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, Some(tag)));
    assert_eq!(again.header("content-type"), Some("image/jpeg"), "not the gateway's default, application/json");
    for other in ["\"another\"", "\"a,*,b\"", &format!("W/W/{tag}")] {
        let answer = owner.caller.send_bytes("GET", &path, &[("if-none-match", other)], Vec::new());
        assert_eq!(answer.status, 200, "{other}");
    }
}

#[test]
fn registration_takes_picture_in_json_and_form() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let picture = made(30, 30, ImageFormat::Png);
    let person = Person::stranger();
    let data_uri = format!("data:image/png;base64,{}", base64(&picture));
    let body = json!({
        "email": person.email, "full_name": person.full_name, "password": person.password, "profile_pic": data_uri,
    });
    let registered = caller.post("/api/user/register/", &body);
    assert_eq!(registered.status, 201);
    assert_eq!(caller.get(&path(&stack, &registered.body["profile_pic"]), None).status, 200);

    let person = Person::stranger();
    let registered = caller.send_bytes(
        "POST",
        "/api/user/register/",
        &[("content-type", "multipart/form-data; boundary=between")],
        form(&person, &picture),
    );
    let registered = registered.plain();
    assert_eq!(registered.status, 201, "{registered:?}");
    assert_eq!(caller.get(&path(&stack, &registered.body["profile_pic"]), None).status, 200);
    let _ = sign_in(&caller, &person.email, &person.password);
}

fn form(person: &Person, picture: &[u8]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in [("email", &person.email), ("full_name", &person.full_name), ("password", &person.password)] {
        form.extend(
            format!("--between\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    form.extend(b"--between\r\nContent-Disposition: form-data; name=\"profile_pic\"; filename=\"me.png\"\r\n");
    form.extend(b"Content-Type: image/png\r\n\r\n");
    form.extend(picture);
    form.extend(b"\r\n--between--\r\n");
    form
}

#[tokio::test]
async fn replaced_or_deleted_picture_is_gone() {
    let stack = Stack::under_test();
    let owner = Owner::new(&Caller::of(&stack));
    let first = owner.update(&json!(base64(&made(20, 20, ImageFormat::Png)))).body["profile_pic"].clone();
    let second = owner.update(&json!(base64(&made(30, 30, ImageFormat::Png)))).body["profile_pic"].clone();
    assert_ne!(first, second);
    assert_eq!(owner.caller.get(&path(&stack, &first), None).status, 404);
    assert_eq!(owner.caller.get(&path(&stack, &second), None).status, 200);
    let versions = versions_of(&stack, &second).await;
    assert_eq!((versions_of(&stack, &first).await, versions), (0, 1));

    let renamed = owner.caller.put("/api/user/update/", &owner.bearer, &json!({ "full_name": "Ada King" }));
    assert_eq!(renamed.body["profile_pic"], second, "an absent field stays as it is");

    assert_eq!(owner.update(&Value::Null).body["profile_pic"], Value::Null);
    assert_eq!(owner.me()["profile_pic"], Value::Null);
    assert_eq!(owner.caller.get(&path(&stack, &second), None).status, 404);
    assert_eq!(versions_of(&stack, &second).await, 0);
    assert_eq!(owner.update(&Value::Null).status, 200, "deleting is idempotent");
}

async fn versions_of(stack: &Stack, link: &Value) -> usize {
    let name = link.as_str().unwrap().rsplit('/').next().unwrap();
    let (folder, own) = name.split_at(32);
    version_count(stack, &format!("pictures/{folder}/{own}")).await
}

#[test]
fn unsafe_picture_gets_400_and_changes_nothing() {
    let stack = Stack::under_test();
    let owner = Owner::new(&Caller::of(&stack));
    let first = owner.update(&json!(base64(&made(20, 20, ImageFormat::Png)))).body["profile_pic"].clone();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let too_large = vec![0xff; 5 * 1024 * 1024 + 1];
    let mut cut = made(200, 200, ImageFormat::Png);
    cut.truncate(60);
    let hostile = [
        ("an SVG", json!(base64(svg.as_bytes()))),
        ("an SVG in a data URI", json!(format!("data:image/svg+xml;base64,{}", base64(svg.as_bytes())))),
        ("HTML that says it is a PNG", json!(format!("data:image/png;base64,{}", base64(b"<html>")))),
        ("a decompression bomb", json!(base64(&decompression_bomb()))),
        ("more than 5 MB", json!(base64(&too_large))),
        (
            "a JPEG that makes the decoder panic",
            json!(base64(include_bytes!("../../../../picture/tests/files/overflowing.jpg"))),
        ),
        ("a JPEG of 98 scans", json!(base64(&slow_jpeg(98)))),
        ("half a picture", json!(base64(&cut))),
        ("invalid base64", json!("***")),
        ("an empty string", json!("")),
        ("a number", json!(1)),
        ("a link", json!("http://169.254.169.254/latest/meta-data")),
    ];
    for (what, picture) in hostile {
        let answer = owner.update(&picture);
        assert_eq!(answer.status, 400, "{what}: {answer:?}");
        assert_eq!(answer.body.as_object().unwrap().keys().collect::<Vec<_>>(), ["profile_pic"], "{what}");
        assert_eq!(owner.me()["profile_pic"], first, "{what}");
    }
}

#[test]
fn five_slow_pictures_at_once_are_answered() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let owners: Vec<_> = (0..5).map(|_| Owner::new(&caller)).collect();
    let slow = json!(base64(&slow_jpeg(12)));

    std::thread::scope(|scope| {
        let calls: Vec<_> = owners.iter().map(|owner| scope.spawn(|| owner.update(&slow))).collect();
        for call in calls {
            let answer = call.join().unwrap();
            assert!([200, 400].contains(&answer.status), "{answer:?}");
        }
    });
}

#[test]
fn unusual_multipart_form_is_parsed() {
    let stack = Stack::under_test();
    let owner = Owner::new(&Caller::of(&stack));
    let part = |disposition: &str, content: &[u8]| {
        [format!("--x\r\nContent-Disposition: {disposition}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
    };
    let picture = made(30, 30, ImageFormat::Png);
    let form = [
        part(r#"form-data ;	filename="x; name=full_name; y"; name="profile_pic""#, &picture),
        part(r#"form-data; filename="my name.png"; name="full_name""#, b"Ada King"),
        b"--x--\r\n".to_vec(),
    ];
    let headers =
        [("authorization", owner.bearer.as_str()), ("content-type", "multipart/form-data; boundary=x ; charset=utf-8")];

    let updated = owner.caller.send_bytes("PUT", "/api/user/update/", &headers, form.concat()).plain();

    assert_eq!((updated.status, &updated.body["full_name"]), (200, &json!("Ada King")), "{updated:?}");
    assert_eq!(owner.caller.get(&path(&stack, &updated.body["profile_pic"]), None).status, 200);
}

/// A PNG of less than 1 KB that says it has 64,000 by 64,000 pixels.
fn decompression_bomb() -> Vec<u8> {
    let mut png = made(4, 4, ImageFormat::Png);
    png[16..20].copy_from_slice(&64_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&64_000_u32.to_be_bytes());
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(png.len() < 1024);
    png
}

/// The checksum of a PNG chunk (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step =
        |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)));
    !bytes.iter().fold(!0, step)
}

#[test]
fn malformed_and_unknown_names_get_same_404() {
    let caller = Caller::of(&Stack::under_test());
    let unknown = format!("{}.png", "0".repeat(64));
    let expected = caller.get(&format!("/api/user/media/{unknown}"), None);
    assert_eq!((expected.status, &expected.body), (404, &json!({ "detail": "Not found." })));
    for name in ["x", "..%2F..%2Fsecret", "%00", "a.png", &"a".repeat(2000)] {
        assert_eq!(caller.get(&format!("/api/user/media/{name}"), None), expected, "{name}");
    }
}
