//! Services on this machine, written on bare sockets, so that they can misbehave.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

/// A service, and what it has to tell of each connection that it took.
pub struct Service<T> {
    /// With its port on this machine.
    pub url: String,
    told: Receiver<T>,
}

/// A request as it came over the wire.
#[derive(Debug)]
pub struct Request {
    pub line: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl<T: Send + 'static> Service<T> {
    /// Serves one connection after the other, each with `behaviour`.
    pub fn that(behaviour: impl Fn(TcpStream) -> T + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/removals?from=usher", listener.local_addr().unwrap());
        let (tell, told) = channel();
        thread::spawn(move || listener.incoming().all(|stream| tell.send(behaviour(stream.unwrap())).is_ok()));
        Self { url, told }
    }

    /// What it tells of the next connection.
    pub fn told(&self) -> T {
        self.told.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    /// Whether it has taken no connection since it was last asked.
    pub fn was_left_alone(&self) -> bool {
        self.told.try_recv().is_err()
    }
}

/// A service that answers each request with these bytes and tells of the request.
pub fn answering(answer: impl Into<Vec<u8>>) -> Service<Request> {
    let answer = answer.into();
    Service::that(move |mut stream| {
        let request = read(&stream);
        // A client that has seen enough has hung up.
        let _ = stream.write_all(&answer);
        request
    })
}

/// Reads one request to its end.
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
