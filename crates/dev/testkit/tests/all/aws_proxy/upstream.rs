//! A server in place of the AWS emulator: it records each request and echoes its body.

use std::io::{self, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::aws_proxy::message::{read_body, read_head};

/// Runs until the tests end.
pub struct Upstream {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                thread::spawn(move || answer_all(stream, &seen));
            }
        });
        Self { address, requests }
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no other test failed").clone()
    }
}

fn answer_all(stream: TcpStream, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(head) = read_head(&mut stream)? {
        let body = read_body(&mut stream, &head)?;
        seen.lock().expect("no other test failed").push(format!("{head}{body}"));
        stream.get_mut().write_all(answer(&head, &body).as_bytes())?;
    }
    Ok(())
}

fn answer(head: &str, body: &str) -> String {
    if head.starts_with("HEAD ") {
        return String::from("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n");
    }
    format!("HTTP/1.1 200 Fine\r\nX-Amz-RequestId: 7\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
