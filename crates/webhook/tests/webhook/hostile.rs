//! Services that misbehave take no more time and memory than the limits allow.

use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use usher_webhook::{Accepted, Limits, Refusal};

use crate::services::{Service, answering, read};
use crate::{answered, half_a_second, post, post_within};

/// How long a call with a timeout of half a second may take on a busy machine.
const SLOW_MACHINE_LIMIT: Duration = Duration::from_secs(4);

#[tokio::test]
async fn an_endless_body_is_not_read() {
    let service = Service::with(|mut stream| {
        read(&stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n");
        send_until_it_fails(&mut stream, &[b'x'; 16 * 1024], 10_000_000_000)
    });
    assert_eq!(post(&service.url).await, Ok(Accepted { status: 200 }));
    // The capacity of both socket buffers.
    let sent = service.next_report();
    assert!(sent < 50_000_000, "{sent}");
}

#[tokio::test]
async fn a_refusal_of_ten_gigabytes_is_not_read_either() {
    let service = Service::with(|mut stream| {
        read(&stream);
        let _ = stream.write_all(b"HTTP/1.1 500 \r\ntransfer-encoding: chunked\r\n\r\n");
        send_until_it_fails(&mut stream, b"8\r\nxxxxxxxx\r\n", 10_000_000_000)
    });
    assert_eq!(post(&service.url).await, Err(answered(500)));
    assert!(service.next_report() < 50_000_000);
}

#[tokio::test]
async fn endless_headers_are_a_broken_answer() {
    for header in ["x: y\r\n".to_owned(), format!("x: {}\r\n", "y".repeat(1_000)), "x".repeat(1_000)] {
        let service = Service::with(move |mut stream| {
            read(&stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            send_until_it_fails(&mut stream, header.as_bytes(), 10_000_000_000)
        });
        assert_eq!(post(&service.url).await, Err(Refusal::BrokenAnswer));
        assert!(service.next_report() < 50_000_000);
    }
}

#[tokio::test]
async fn silent_service_gives_no_answer() {
    let service = Service::with(|mut stream| io::copy(&mut stream, &mut io::sink()).unwrap());
    let started = Instant::now();
    assert_eq!(post_within(&service.url, half_a_second()).await, Err(Refusal::NoAnswer));
    assert!(started.elapsed() < SLOW_MACHINE_LIMIT, "{:?}", started.elapsed());
    assert!(service.next_report() > 0);
}

#[tokio::test]
async fn slow_headers_are_an_answer_if_complete_in_time() {
    let service = Service::with(|mut stream| {
        read(&stream);
        trickle(&mut stream, b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".iter());
    });
    assert_eq!(post(&service.url).await, Ok(Accepted { status: 202 }));
}

#[tokio::test]
async fn slow_endless_headers_give_no_answer() {
    let service = Service::with(|mut stream| {
        read(&stream);
        trickle(&mut stream, b"HTTP/1.1 202 Accepted\r\nx: ".iter().chain(std::iter::repeat(&b'y')));
    });
    let started = Instant::now();
    assert_eq!(post_within(&service.url, half_a_second()).await, Err(Refusal::NoAnswer));
    assert!(started.elapsed() < SLOW_MACHINE_LIMIT, "{:?}", started.elapsed());
    // The service notices that the connection is closed.
    service.next_report();
}

#[tokio::test]
async fn endless_interim_answers_give_no_answer() {
    let service = Service::with(|mut stream| {
        read(&stream);
        send_until_it_fails(&mut stream, b"HTTP/1.1 100 Continue\r\n\r\n", u64::MAX)
    });
    let started = Instant::now();
    assert_eq!(post_within(&service.url, half_a_second()).await, Err(Refusal::NoAnswer));
    assert!(started.elapsed() < SLOW_MACHINE_LIMIT, "{:?}", started.elapsed());
    service.next_report();
}

#[tokio::test]
async fn what_is_not_http_is_a_broken_answer() {
    for answer in ["", "HTTP/1.1 20", "220 mail.example.com ESMTP\r\n", "<html>", "HTTP/2.0 200 OK\r\n\r\n", "\0\0\0"] {
        assert_eq!(post(&answering(answer).url).await, Err(Refusal::BrokenAnswer), "{answer:?}");
    }
}

#[tokio::test]
async fn closed_connection_is_a_broken_answer() {
    let service = Service::with(drop::<TcpStream>);
    assert_eq!(post(&service.url).await, Err(Refusal::BrokenAnswer));
}

#[tokio::test]
async fn closed_port_is_not_reachable() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(post(&format!("http://{closed}/")).await, Err(Refusal::NotReachable));
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_not_reachable() {
    assert_eq!(post("https://service.invalid/").await, Err(Refusal::NotReachable));
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_not_reachable() {
    let service = Service::with(|mut stream| io::copy(&mut stream, &mut io::sink()).unwrap());
    let limits = Limits { connect: Duration::from_millis(300), ..Limits::default() };
    let started = Instant::now();
    let refused = post_within(&service.url.replace("http:", "https:"), limits).await;
    assert_eq!(refused, Err(Refusal::NotReachable));
    assert!(started.elapsed() < SLOW_MACHINE_LIMIT, "{:?}", started.elapsed());
}

/// Sends the same bytes repeatedly, up to `most`, until the connection fails; returns how many were sent.
fn send_until_it_fails(stream: &mut TcpStream, part: &[u8], most: u64) -> u64 {
    let mut sent = 0;
    while sent < most && stream.write_all(part).is_ok() {
        sent += u64::try_from(part.len()).unwrap();
    }
    sent
}

/// Sends a byte every few milliseconds until all are sent or the connection fails.
fn trickle<'a>(stream: &mut TcpStream, mut bytes: impl Iterator<Item = &'a u8>) {
    stream.set_nodelay(true).unwrap();
    bytes.all(|byte| {
        thread::sleep(Duration::from_millis(3));
        stream.write_all(&[*byte]).is_ok()
    });
}
