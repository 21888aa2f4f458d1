//! An HTTP client with its own source address, for tests of the limiter. All of 127.0.0.0/8 is this machine.

use std::net::{Ipv4Addr, SocketAddr};

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpSocket;

use crate::description;
use crate::response::WholeAnswer;
use crate::stack::Stack;

/// A client with a fixed source address.
#[derive(Clone, Debug)]
pub struct Source {
    address: Ipv4Addr,
    host: String,
}

impl Source {
    /// A client of this stack's API with this source address.
    #[must_use]
    pub fn new(stack: &Stack, address: Ipv4Addr) -> Self {
        Self { address, host: stack.api.trim_start_matches("http://").to_owned() }
    }

    /// POST of a JSON body, with additional headers.
    ///
    /// # Panics
    /// If the API does not respond.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> WholeAnswer {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((self.address, 0))).unwrap();
        let port = self.host.rsplit(':').next().unwrap().parse::<u16>().unwrap();
        let stream = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.expect("the API listens");
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let connection = tokio::spawn(connection);
        let mut request = Request::post(path).header("host", &self.host).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(body.to_string()))).unwrap();
        let (head, body) = sender.send_request(request).await.expect("the API answers").into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        connection.abort();
        let answer = WholeAnswer { status: head.status.as_u16(), headers: head.headers, bytes };
        description::check("POST", path, &answer);
        answer
    }
}
