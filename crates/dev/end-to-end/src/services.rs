//! Downstream services of every kind, good ones and hostile ones.

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

/// What a service does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// 202.
    Queues,
    /// 503, until it is repaired.
    Fails,
    /// 503, and asks not to be called again for 20 s; until it is repaired.
    AsksToWait,
    /// Nothing at all.
    IsSilent,
    /// A redirect to the address where a cloud machine finds its credentials.
    Redirects,
    /// 200, and then ten gigabytes.
    NeverEnds,
    /// HTTP where TLS was expected.
    HasNoCertificate,
}

/// A service that runs and is registered, until it is dropped.
pub struct Running {
    /// What it is called.
    pub name: ServiceName,
    services: Services,
    state: Arc<State>,
}

struct State {
    behaviour: Behaviour,
    is_repaired: AtomicBool,
    calls: AtomicUsize,
    ids: Mutex<Vec<String>>,
}

impl Running {
    /// Starts a service and registers it.
    pub async fn new(stack: &Stack, behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if behaviour == Behaviour::HasNoCertificate { "https" } else { "http" };
        let endpoint = format!("{scheme}://{}/removals", listener.local_addr().unwrap());
        let name = ServiceName::parse(&format!("{behaviour:?}-{}", fixtures::uuid().simple())).unwrap();
        let services = Services::new(&stack.connection(), stack.outputs.services_table.clone());
        services.register(&Service { name: name.clone(), endpoint }).await.unwrap();
        let state = Arc::new(State {
            behaviour,
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

    /// From now on it queues what it gets.
    pub fn repair(&self) {
        self.state.is_repaired.store(true, Ordering::SeqCst);
    }

    /// How often it was called.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.state.calls.load(Ordering::SeqCst)
    }

    /// The ids of the messages that it got.
    #[must_use]
    pub fn message_ids(&self) -> Vec<String> {
        self.state.ids.lock().unwrap().clone()
    }
}

/// Also after a test that failed: a service that nobody answers for would hold up every later erasure.
impl Drop for Running {
    fn drop(&mut self) {
        let (name, services) = (self.name.clone(), self.services.clone());
        let remove = move || Runtime::new().unwrap().block_on(services.remove(name.as_str())).unwrap();
        thread::spawn(remove).join().unwrap();
    }
}

/// A row of the table that cannot be read, until it is dropped.
pub struct Unreadable {
    /// Its name.
    pub name: String,
    services: Services,
}

impl Unreadable {
    /// Puts one there, past Usher.
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

/// The services that were registered, and are not until it is dropped.
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
    /// What goes wrong here is the client's doing, which hangs up when it has enough.
    fn answer(&self, mut stream: TcpStream) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap_or_default();
        let text = String::from_utf8_lossy(&request[..read]).to_lowercase();
        let id = text.lines().find_map(|line| line.strip_prefix("webhook-id: "));
        self.ids.lock().unwrap().extend(id.map(|id| id.trim().to_owned()));
        let queued: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
        let answer: &[u8] = match self.behaviour {
            _ if self.is_repaired.load(Ordering::SeqCst) => queued,
            Behaviour::Queues => queued,
            Behaviour::Fails => b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
            Behaviour::AsksToWait => {
                b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 20\r\ncontent-length: 0\r\n\r\n"
            }
            Behaviour::Redirects => {
                b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
            }
            Behaviour::NeverEnds => b"HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n",
            Behaviour::IsSilent => {
                // Until the other side hangs up.
                let _ = stream.read(&mut request);
                return;
            }
            Behaviour::HasNoCertificate => b"HTTP/1.1 400 Bad Request\r\n\r\n",
        };
        let mut is_open = stream.write_all(answer).is_ok();
        while is_open && self.behaviour == Behaviour::NeverEnds && !self.is_repaired.load(Ordering::SeqCst) {
            is_open = stream.write_all(&vec![b'x'; 64 * 1024]).is_ok();
        }
    }
}
