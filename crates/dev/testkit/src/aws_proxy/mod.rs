//! A proxy between Lambda functions and the local AWS emulator. It numbers and records AWS calls, and can make them
//! fail.
//!
//! `fault` has the faults, `call` and `s3` the names of calls, `meter` the requests for consumed capacity.

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

/// An HTTP/1 proxy on its own thread. On drop it stops and closes its connections.
///
/// It forwards a request unchanged, so that the signature stays valid: method, path and query as they were encoded, the
/// headers including `Host`, and the body. It returns the response unchanged, too. If upstream does not respond, it
/// closes the connection without a response. Every request uses a new connection to upstream.
#[derive(Debug)]
pub struct AwsProxy {
    address: SocketAddr,
    recorder: Arc<Recorder>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl AwsProxy {
    /// Starts a proxy of the AWS emulator at `upstream`, on a free port of this machine. It records all calls and
    /// injects no fault.
    ///
    /// # Errors
    /// If no port, thread or runtime is available.
    pub fn start(upstream: SocketAddr) -> io::Result<Self> {
        Self::with(upstream, None)
    }

    /// Like [`start`](Self::start), but DynamoDB calls also return their consumed capacity, in [`AwsCall::answer`].
    /// That invalidates the signature, so they are sent with `access_key_id`, whose signatures the emulator does not
    /// verify.
    ///
    /// # Errors
    /// If no port, thread or runtime is available.
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
        // The closure owns the runtime, and the runtime its connections.
        let thread = thread::Builder::new().name("aws-proxy".into()).spawn(move || {
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { address, recorder, stop: Some(stop), thread: Some(thread) })
    }

    /// The proxy's URL, for a function's `AWS_ENDPOINT_URL`: `http://127.0.0.1:49152`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Forgets the calls so far, including those in progress, the fault and the throttling; the next call is number 1.
    pub fn record(&self, fault: Option<Fault>) {
        self.recorder.restart(fault);
    }

    /// Like [`record`](Self::record), and throttles one operation from now on.
    pub fn throttle(&self, throttling: Throttling) {
        self.recorder.restart_throttling(throttling);
    }

    /// The calls since the last [`record`](Self::record) or [`throttle`](Self::throttle), in the order of their
    /// arrival. A retry by the SDK is a separate call.
    #[must_use]
    pub fn calls(&self) -> Vec<AwsCall> {
        self.recorder.calls()
    }
}

/// An operation that is throttled for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttling {
    /// As [`AwsCall`] is displayed: `cognito-idp:AdminUpdateUserAttributes`.
    pub operation: String,
    /// How many calls are forwarded first.
    pub let_through: usize,
    /// How many calls are throttled then, including retries; later ones are forwarded.
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
