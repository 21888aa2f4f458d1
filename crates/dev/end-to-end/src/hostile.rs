//! Hostile request bodies.

use serde_json::{Value, json};

/// Bodies that no endpoint accepts.
#[must_use]
pub fn hostile_bodies() -> Vec<Vec<u8>> {
    let text = |body: Value| body.to_string().into_bytes();
    // The body has it four times, and stays below the size limit.
    let long = "x".repeat(16_000);
    let nested = format!(r#"{{"email":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let email_of_255 = format!("{}@{}.{}.{}.example", "a".repeat(64), "d".repeat(63), "d".repeat(63), "d".repeat(54));
    assert_eq!(email_of_255.len(), 255);
    let mut bodies: Vec<Vec<u8>> =
        ["", "{", "null", "[]", "\"text\"", "{\"email\":}", &nested].map(|body| body.as_bytes().to_vec()).into();
    bodies.push(b"{\"email\":\"\xff\xfe\",\"password\":\"\xff\"}".to_vec());
    let values = [
        json!(1),
        json!(["a"]),
        json!({ "a": 1 }),
        json!(true),
        json!(long),
        json!("a\u{0}b@example.com"),
        json!("\u{202e}ada@example.com"),
        json!(email_of_255),
    ];
    bodies.extend(values.map(|given| {
        text(json!({ "email": given, "password": given, "full_name": given, "account_id": given, "refresh": [1] }))
    }));
    let tokens = [json!("a\u{0}b"), json!("\u{202e}a"), json!(long)];
    bodies.extend(tokens.map(|token| text(json!({ "refresh": token }))));
    bodies.push(text(json!({})));
    bodies
}

/// Bodies without a picture that are longer than any endpoint accepts without one.
#[must_use]
pub fn long_bodies() -> Vec<Vec<u8>> {
    let long = "x".repeat(64 * 1024);
    let nested = format!(r#"{{"z":[{}{{}}]}}"#, r#"{"":0},"#.repeat(600_000));
    let bodies = [json!({ "z": long }).to_string(), json!({ "email": long }).to_string(), nested];
    bodies.map(String::into_bytes).into()
}
