//! A local server in place of AWS, with canned responses.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use usher_aws::{Connection, Settings};

/// A status and a body.
pub type Answer = (u16, String);

/// The server, which runs until the test ends.
pub struct Server {
    endpoint: String,
    calls: Arc<AtomicUsize>,
}

impl Server {
    /// Gives each response to one call, and the last one to all later calls.
    pub fn answering(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (endpoint, calls) = (format!("http://{}", listener.local_addr().unwrap()), Arc::<AtomicUsize>::default());
        let counted = Arc::clone(&calls);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                read(&stream);
                let call = counted.fetch_add(1, Ordering::Relaxed);
                let (status, body) = answers.get(call).or(answers.last()).unwrap();
                let head =
                    format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        });
        Self { endpoint, calls }
    }

    /// A connection to it.
    pub fn connection(&self) -> Connection {
        connection(&self.endpoint)
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

/// A connection to a server at this URL.
pub fn connection(endpoint: &str) -> Connection {
    Connection::new(Settings {
        region: "eu-west-1".to_owned(),
        url_suffix: "amazonaws.com".to_owned(),
        access_key_id: "any".to_owned(),
        secret_access_key: "any".to_owned(),
        session_token: None,
        endpoint_url: Some(endpoint.to_owned()),
        service_endpoint_urls: HashMap::new(),
    })
    .unwrap()
}

/// Reads a request to its end.
fn read(stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let mut headers = head.iter().filter_map(|line| line.split_once(": "));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.map_or(0, |(_, length)| length.parse().unwrap());
    reader.read_exact(&mut vec![0; length]).unwrap();
}
