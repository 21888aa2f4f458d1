//! A fake bucket with the calls that erase files: `ListObjectVersions`, `DeleteObjects` and `DeleteObject` as in Amazon
//! S3's API reference. Keys are encoded on demand, and malformed XML is refused.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// How many versions a page lists.
const PAGE: usize = 10;

/// Why a version cannot be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// It is under Object Lock.
    Denies,
    /// S3 has an internal error.
    Fails,
}

#[derive(Default)]
struct State {
    /// Keys and version ids, in the order of a list.
    versions: Vec<(String, String)>,
    locks: HashMap<String, Lock>,
    refuses_batches: bool,
}

/// The bucket, which runs until the test ends.
pub struct SmallS3 {
    endpoint: String,
    state: Arc<Mutex<State>>,
}

impl SmallS3 {
    /// A bucket with this many versions of each key.
    pub fn holding<'a>(keys: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let versions = keys
            .into_iter()
            .flat_map(|(key, count)| (0..count).rev().map(move |number| (key.to_owned(), format!("v{number}"))));
        let mut versions: Vec<_> = versions.collect();
        versions.sort_by(|(one, _), (other, _)| one.cmp(other));
        let state = Arc::new(Mutex::new(State { versions, ..State::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &served);
            }
        });
        Self { endpoint, state }
    }

    /// Its URL.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The key of each remaining version.
    pub fn keys(&self) -> Vec<String> {
        self.state.lock().unwrap().versions.iter().map(|(key, _)| key.clone()).collect()
    }

    /// Makes deleting versions of this key fail.
    pub fn lock(&self, key: &str, lock: Lock) {
        self.state.lock().unwrap().locks.insert(key.to_owned(), lock);
    }

    /// Makes it succeed again.
    pub fn unlock(&self, key: &str) {
        self.state.lock().unwrap().locks.remove(key);
    }

    /// Refuses batches from now on.
    pub fn refuse_batches(&self) {
        self.state.lock().unwrap().refuses_batches = true;
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) {
    let (line, body) = read(&stream);
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query: HashMap<_, _> = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    let state = &mut *state.lock().unwrap();
    let (status, body) = match method {
        "GET" => (200, list(state, &query)),
        "POST" => delete_together(state, &body),
        "DELETE" => delete_one(state, &decoded(path.trim_start_matches("/files/")), query["versionId"]),
        other => panic!("unexpected method {other}"),
    };
    let head = format!("HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
}

fn list(state: &State, query: &HashMap<&str, &str>) -> String {
    assert_eq!(query.get("encoding-type"), Some(&"url"), "keys are not always valid XML");
    let prefix = decoded(query["prefix"]);
    let marker = query.get("key-marker").map(|key| (decoded(key), query["version-id-marker"].to_owned()));
    let all = || state.versions.iter().filter(|(key, _)| key.starts_with(&prefix));
    let after = marker.map_or(0, |marker| {
        all().position(|version| *version == marker).expect("a page starts after a version that exists") + 1
    });
    let page = all().skip(after).take(PAGE).map(|(key, id)| {
        let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string().replace("%20", "+");
        let since = 1_000 + id[1..].parse::<u32>().unwrap();
        format!(
            "<Version><Key>{encoded}</Key><VersionId>{id}</VersionId>\
             <LastModified>2026-11-22T12:00:00.{:03}Z</LastModified></Version>",
            since % 1_000
        )
    });
    let page: String = page.collect();
    format!("<ListVersionsResult><EncodingType>url</EncodingType>{page}</ListVersionsResult>")
}

fn delete_together(state: &mut State, body: &str) -> (u16, String) {
    let is_xml =
        !body.contains("&#x1;") && body.chars().all(|one| one >= ' ' && !matches!(one, '\u{fffe}' | '\u{ffff}'));
    if !is_xml || state.refuses_batches {
        return (400, "<Error><Code>MalformedXML</Code></Error>".to_owned());
    }
    let errors = body.split("<Object>").skip(1).filter_map(|object| {
        let (key, id) = (unescaped(between(object, "Key")), between(object, "VersionId").to_owned());
        let error =
            |code| format!("<Error><Key>{}</Key><VersionId>{id}</VersionId><Code>{code}</Code></Error>", escaped(&key));
        match state.locks.get(&key) {
            Some(Lock::Denies) => Some(error("AccessDenied")),
            Some(Lock::Fails) => Some(error("InternalError")),
            None => {
                state.versions.retain(|version| *version != (key.clone(), id.clone()));
                None
            }
        }
    });
    (200, format!("<DeleteResult>{}</DeleteResult>", errors.collect::<String>()))
}

fn delete_one(state: &mut State, key: &str, id: &str) -> (u16, String) {
    match state.locks.get(key) {
        Some(Lock::Denies) => (403, "<Error><Code>AccessDenied</Code></Error>".to_owned()),
        Some(Lock::Fails) => (500, "<Error><Code>InternalError</Code></Error>".to_owned()),
        None => {
            state.versions.retain(|(known, version)| known != key || version != id);
            (204, String::new())
        }
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn between<'a>(text: &'a str, tag: &str) -> &'a str {
    text.split_once(&format!("<{tag}>")).unwrap().1.split_once("</").unwrap().0
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (name, one)| text.replace(name, one))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The first line of a request, and its body.
fn read(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let mut headers = head.iter().filter_map(|line| line.split_once(": "));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    (head[0].clone(), String::from_utf8(body).unwrap())
}
