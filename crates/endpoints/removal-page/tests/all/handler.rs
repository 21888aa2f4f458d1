//! `GET /user/remove`: the page has the parameters of the link. `crates/wire` tests the rest of the page.

use removal_page::RemovalPage;
use usher_testkit::{events, fixtures};

async fn page(event: &str) -> (u16, String) {
    let answer = events::whole_answer(&RemovalPage, &events::event(event)).await;
    (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
}

#[tokio::test]
async fn the_page_posts_what_the_link_holds() {
    let (status, html) = page("removal/page").await;
    assert_eq!(status, 200);
    assert!(html.contains(&format!(r#"name="user_id" value="{}""#, fixtures::ada().id.as_str())));
    assert!(
        html.contains(&format!(r#"name="confirmation_token" value="{}""#, fixtures::confirmation_token().as_str()))
    );
}

#[tokio::test]
async fn incomplete_link_opens_a_page_without_a_form() {
    for event in ["removal/page-malformed", "removal/page-no-query"] {
        let (status, html) = page(event).await;
        assert_eq!((status, html.contains("<form")), (400, false), "{event}");
    }
}
