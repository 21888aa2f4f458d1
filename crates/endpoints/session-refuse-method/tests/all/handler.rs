//! Any other method on a path of the session document.

use serde_json::json;
use session_refuse_method::SessionRefuseMethod;
use usher_testkit::events;

#[tokio::test]
async fn each_path_lists_its_allowed_methods() {
    for (resource, refused, allowed) in [
        ("/api/user/login", "GET", "POST, OPTIONS"),
        ("/api/user/register", "PUT", "POST, OPTIONS"),
        ("/api/user/me", "POST", "GET, HEAD, OPTIONS"),
        ("/api/user/update", "PATCH", "PUT, OPTIONS"),
        ("/api/user/refresh", "DELETE", "POST, OPTIONS"),
        ("/api/user/logout", "GET", "POST, OPTIONS"),
        ("/api/user/sessions", "DELETE", "GET, HEAD, OPTIONS"),
        ("/api/user/sessions/{id}", "GET", "DELETE, OPTIONS"),
        ("/api/user/password/change", "PUT", "POST, OPTIONS"),
        ("/api/user/media/{image_name}", "DELETE", "GET, HEAD, OPTIONS"),
    ] {
        let mut event = events::event("session/refuse-method-login");
        event = events::with_method(event, refused);
        event["resource"] = resource.into();
        event["requestContext"]["resourcePath"] = resource.into();
        let answer = events::whole_answer(&SessionRefuseMethod, &event).await;
        assert_eq!((answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()), (405, allowed));
        let told = json!({ "detail": format!("Method \"{refused}\" not allowed.") });
        assert_eq!(answer.body().as_ref(), format!("{told}\n").as_bytes(), "{resource}");
    }
}
