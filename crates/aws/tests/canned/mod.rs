//! A server on a port of this machine that stands where AWS would be and answers what a test says.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use usher_aws::{Connection, Settings};

/// A status and a body.
pub type Answer = (u16, String);

/// Answers every request, known by its first line, and gives the address.
pub fn serve(mut answer: impl FnMut(&str) -> Answer + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let (status, body) = answer(&read(&stream));
            let head = format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    endpoint
}

/// The way to it.
pub fn connection(endpoint: &str) -> Connection {
    Connection::new(Settings {
        region: "eu-west-1".to_owned(),
        access_key_id: "nobody".to_owned(),
        secret_access_key: "nothing".to_owned(),
        session_token: None,
        endpoint_url: Some(endpoint.to_owned()),
        service_endpoint_urls: HashMap::new(),
    })
    .unwrap()
}

/// Reads a request to its end, and gives its first line.
fn read(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let length = head.iter().filter_map(|line| line.split_once(": "));
    let length =
        length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).find_map(|(_, n)| n.parse().ok());
    reader.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
    head.first().cloned().unwrap_or_default()
}
