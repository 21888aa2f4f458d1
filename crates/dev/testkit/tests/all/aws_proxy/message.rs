//! Raw HTTP/1 messages.

use std::io::{self, BufRead, BufReader, Read as _};
use std::net::TcpStream;

/// Reads a head up to its empty line; `None` if the connection is closed before the first byte.
pub fn read_head(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return if head.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
    }
    Ok(Some(head))
}

/// Reads the body, of the length in the head.
pub fn read_body(stream: &mut BufReader<TcpStream>, head: &str) -> io::Result<String> {
    let length = header(head, "content-length").map_or(0, |value| value.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(String::from_utf8(body).expect("text"))
}

/// A header's value.
pub fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    headers.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value))
}
