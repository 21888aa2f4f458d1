//! A server of static pages on this machine: the web application of somebody else.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Answers every request with the same page, until the program ends.
#[derive(Clone, Copy, Debug)]
pub struct PageServer {
    /// Where it listens.
    pub address: SocketAddr,
}

impl PageServer {
    /// Serves this HTML on a free port.
    ///
    /// # Panics
    /// If no port can be had.
    #[must_use]
    pub fn of(html: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A browser also opens connections that it does not use in the end: each has its own thread.
                thread::spawn(move || answer(stream, html));
            }
        });
        Self { address }
    }
}

/// Answers one request. A connection that says nothing, or breaks, has no use for an answer.
fn answer(mut stream: TcpStream, html: &str) {
    let head = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    if head.count() > 0 {
        let length = html.len();
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: \
             close\r\n\r\n{html}"
        );
    }
}
