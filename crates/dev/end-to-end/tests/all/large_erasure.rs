//! A user with more files and job requests than one run of a function erases. `USHER_MUCH` sets the number of each.
//! With 100000 the test takes about twenty minutes, most of them for the setup (docs/erasure.md has the measurements).

use std::time::{Duration, Instant};

use serde_json::json;
use usher_end_to_end::belongings::add_belongings;
use usher_end_to_end::erasing::{Marked, history};
use usher_end_to_end::operator::places_of;
use usher_end_to_end::stack::Stack;

/// More job requests than one run of erase-job-requests erases.
const DEFAULT_BELONGINGS: usize = 6_000;

#[expect(clippy::disallowed_methods, reason = "the number is set in the environment")]
fn belongings() -> usize {
    std::env::var("USHER_MUCH").map_or(DEFAULT_BELONGINGS, |given| given.parse().expect("USHER_MUCH is a number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn large_erasure_takes_several_runs() {
    let stack = Stack::under_test();
    let marked = Marked::plain(&stack);
    add_belongings(&stack, &marked.user_id(), belongings()).await;

    let began = Instant::now();
    marked.delete_account(&stack);
    marked.wait_until_erased_within(&stack, Duration::from_mins(30)).await;

    println!("{} files and {0} job requests were erased in {:?}", belongings(), began.elapsed());
    let certificate = marked.certificate(&stack).await.unwrap();
    let counts = [2, 3].map(|store: usize| certificate["erased"][store]["count"].clone());
    assert_eq!(counts, [json!(belongings()), json!(belongings())], "{certificate}");
    let history = history(&stack, &marked).await;
    println!("in {history} events of history");
    // A run erases 5,000 job requests or 10,000 files.
    let runs = belongings() / 5_000 + belongings() / 10_000;
    assert!((runs..=100 + 12 * (runs + 2)).contains(&history), "{history} events for {runs} runs");
    assert_eq!(places_of(&stack, "rows", &[&marked.id]).len(), 0);
}
