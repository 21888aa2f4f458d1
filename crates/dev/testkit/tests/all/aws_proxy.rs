//! The proxy, between a client and a server that use raw HTTP.

mod client;
mod message;
mod requests;
mod upstream;

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use usher_testkit::aws_proxy::{AwsCall, AwsProxy, Fault, FaultKind, Throttling};

use crate::aws_proxy::client::Client;
use crate::aws_proxy::message::header;
use crate::aws_proxy::requests::{HEAD_PICTURE, PUT_PICTURE, SEND_MAIL, dynamodb};
use crate::aws_proxy::upstream::Upstream;

fn started() -> (Upstream, AwsProxy) {
    let upstream = Upstream::start();
    let proxy = AwsProxy::start(upstream.address).expect("a free port");
    (upstream, proxy)
}

/// The calls as `1 dynamodb:GetItem 200`, each with its number.
fn calls(proxy: &AwsProxy) -> Vec<String> {
    let line = |(number, call): (usize, AwsCall)| {
        let status = call.status.map_or_else(|| String::from("-"), |status| status.to_string());
        format!("{number} {call} {status}")
    };
    (1..).zip(proxy.calls()).map(line).collect()
}

fn wait_until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !condition() {
        assert!(Instant::now() < deadline, "the condition became true in time");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn calls_are_numbered_and_named() {
    let (_upstream, proxy) = started();
    let mut client = Client::of(&proxy);
    for request in [&dynamodb("GetItem", "{}"), PUT_PICTURE, HEAD_PICTURE, SEND_MAIL] {
        client.call(request).expect("a response");
    }
    assert_eq!(
        calls(&proxy),
        ["1 dynamodb:GetItem 200", "2 s3:PutObject 200", "3 s3:HeadObject 404", "4 ses:SendEmail 200"]
    );
}

#[test]
fn response_time_and_body_are_recorded() {
    let (_upstream, proxy) = started();

    Client::of(&proxy).call(PUT_PICTURE).expect("a response");

    assert_eq!(proxy.calls()[0].answer, "picture");
    wait_until(|| !proxy.calls()[0].time.is_zero());
}

#[test]
fn metered_dynamodb_call_requests_capacity() {
    let upstream = Upstream::start();
    let proxy = AwsProxy::metered(upstream.address, "ROOT").expect("a free port");
    let mut client = Client::of(&proxy);

    let answer = client.call(&dynamodb("GetItem", r#"{"TableName":"t"}"#)).expect("a response");
    client.call(PUT_PICTURE).expect("a response");

    assert_eq!(answer.body, r#"{"ReturnConsumedCapacity":"INDEXES","TableName":"t"}"#);
    let [metered, unchanged] = upstream.requests().try_into().expect("two requests arrived");
    assert!(metered.contains("Credential=ROOT/20261122/eu-west-1/dynamodb/aws4_request"), "{metered}");
    assert_eq!(unchanged, PUT_PICTURE);
}

#[test]
fn abandoned_call_has_a_time_and_no_response() {
    let (_upstream, proxy) = started();
    proxy.record(Some(Fault { call: 1, kind: FaultKind::TimesOut }));
    let mut client = Client::of(&proxy);
    client.send(PUT_PICTURE);
    wait_until(|| proxy.calls().len() == 1);
    assert!(proxy.calls()[0].time.is_zero());

    drop(client);

    wait_until(|| !proxy.calls()[0].time.is_zero());
    assert_eq!(proxy.calls()[0].status, None);
}

#[test]
fn request_and_response_pass_byte_for_byte() {
    let (upstream, proxy) = started();
    let mut client = Client::of(&proxy);

    let answer = client.call(PUT_PICTURE).expect("a response");

    assert_eq!(upstream.requests(), [PUT_PICTURE]);
    assert_eq!(answer.head, "HTTP/1.1 200 Fine\r\nX-Amz-RequestId: 7\r\nContent-Length: 7\r\n\r\n");
    assert_eq!(answer.body, "picture");
}

#[test]
fn head_response_has_a_length_and_no_body() {
    let (_upstream, proxy) = started();
    let mut client = Client::of(&proxy);

    let answer = client.call(HEAD_PICTURE).expect("a response");

    assert_eq!((answer.status(), header(&answer.head, "content-length")), (404, Some("9")));
    assert_eq!(client.call(PUT_PICTURE).expect("the connection stays usable").body, "picture");
}

#[test]
fn refused_call_gets_its_services_error() {
    let (upstream, proxy) = started();
    let mut client = Client::of(&proxy);
    let fault = Some(Fault { call: 1, kind: FaultKind::Refused });

    for (request, status, media_type, error_type, sign) in [
        (
            dynamodb("GetItem", "{}").as_str(),
            400,
            "application/x-amz-json-1.0",
            None,
            r#""__type":"AccessDeniedException""#,
        ),
        (PUT_PICTURE, 403, "application/xml", None, "<Error><Code>AccessDenied</Code>"),
        (SEND_MAIL, 403, "application/json", Some("AccessDeniedException"), r#""message":"#),
    ] {
        proxy.record(fault);
        let answer = client.call(request).expect("a response");
        assert_eq!((answer.status(), header(&answer.head, "content-type")), (status, Some(media_type)));
        assert_eq!(header(&answer.head, "x-amzn-errortype"), error_type);
        assert!(answer.body.contains(sign), "{}", answer.body);
        assert_eq!(proxy.calls()[0].status, Some(status));
    }
    assert!(upstream.requests().is_empty());
}

#[test]
fn fault_hits_only_its_call() {
    let (upstream, proxy) = started();
    let mut client = Client::of(&proxy);
    proxy.record(Some(Fault { call: 2, kind: FaultKind::Refused }));

    let statuses = [(); 4].map(|()| client.call(&dynamodb("PutItem", "{}")).expect("a response").status());

    assert_eq!(statuses, [200, 400, 200, 200]);
    assert_eq!(upstream.requests().len(), 3);
}

#[test]
fn throttling_hits_only_its_operation_and_ends() {
    let (upstream, proxy) = started();
    let mut client = Client::of(&proxy);
    let operation = "dynamodb:PutItem".to_owned();
    proxy.throttle(Throttling { operation, let_through: 1, times: 2 });

    let put = dynamodb("PutItem", "{}");
    let requests = [&put, &put, &dynamodb("GetItem", "{}"), &put, &put];
    let answers = requests.map(|request| client.call(request).expect("a response"));

    assert_eq!(answers.each_ref().map(client::Answer::status), [200, 400, 200, 400, 200]);
    assert!(answers[1].body.contains(r#""__type":"ThrottlingException""#), "{}", answers[1].body);
    assert_eq!(upstream.requests().len(), 3);
}

#[test]
fn timed_out_call_blocks_no_other() {
    let (upstream, proxy) = started();
    proxy.record(Some(Fault { call: 1, kind: FaultKind::TimesOut }));
    let mut held = Client::of(&proxy);
    held.send(&dynamodb("PutItem", "held"));
    wait_until(|| proxy.calls().len() == 1);

    let other = Client::of(&proxy).call(&dynamodb("GetItem", "other")).expect("a response");

    assert_eq!(other.body, "other");
    assert!(held.is_silent_for(Duration::from_millis(200)));
    assert_eq!(upstream.requests(), [dynamodb("GetItem", "other")]);
    assert_eq!(calls(&proxy), ["1 dynamodb:PutItem -", "2 dynamodb:GetItem 200"]);
}

#[test]
fn call_with_lost_response_takes_effect() {
    let (upstream, proxy) = started();
    proxy.record(Some(Fault { call: 1, kind: FaultKind::AnswerLost }));
    let put = dynamodb("PutItem", "once");

    assert!(Client::of(&proxy).call(&put).is_none(), "the connection is closed without a response");
    assert_eq!(upstream.requests(), [put.as_str()]);

    assert_eq!(Client::of(&proxy).call(&put).expect("a response").body, "once");
    assert_eq!(calls(&proxy), ["1 dynamodb:PutItem 200", "2 dynamodb:PutItem 200"]);
}

#[test]
fn restarted_recording_forgets_calls_and_fault() {
    let (_upstream, proxy) = started();
    proxy.record(Some(Fault { call: 2, kind: FaultKind::TimesOut }));
    let (mut client, mut held) = (Client::of(&proxy), Client::of(&proxy));
    client.call(PUT_PICTURE).expect("a response");
    held.send(PUT_PICTURE);
    wait_until(|| proxy.calls().len() == 2);

    proxy.record(None);

    assert!(proxy.calls().is_empty());
    for _ in 0..2 {
        client.call(&dynamodb("GetItem", "{}")).expect("a response");
    }
    assert_eq!(calls(&proxy), ["1 dynamodb:GetItem 200", "2 dynamodb:GetItem 200"]);
}

#[test]
fn concurrent_calls_get_their_own_responses() {
    const CONNECTIONS: usize = 40;
    const CALLS_OF_EACH: usize = 10;
    let (upstream, proxy) = started();
    proxy.record(Some(Fault { call: 123, kind: FaultKind::Refused }));

    let refused: usize = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|client| {
                scope.spawn({
                    let proxy = &proxy;
                    move || make_calls(&mut Client::of(proxy), client, CALLS_OF_EACH)
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("no client fails")).sum()
    });

    assert_eq!(refused, 1);
    assert_eq!(upstream.requests().len(), CONNECTIONS * CALLS_OF_EACH - 1);
    let calls = proxy.calls();
    assert_eq!(calls.len(), CONNECTIONS * CALLS_OF_EACH);
    let refused: Vec<_> =
        (1..).zip(calls).filter(|(_, call)| call.status != Some(200)).map(|(number, _)| number).collect();
    assert_eq!(refused, [123]);
}

/// Makes calls and returns how many were refused; the others must echo the request's body.
fn make_calls(client: &mut Client, name: usize, times: usize) -> usize {
    let mut refused = 0;
    for call in 0..times {
        let body = format!("client {name}, call {call}");
        let answer = client.call(&dynamodb("Query", &body)).expect("a response");
        if answer.status() == 200 {
            assert_eq!(answer.body, body);
        } else {
            refused += 1;
        }
    }
    refused
}

#[test]
fn without_upstream_response_there_is_none() {
    let upstream = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let proxy = AwsProxy::start(upstream.local_addr().expect("an address")).expect("a free port");
    thread::spawn(move || upstream.incoming().for_each(drop));

    assert!(Client::of(&proxy).call(PUT_PICTURE).is_none());

    assert_eq!(calls(&proxy), ["1 s3:PutObject -"]);
}

#[test]
fn dropped_proxy_closes_its_connections() {
    let (_upstream, proxy) = started();
    let mut client = Client::of(&proxy);
    client.call(PUT_PICTURE).expect("a response");

    drop(proxy);

    assert!(client.is_closed());
}
