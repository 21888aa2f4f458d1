//! The HTTP server, and the clock.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};

use crate::service::Service;

/// The pause after a failed accept, such as for a lack of file descriptors, so that the loop does not spin.
const ACCEPT_RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// Serves connections until the process ends.
pub async fn run(listener: TcpListener, service: Arc<Service>) -> ! {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, Arc::clone(&service)))),
            Err(_) => tokio::time::sleep(ACCEPT_RETRY_INTERVAL).await,
        }
    }
}

/// Serves the requests of one connection until the client closes it.
async fn serve(stream: TcpStream, service: Arc<Service>) {
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(request, now()).await) }
    });
    // A client may disconnect at any time.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), answer).await;
}

/// The current time.
#[expect(clippy::disallowed_methods, reason = "a tool reads the clock here, once per request")]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::sync::Arc;

    use http_body_util::{BodyExt as _, Full};
    use hyper::Request;
    use hyper::body::Bytes;
    use hyper_util::client::legacy::Client;
    use hyper_util::rt::TokioExecutor;
    use serde_json::{Value, json};
    use tokio::net::TcpListener;

    use super::{Service, now, run};
    use crate::sender::{self, SECRET};
    use crate::settings::Settings;

    async fn start() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let listen = listener.local_addr().expect("an address");
        let webhook = sender::webhook(SECRET);
        let settings = Settings { listen, name: "newsletter".to_owned(), fails_every: 0, webhook };
        drop(tokio::spawn(run(listener, Arc::new(Service::new(settings)))));
        listen
    }

    async fn send(request: Request<Full<Bytes>>) -> (u16, Value) {
        let response = Client::builder(TokioExecutor::new()).build_http().request(request).await.expect("an answer");
        let status = response.status().as_u16();
        assert_eq!(response.headers()["content-type"], "application/json");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    #[tokio::test]
    async fn posted_removal_is_in_the_queue() {
        let url = format!("http://{}/removals", start().await);
        let body = Bytes::from_static(br#"{"user_id":"ada"}"#);
        let mut removal = Request::post(&url).body(Full::new(body.clone())).expect("a request");
        removal.headers_mut().extend(sender::headers(SECRET, "msg_1", now(), &body));
        assert_eq!(send(removal).await, (202, json!({ "queued": true })));

        let (status, shown) = send(Request::get(&url).body(Full::default()).expect("a request")).await;
        assert_eq!((status, &shown["service_name"]), (200, &json!("newsletter")));
        let removal = &shown["removals"][0];
        assert_eq!((&removal["user_id"], &removal["webhook_id"]), (&json!("ada"), &json!("msg_1")));
    }
}
