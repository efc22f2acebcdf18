//! What clients without a token can use up: memory, connections, files. These tests measure, so the
//! program is a process of its own.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use connect_host::{Host, KeyHost};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::running::{Drained, WorkingFolder};

const LIFECYCLE: [&str; 4] = ["installed", "uninstalled", "enabled", "disabled"];

/// The program with a tenant, and its host.
struct Attacked {
    program: Drained,
    host: Host,
    url: String,
    address: SocketAddr,
    _folder: WorkingFolder,
    _keys: KeyHost,
}

impl Attacked {
    async fn start(files: Option<u32>, settings: &[(&str, &str)]) -> Self {
        let folder = WorkingFolder::new();
        let keys = KeyHost::start().await.unwrap();
        let host = Host::jira().key_host(&keys).start().await.unwrap();
        let mut all = vec![("CONNECT_KEY_HOST", keys.url().as_str())];
        all.extend(settings);
        let program = match files {
            Some(files) => folder.serving_with_files(files, &all),
            None => folder.serving(&all),
        };
        let url = program.url.trim_end_matches('/').to_owned();
        let address = SocketAddr::from(([127, 0, 0, 1], program.port()));
        let program = program.drained();
        host.install_url(&url).await.unwrap();
        Self {
            program,
            host,
            url,
            address,
            _folder: folder,
            _keys: keys,
        }
    }

    /// A field of `/proc/<process>/status` in KiB; none where there is no `/proc`.
    fn memory(&self, field: &str) -> Option<i64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.program.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        line.trim_start_matches(':')
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    }

    /// How many files the program has open.
    fn files(&self) -> Option<usize> {
        let files = fs::read_dir(format!("/proc/{}/fd", self.program.id())).ok()?;
        Some(files.count())
    }

    /// Opens a genuine page on a new connection; returns how long that took.
    async fn panel(&self) -> Duration {
        let target = "/panel?issue.key=DEMO-1";
        let token = self.host.request_token("GET", target).build().unwrap();
        let head = format!("GET {target}&jwt={token} HTTP/1.1\r\nhost: x\r\n\r\n");
        let begun = Instant::now();
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        assert_eq!(status(&mut stream).await, Some(200));
        begun.elapsed()
    }

    /// A lifecycle token of the right form that no key of the host has signed.
    fn forged(&self, event: &str) -> String {
        let path = format!("/lifecycle/{event}");
        let token = self.host.request_token("POST", &path);
        let token = token.audience(&self.url).raw_signature([1; 256]);
        let token = token.header("alg", "RS256").key_id("forged");
        token.build().unwrap()
    }
}

/// The head of a callback with a body of this many bytes.
fn head(event: &str, token: Option<&str>, bytes: usize) -> String {
    let token = token.map_or(String::new(), |token| {
        format!("authorization: JWT {token}\r\n")
    });
    format!(
        "POST /lifecycle/{event} HTTP/1.1\r\nhost: x\r\n{token}\
         content-type: application/json\r\ncontent-length: {bytes}\r\n\r\n"
    )
}

/// The status of an answer; none when the connection broke first.
async fn status(stream: &mut TcpStream) -> Option<u16> {
    let mut answer = Vec::new();
    while !answer.windows(2).any(|pair| pair == b"\r\n") {
        if stream.read_buf(&mut answer).await.ok()? == 0 {
            return None;
        }
    }
    let line = String::from_utf8_lossy(&answer);
    line.split(' ').nth(1)?.parse().ok()
}

/// Many small values, which in memory take many times the size of their text.
fn hostile_json(bytes: usize) -> Vec<u8> {
    let mut json = b"{\"baseUrl\":\"https://a.atlassian.net\",\"x\":[".to_vec();
    while json.len() < bytes {
        json.extend_from_slice(b"{\"a\":[{}]},");
    }
    json.truncate(bytes);
    json
}

