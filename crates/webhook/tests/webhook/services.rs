//! Services on this machine, on raw sockets, so that they can misbehave.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

/// A service, and what it reports about each of its connections.
pub struct Service<T> {
    /// The URL, with the port on this machine.
    pub url: String,
    reports: Receiver<T>,
}

/// A request as received.
#[derive(Debug)]
pub struct Request {
    pub line: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl<T: Send + 'static> Service<T> {
    /// Serves one connection after the other with `behavior`, whose result is reported.
    pub fn with(behavior: impl Fn(TcpStream) -> T + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/removals?from=usher", listener.local_addr().unwrap());
        let (report, reports) = channel();
        thread::spawn(move || listener.incoming().all(|stream| report.send(behavior(stream.unwrap())).is_ok()));
        Self { url, reports }
    }

    /// The report about the next connection.
    pub fn next_report(&self) -> T {
        self.reports.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// Whether there is no report about another connection.
    pub fn was_not_called(&self) -> bool {
        self.reports.try_recv().is_err()
    }
}

/// A service that answers each request with these bytes and reports the request.
pub fn answering(answer: impl Into<Vec<u8>>) -> Service<Request> {
    let answer = answer.into();
    Service::with(move |mut stream| {
        let request = read(&stream);
        // The client may have closed the connection early.
        let _ = stream.write_all(&answer);
        request
    })
}

/// Reads one whole request.
pub fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let line = read_line(&mut reader);
    let mut headers = HeaderMap::new();
    loop {
        let header = read_line(&mut reader);
        let Some((name, value)) = header.split_once(": ") else { break };
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap());
    }
    let length = headers["content-length"].to_str().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Request { line, headers, body: String::from_utf8(body).unwrap() }
}

fn read_line(reader: &mut BufReader<&TcpStream>) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
