//! A server of a static page on this machine, in place of a web application of another origin.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Answers every request with the same page, until the program ends.
#[derive(Clone, Copy, Debug)]
pub struct PageServer {
    /// The address it listens on.
    pub address: SocketAddr,
}

impl PageServer {
    /// Serves this HTML on a free port.
    ///
    /// # Panics
    /// If no port is available.
    #[must_use]
    pub fn of(html: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A browser also opens connections without using them, so each has its own thread.
                thread::spawn(move || answer(stream, html));
            }
        });
        Self { address }
    }
}

/// Responds to one request. Errors are ignored: the browser may have closed the connection.
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
