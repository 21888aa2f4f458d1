//! Downstream services for tests: well-behaved, failing and hostile ones.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::AttributeValue;
use tokio::runtime::Runtime;
use usher_aws::Services;
use usher_domain::ports::ListServices;
use usher_domain::service::{Service, ServiceName};
use usher_testkit::fixtures;

use crate::stack::Stack;

/// The response of a service to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    /// 202.
    Queues,
    /// 503, until it is repaired.
    Fails,
    /// 503 with `Retry-After: 20`, until it is repaired.
    AsksToWait,
    /// No response.
    IsSilent,
    /// A redirect to the metadata service of an EC2 instance, which has its credentials.
    Redirects,
    /// 200, with a body of ten gigabytes.
    NeverEnds,
    /// Plain HTTP on an `https` URL.
    HasNoCertificate,
}

/// A running, registered service. Dropping it removes the registration.
pub struct Running {
    /// The registered name.
    pub name: ServiceName,
    services: Services,
    state: Arc<State>,
}

struct State {
    behavior: Behavior,
    is_repaired: AtomicBool,
    calls: AtomicUsize,
    ids: Mutex<Vec<String>>,
}

impl Running {
    /// Starts a service and registers it.
    pub async fn new(stack: &Stack, behavior: Behavior) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if behavior == Behavior::HasNoCertificate { "https" } else { "http" };
        let endpoint = format!("{scheme}://{}/removals", listener.local_addr().unwrap());
        let name = ServiceName::parse(&format!("{behavior:?}-{}", fixtures::uuid().simple())).unwrap();
        let services = Services::new(&stack.connection(), stack.outputs.services_table.clone());
        services.register(&Service { name: name.clone(), endpoint }).await.unwrap();
        let state = Arc::new(State {
            behavior,
            is_repaired: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            ids: Mutex::default(),
        });
        let served = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&served);
                thread::spawn(move || state.answer(stream));
            }
        });
        Self { name, services, state }
    }

    /// From now on it responds with 202.
    pub fn repair(&self) {
        self.state.is_repaired.store(true, Ordering::SeqCst);
    }

    /// The number of calls.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.state.calls.load(Ordering::SeqCst)
    }

    /// The `webhook-id` of each received message.
    #[must_use]
    pub fn message_ids(&self) -> Vec<String> {
        self.state.ids.lock().unwrap().clone()
    }
}

/// Also runs after a failed test: otherwise a service without a server would delay every later erasure.
impl Drop for Running {
    fn drop(&mut self) {
        let (name, services) = (self.name.clone(), self.services.clone());
        let remove = move || Runtime::new().unwrap().block_on(services.remove(name.as_str())).unwrap();
        thread::spawn(remove).join().unwrap();
    }
}

/// An unreadable row in the services table, until it is dropped.
pub struct Unreadable {
    /// The service name in the row.
    pub name: String,
    services: Services,
}

impl Unreadable {
    /// Writes the row without Usher.
    pub async fn new(stack: &Stack) -> Self {
        let (connection, table) = (stack.connection(), stack.outputs.services_table.clone());
        let name = format!("unreadable\u{1}{}", fixtures::uuid().simple());
        let put = DynamoDb::new(connection.sdk()).put_item().table_name(&table);
        put.item("service_name", AttributeValue::S(name.clone())).send().await.unwrap();
        Self { name, services: Services::new(&connection, table) }
    }
}

impl Drop for Unreadable {
    fn drop(&mut self) {
        let (name, services) = (self.name.clone(), self.services.clone());
        let remove = move || Runtime::new().unwrap().block_on(services.remove(&name)).unwrap();
        thread::spawn(remove).join().unwrap();
    }
}

/// The services that were registered before; dropping it registers them again.
pub struct Unregistered {
    services: Services,
    before: Vec<Service>,
}

impl Unregistered {
    /// Removes every service.
    pub async fn all(stack: &Stack) -> Self {
        let services = Services::new(&stack.connection(), stack.outputs.services_table.clone());
        let before = services.all().await.unwrap().services;
        for service in &before {
            services.remove(service.name.as_str()).await.unwrap();
        }
        Self { services, before }
    }
}

impl Drop for Unregistered {
    fn drop(&mut self) {
        let (services, before) = (self.services.clone(), std::mem::take(&mut self.before));
        let register = async move || {
            for service in before {
                services.register(&service).await.unwrap();
            }
        };
        thread::spawn(move || Runtime::new().unwrap().block_on(register())).join().unwrap();
    }
}

impl State {
    /// Serves one connection. Errors are ignored: the client closes the connection when it has read enough.
    fn answer(&self, mut stream: TcpStream) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap_or_default();
        let text = String::from_utf8_lossy(&request[..read]).to_lowercase();
        let id = text.lines().find_map(|line| line.strip_prefix("webhook-id: "));
        self.ids.lock().unwrap().extend(id.map(|id| id.trim().to_owned()));
        let queued: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
        let answer: &[u8] = match self.behavior {
            _ if self.is_repaired.load(Ordering::SeqCst) => queued,
            Behavior::Queues => queued,
            Behavior::Fails => b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
            Behavior::AsksToWait => b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 20\r\ncontent-length: 0\r\n\r\n",
            Behavior::Redirects => {
                b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
            }
            Behavior::NeverEnds => b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n",
            Behavior::IsSilent => {
                // Returns once the client closes the connection.
                let _ = stream.read(&mut request);
                return;
            }
            Behavior::HasNoCertificate => b"HTTP/1.1 400 Bad Request\r\n\r\n",
        };
        let mut is_open = stream.write_all(answer).is_ok();
        while is_open && self.behavior == Behavior::NeverEnds && !self.is_repaired.load(Ordering::SeqCst) {
            is_open = stream.write_all(&vec![b'x'; 64 * 1024]).is_ok();
        }
    }
}
