//! The state `call-services` on in-memory ports.

use call_services::CallServicesTask;
use time::{Duration, OffsetDateTime};
use usher_domain::DomainError;
use usher_domain::erasure::ErasureRun;
use usher_domain::ports::QueueRemoval;
use usher_domain::service::ServiceName;
use usher_lambda_kit::Task;
use usher_messages::{CallServicesInput, Message, RoundMessage};
use usher_testkit::fixtures::{self, NOW};
use usher_testkit::in_memory::{RemovalQueue, ServiceCalls, Services};
use usher_testkit::world::World;

const TIMEOUT: Duration = Duration::hours(1);

/// Runs the state this long after its first run.
async fn run(world: &World, later: Duration) -> Result<RoundMessage, DomainError> {
    run_named(world, None, later).await
}

async fn run_named(world: &World, run: Option<ErasureRun>, later: Duration) -> Result<RoundMessage, DomainError> {
    let task: CallServicesTask<Services, RemovalQueue, ServiceCalls> = CallServicesTask {
        services: world.services.clone(),
        queue: world.removal_queue.clone(),
        calls: world.service_calls.clone(),
        confirmation_timeout: TIMEOUT,
    };
    let erasure = fixtures::erasure(&fixtures::ada().id);
    let (erasure_id, user_id, run) = (Message(erasure.id), Message(erasure.user_id), run.map(Message));
    let now: OffsetDateTime = NOW + later;
    task.perform(CallServicesInput { erasure_id, run, user_id, since: NOW }, now).await
}

fn name(name: &str) -> ServiceName {
    fixtures::service(name).name
}

/// The called services, in order.
fn called(world: &World) -> Vec<String> {
    world.service_calls.made().iter().map(|(name, _, _)| name.to_string()).collect()
}

/// Name, status and attempts of each service.
fn states(round: &RoundMessage) -> Vec<(&str, &str, u32)> {
    round.recipients.iter().map(|one| (one.service_name.as_str(), one.status.as_str(), one.attempts)).collect()
}

#[tokio::test]
async fn confirmed_service_is_not_called_again() {
    let world = World::erasing_ada().await;
    for later in [Duration::ZERO, Duration::ZERO, Duration::DAY] {
        let round = run(&world, later).await.unwrap();
        assert_eq!(states(&round), [("billing", "confirmed", 1)]);
        assert_eq!(round.wait_seconds, None);
    }
    let erasure = fixtures::erasure(&fixtures::ada().id);
    assert_eq!(world.service_calls.made(), [(name("billing"), erasure.user_id.clone(), fixtures::run(&erasure))]);
}

#[tokio::test]
async fn failing_service_is_retried_with_backoff() {
    let world = World::erasing_ada().await;
    world.service_calls.answer_with(&name("billing"), 503);
    let mut later = Duration::ZERO;
    for (attempts, backoff) in [(1, 2), (2, 4), (3, 8)] {
        for _ in 0..2 {
            let round = run(&world, later).await.unwrap();
            assert_eq!(states(&round), [("billing", "pending", attempts)], "no call during the backoff");
            assert_eq!(round.recipients[0].last_answer.as_deref(), Some("503"));
            assert_eq!(round.wait_seconds, Some(backoff));
        }
        later += Duration::seconds(backoff);
    }
    world.service_calls.answer_with(&name("billing"), 200);
    let round = run(&world, later).await.unwrap();
    assert_eq!((states(&round), round.wait_seconds), (vec![("billing", "confirmed", 4)], None));
}

#[tokio::test]
async fn failing_service_does_not_block_the_others() {
    let world = World::erasing_ada().await;
    world.services.register(fixtures::service("newsletter"));
    world.service_calls.answer_with(&name("billing"), 500);
    let round = run(&world, Duration::ZERO).await.unwrap();
    assert_eq!(states(&round), [("billing", "pending", 1), ("newsletter", "confirmed", 1)]);
    run(&world, Duration::MINUTE).await.unwrap();
    assert_eq!(called(&world), ["billing", "newsletter", "billing"]);
}