#[tokio::test(flavor = "multi_thread")]
async fn case_246_a_hostile_megabyte_at_each_lifecycle_route_takes_no_memory() {
    const MEGABYTE: usize = 1 << 20;
    let app = Attacked::start(None, &[]).await;
    // Fills the caches first.
    for _ in 0..5 {
        app.panel().await;
    }
    let Some(before) = app.memory("VmHWM") else {
        eprintln!("skipped: there is no /proc to read the memory from");
        return;
    };
    let before_now = app.memory("VmRSS").unwrap();
    for event in LIFECYCLE {
        let forged = app.forged(event);
        for token in [None, Some(forged.as_str())] {
            // Refused by its head: not a byte of the body has been sent.
            let mut stream = TcpStream::connect(app.address).await.unwrap();
            let head = head(event, token, MEGABYTE);
            stream.write_all(head.as_bytes()).await.unwrap();
            let could_be = token.is_some() && ["installed", "uninstalled"].contains(&event);
            let expected = if could_be { 413 } else { 401 };
            assert_eq!(status(&mut stream).await, Some(expected), "{event}");
        }
    }
    let mut attackers = JoinSet::new();
    for number in 0..12 {
        let (address, app) = (app.address, &app);
        let requests: Vec<_> = LIFECYCLE
            .into_iter()
            .flat_map(|event| {
                let forged = app.forged(event);
                // Two that are too long, and one that is as long as it may be.
                [
                    (event, None, MEGABYTE),
                    (event, Some(forged.clone()), MEGABYTE),
                    (event, Some(forged), 32 << 10),
                ]
            })
            .collect();
        attackers.spawn(async move {
            for (event, token, bytes) in requests {
                let mut stream = TcpStream::connect(address).await.unwrap();
                let head = head(event, token.as_deref(), bytes);
                let body = hostile_json(bytes);
                stream.write_all(head.as_bytes()).await.unwrap();
                // The server may hang up meanwhile.
                let _ = stream.write_all(&body).await;
                let status = status(&mut stream).await;
                assert!(
                    bytes == MEGABYTE || status.is_some_and(|status| status < 500),
                    "{number} {event}: {status:?}"
                );
            }
        });
    }
    while let Some(attacker) = attackers.join_next().await {
        attacker.unwrap();
    }
    app.panel().await;
    let grown = app.memory("VmHWM").unwrap() - before;
    assert!(grown < 10 << 10, "{grown} KiB at most");
    let kept = app.memory("VmRSS").unwrap() - before_now;
    assert!(kept < 10 << 10, "{kept} KiB afterwards");
}

const HEAD: &str = "GET /atlassian-connect.json HTTP/1.1\r\nhost: x\r\n\r\n";

/// Sends a request and never reads the answer; connects again when it is cut off.
async fn never_reads(address: SocketAddr) {
    loop {
        let mut stream = TcpStream::connect(address).await;
        if let Ok(stream) = &mut stream {
            let _ = stream.write_all(HEAD.as_bytes()).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// The test's process has its own limit of open files for them.
const ATTACKERS: usize = 1000;

#[tokio::test(flavor = "multi_thread")]
async fn case_247_a_thousand_connections_that_never_read() {
    let app = Attacked::start(Some(512), &[("CONNECT_WRITE_TIMEOUT", "1")]).await;
    let idle = app.files();
    let mut attackers = JoinSet::new();
    for _ in 0..ATTACKERS {
        attackers.spawn(never_reads(app.address));
    }
    let mut times: Vec<Duration> = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(6) {
        times.push(app.panel().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // One in a hundred may take longer, and one of fewer.
    let slow = times.iter().filter(|time| **time >= Duration::from_secs(1));
    let slow: Vec<_> = slow.collect();
    let most = times.len().div_ceil(100);
    assert!(slow.len() <= most, "{slow:?} of {}", times.len());
    if let Some(files) = app.files() {
        assert!(
            files < 512 - 64,
            "with {files} files open, too few are left"
        );
    }

    // What remains are clients that request more than the buffers hold, and stay.
    attackers.shutdown().await;
    let mut stay = JoinSet::new();
    for _ in 0..20 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(app.address).await.unwrap();
        stay.spawn(async move {
            while stream.write_all(HEAD.repeat(20).as_bytes()).await.is_ok() {}
            // It was cut off, and would have stayed.
            std::future::pending::<()>().await;
        });
    }
    // Sooner than an idle one would be.
    let deadline = Instant::now() + Duration::from_secs(15);
    while app.files() > idle.map(|files| files + 5) {
        assert!(
            Instant::now() < deadline,
            "{:?} files, {idle:?} before",
            app.files()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(stay);
    app.panel().await;
}
