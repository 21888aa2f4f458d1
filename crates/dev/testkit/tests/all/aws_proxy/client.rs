//! A client in place of a function: one keep-alive connection to the proxy.

use std::io::{self, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use usher_testkit::aws_proxy::AwsProxy;

use crate::aws_proxy::message::{read_body, read_head};

const TIMEOUT: Duration = Duration::from_secs(10);

pub struct Client(BufReader<TcpStream>);

/// A response's head and body.
#[derive(Debug)]
pub struct Answer {
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line")
    }
}

impl Client {
    pub fn of(proxy: &AwsProxy) -> Self {
        let url = proxy.url();
        let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("the proxy listens");
        stream.set_read_timeout(Some(TIMEOUT)).expect("a limit");
        Self(BufReader::new(stream))
    }

    /// The response; `None` if the connection is closed instead.
    pub fn call(&mut self, request: &str) -> Option<Answer> {
        self.send(request);
        self.receive(!request.starts_with("HEAD ")).expect("a response or a closed connection in time")
    }

    pub fn send(&mut self, request: &str) {
        self.0.get_mut().write_all(request.as_bytes()).expect("an open connection");
    }

    /// Whether the connection stays open without a byte for this long.
    pub fn is_silent_for(&mut self, time: Duration) -> bool {
        self.0.get_ref().set_read_timeout(Some(time)).expect("a limit");
        let received = self.receive(true);
        matches!(received, Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
    }

    /// Whether the proxy has closed the connection without sending anything.
    pub fn is_closed(&mut self) -> bool {
        matches!(self.receive(true), Ok(None))
    }

    fn receive(&mut self, has_body: bool) -> io::Result<Option<Answer>> {
        let Some(head) = read_head(&mut self.0)? else { return Ok(None) };
        let body = if has_body { read_body(&mut self.0, &head)? } else { String::new() };
        Ok(Some(Answer { head, body }))
    }
}