#[tokio::test]
async fn service_registered_meanwhile_is_called_too() {
    let world = World::erasing_ada().await;
    run(&world, Duration::ZERO).await.unwrap();
    world.services.register(fixtures::service("newsletter"));
    let round = run(&world, Duration::MINUTE).await.unwrap();
    assert_eq!(states(&round), [("billing", "confirmed", 1), ("newsletter", "confirmed", 1)]);
    assert_eq!(called(&world), ["billing", "newsletter"]);
}

#[tokio::test]
async fn removed_service_is_not_waited_for() {
    let world = World::erasing_ada().await;
    world.service_calls.answer_with(&name("billing"), 500);
    run(&world, Duration::ZERO).await.unwrap();
    world.services.remove(&name("billing"));
    let round = run(&world, TIMEOUT).await.unwrap();
    assert_eq!((states(&round), round.wait_seconds), (vec![("billing", "withdrawn", 1)], None));
    assert_eq!(called(&world), ["billing"]);
}

#[tokio::test]
async fn unconfirmed_service_fails_after_the_timeout() {
    let world = World::erasing_ada().await;
    world.service_calls.answer_with(&name("billing"), 500);
    run(&world, TIMEOUT - Duration::SECOND).await.unwrap();
    assert!(matches!(run(&world, TIMEOUT).await, Err(DomainError::ServicesPending)));
    world.service_calls.answer_with(&name("billing"), 202);
    let round = run(&world, TIMEOUT * 2).await.unwrap();
    assert_eq!(round.wait_seconds, None, "a confirmation by the last call is in time");
}

#[tokio::test]
async fn without_services_there_is_no_wait() {
    let world = World::erasing_ada().await;
    world.services.remove(&name("billing"));
    let round = run(&world, Duration::ZERO).await.unwrap();
    assert_eq!((states(&round), round.wait_seconds), (vec![("billing", "withdrawn", 0)], None));
    assert_eq!(called(&world), Vec::<String>::new());
}

#[tokio::test]
async fn ended_removal_is_unavailable() {
    let world = World::erasing_ada().await;
    run(&world, Duration::ZERO).await.unwrap();
    world.removal_queue.end(&fixtures::ada().id);
    assert!(matches!(run(&world, Duration::ZERO).await, Err(DomainError::Unavailable(_))));
}

#[tokio::test]
async fn retry_after_is_honored_up_to_the_timeout() {
    let world = World::erasing_ada().await;
    let ask = |wait| world.service_calls.answer_and_ask_off(&name("billing"), 503, Some(wait));
    ask(Duration::minutes(10));
    assert_eq!(run(&world, Duration::ZERO).await.unwrap().wait_seconds, Some(600));
    run(&world, Duration::minutes(9)).await.unwrap();
    assert_eq!(called(&world).len(), 1, "no call before the time that the service asked for");
    ask(Duration::days(365));
    assert_eq!(run(&world, Duration::minutes(10)).await.unwrap().wait_seconds, Some(3_000), "capped at the timeout");
    world.service_calls.answer_with(&name("billing"), 202);
    let round = run(&world, TIMEOUT).await.unwrap();
    assert_eq!((states(&round), round.wait_seconds), (vec![("billing", "confirmed", 3)], None));
}

#[tokio::test]
async fn later_run_has_its_own_name() {
    let world = World::erasing_ada().await;
    let erasure = fixtures::erasure(&fixtures::ada().id);
    let second = ErasureRun::numbered(&erasure.id, 2);
    let services = [fixtures::service("billing")];
    world.removal_queue.queue(&erasure, &second, None, &services).await.unwrap();
    run_named(&world, Some(second.clone()), Duration::ZERO).await.unwrap();
    assert_eq!(world.service_calls.made(), [(name("billing"), erasure.user_id, second)]);
}
