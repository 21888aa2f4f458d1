//! A web application of another origin calls the API from a browser (CORS).

use image::ImageFormat;
use serde_json::{Value, json};
use usher_end_to_end::browser::Browser;
use usher_end_to_end::http::Caller;
use usher_end_to_end::pages::PageServer;
use usher_end_to_end::people::Person;
use usher_end_to_end::pictures::{base64, made};
use usher_end_to_end::stack::Stack;

/// An allowed origin in infra/local/parameters.json.
const ALLOWED: &str = "app.localhost";
/// An origin that is not allowed.
const OTHER: &str = "other.localhost";

const PAGE: &str = r#"<!doctype html>
<title>An application</title>
<form>
  <input name="email"><input name="password" type="password"><button>Sign in</button>
</form>
<script>
  window.signedIn = new Promise((resolve, reject) => {
    document.querySelector("form").addEventListener("submit", event => {
      event.preventDefault();
      const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
      const headers = { "Content-Type": "application/json" };
      fetch(window.api + "/api/user/login/", { method: "POST", headers, body })
        .then(answer => answer.json()).then(resolve, reject);
    });
  });
</script>"#;

/// Calls the API from the page. Returns the status, the JSON and the challenge, or "blocked" if the browser hides the
/// response.
const CALL: &str = r#"
  try {
    const answer = await fetch(args.url, { method: args.method ?? "GET", headers: args.headers ?? {} });
    const header = name => answer.headers.get(name);
    return { status: answer.status, body: await answer.json(), challenge: header("WWW-Authenticate") };
  } catch (error) {
    return "blocked";
  }
"#;

const UPDATE_WITH_PICTURE: &str = r#"
  const picture = await (await fetch("data:image/png;base64," + args.picture)).blob();
  const form = new FormData();
  form.append("full_name", "Ada King");
  form.append("profile_pic", picture, "me.png");
  const headers = { Authorization: "JWT " + args.access };
  const answer = await fetch(args.api + "/api/user/update/", { method: "PUT", headers, body: form });
  return await answer.json();
"#;

const FETCH_PICTURE: &str = r#"
  const first = await fetch(args.url);
  const size = (await first.arrayBuffer()).byteLength;
  const headers = { "If-None-Match": first.headers.get("ETag") };
  const again = await fetch(args.url, { headers, cache: "no-store" });
  return { status: first.status, type: first.headers.get("Content-Type"), size, again: again.status };
"#;

/// The stack, and a browser with the page open on this host; `None` if no browser is installed.
fn application(host: &str) -> Option<(Stack, Browser)> {
    let stack = Stack::under_test();
    let browser = Browser::start(&[(host, PageServer::of(PAGE).address)])?;
    browser.open(&format!("http://{host}/"));
    Some((stack, browser))
}

fn call(browser: &Browser, stack: &Stack, method: &str, path: &str, authorization: Option<&str>) -> Value {
    let headers = authorization.map_or_else(|| json!({}), |value| json!({ "Authorization": value }));
    let url = format!("{}{path}", stack.api);
    browser.run(CALL, &json!({ "url": url, "method": method, "headers": headers }))
}

#[test]
fn page_of_allowed_origin_signs_in_reads_and_updates() {
    let Some((stack, browser)) = application(ALLOWED) else { return };
    let person = Person::registered(&Caller::of(&stack));
    let _ = browser.run("window.api = args.api;", &json!({ "api": stack.api }));
    browser.type_into("[name=email]", &person.email);
    browser.type_into("[name=password]", &person.password);
    browser.click("button");
    let session = browser.run("return await window.signedIn;", &json!({}));
    let access = session["tokens"]["access"].as_str().unwrap();

    let profile = call(&browser, &stack, "GET", "/user/profile", Some(&format!("Bearer {access}")));
    assert_eq!((&profile["status"], &profile["body"]["email"]), (&json!(200), &json!(person.email)));

    let picture = base64(&made(40, 20, ImageFormat::Png));
    let args = json!({ "api": stack.api, "access": access, "picture": picture });
    let updated = browser.run(UPDATE_WITH_PICTURE, &args);
    assert_eq!(updated["full_name"], "Ada King", "{updated}");

    let served = browser.run(FETCH_PICTURE, &json!({ "url": updated["profile_pic"] }));
    assert_eq!(
        (&served["status"], &served["type"], &served["again"]),
        (&json!(200), &json!("image/jpeg"), &json!(304))
    );
}

#[test]
fn page_of_allowed_origin_reads_refusals() {
    let Some((stack, browser)) = application(ALLOWED) else { return };
    let refused = call(&browser, &stack, "GET", "/user/profile", None);
    assert_eq!((&refused["status"], &refused["challenge"]), (&json!(401), &json!("Bearer realm=\"usher\"")));
    for (method, path, status) in [
        ("GET", "/api/user/me/", 401),
        ("DELETE", "/api/user/me/", 405),
        ("GET", "/api/users/1", 401),
        ("GET", "/nothing/here", 404),
        ("DELETE", "/nothing/here", 404),
        ("PUT", "/", 404),
    ] {
        let refused = call(&browser, &stack, method, path, Some("Bearer none"));
        assert_eq!(refused["status"], status, "{method} {path}: {refused}");
    }
}

#[test]
fn page_of_other_origin_sees_nothing() {
    let Some((stack, browser)) = application(OTHER) else { return };
    for (path, authorization) in [
        ("/api/user/me/", None),
        ("/api/user/me/", Some("JWT none")),
        ("/user/profile", None),
        ("/user/profile", Some("Bearer none")),
        ("/nothing/here", None),
    ] {
        assert_eq!(call(&browser, &stack, "GET", path, authorization), "blocked", "{path} {authorization:?}");
    }
}
