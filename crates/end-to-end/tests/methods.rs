//! Another method on a path of the session document is told which one the path takes.

use serde_json::json;
use usher_end_to_end::http::Caller;
use usher_end_to_end::stack::Stack;

#[test]
#[ignore = "needs a stack: cargo xtask test"]
fn another_method_is_refused_with_the_allowed_one() {
    let caller = Caller::of(&Stack::under_test());
    for (path, allowed) in [
        ("/api/user/login/", "POST"),
        ("/api/user/register/", "POST"),
        ("/api/user/me/", "GET"),
        ("/api/user/update/", "PUT"),
        ("/api/user/refresh/", "POST"),
        ("/api/user/media/x.png", "GET"),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|method| *method != allowed) {
            for path in [path, path.trim_end_matches('/')] {
                let answer = caller.send_bytes(method, path, &[], Vec::new());
                assert_eq!((answer.status, answer.header("allow")), (405, Some(allowed)), "{method} {path}");
                let detail = format!("Method \"{method}\" not allowed.");
                assert_eq!(answer.plain().body, json!({ "detail": detail }));
            }
        }
    }
}
