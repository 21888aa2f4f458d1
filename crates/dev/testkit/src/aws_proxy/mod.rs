//! A proxy between Lambda functions and the local AWS emulator, which numbers the calls that go through it and can make
//! one of them fail. What fails and how is in `fault`, what a call is called in `call` and `s3`, how its consumption is
//! learnt in `meter`; nothing here knows which calls a function ought to make.

mod call;
mod fault;
mod meter;
mod recorder;
mod s3;
mod server;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

pub use self::call::AwsCall;
pub use self::fault::{Fault, FaultKind};
use self::meter::Meter;
use self::recorder::Recorder;
use self::server::Proxy;

/// An HTTP/1 proxy, on a thread of its own; it stops and closes its connections when it is dropped.
///
/// A request arrives upstream as it was sent, so that its signature holds: method, path and query as they were encoded,
/// the headers with `Host` among them, the body. An answer comes back as it was given. If upstream gives none, the
/// connection is closed without one. Every request goes upstream on a new connection.
#[derive(Debug)]
pub struct AwsProxy {
    address: SocketAddr,
    recorder: Arc<Recorder>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl AwsProxy {
    /// Starts a proxy of the AWS emulator at `upstream`, on a free port of this machine. It records from the first call
    /// on, without a fault.
    ///
    /// # Errors
    /// If there is no port, thread or runtime to be had.
    pub fn start(upstream: SocketAddr) -> io::Result<Self> {
        Self::with(upstream, None)
    }

    /// The same, but calls of DynamoDB also ask how much they consume, with the answer in [`AwsCall::answer`]. That changes
    /// what was signed, so they are made with another access key: one of which the emulator checks no signature.
    ///
    /// # Errors
    /// If there is no port, thread or runtime to be had.
    pub fn metered(upstream: SocketAddr, access_key_id: &str) -> io::Result<Self> {
        Self::with(upstream, Some(Meter::new(access_key_id)))
    }

    fn with(upstream: SocketAddr, meter: Option<Meter>) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let recorder = Arc::new(Recorder::default());
        let proxy = Proxy { upstream, recorder: Arc::clone(&recorder), meter };
        runtime.spawn(server::serve(listener, Arc::new(proxy)));
        let (stop, stopped) = oneshot::channel();
        // The runtime ends with the closure, and every connection with the runtime.
        let thread = thread::Builder::new().name("aws-proxy".into()).spawn(move || {
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { address, recorder, stop: Some(stop), thread: Some(thread) })
    }

    /// Its address, for a function's `AWS_ENDPOINT_URL`: `http://127.0.0.1:49152`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forgets the calls so far, also those under way, and the fault; the next call is number 1.
    pub fn record(&self, fault: Option<Fault>) {
        self.recorder.restart(fault);
    }

    /// Forgets the calls so far and the fault, and throttles one operation from now on, whoever calls it.
    pub fn throttle(&self, throttling: Throttling) {
        self.recorder.restart_throttling(throttling);
    }

    /// The calls since the last [`record`](Self::record), in the order in which they came in: call number 1 is the first.
    /// A repetition by the SDK is a call of its own.
    #[must_use]
    pub fn calls(&self) -> Vec<AwsCall> {
        self.recorder.calls()
    }
}

/// An operation that refuses to go any faster for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttling {
    /// As [`AwsCall`] reads: `cognito-idp:AdminUpdateUserAttributes`.
    pub operation: String,
    /// How many calls go through first.
    pub let_through: usize,
    /// How many are throttled then, repetitions among them; the others go through.
    pub times: usize,
}

impl Drop for AwsProxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
