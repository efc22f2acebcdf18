//! A token vouches for the request as the site sent it: the proxies of `deploy/` pass it on unchanged.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{folder, left_out, read};

#[test]
fn nginx_passes_requests_on_unchanged() {
    let behind = Behind::listen();
    let folder = folder("nginx");
    let port = free_port();
    let place = folder.to_str().unwrap();
    let mut site = read("deploy/nginx.conf");
    for (theirs, ours) in [
        ("listen 443 ssl http2;", format!("listen 127.0.0.1:{port};")),
        (
            "server 127.0.0.1:3000;",
            format!("server {};", behind.address),
        ),
        ("    ssl_certificate ", "    # ".to_owned()),
        ("    ssl_certificate_key ", "    # ".to_owned()),
        ("/var/log/nginx", place.to_owned()),
    ] {
        assert!(site.contains(theirs), "{theirs}");
        site = site.replace(theirs, &ours);
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|of| format!("{of}_temp_path {place}/{of};"));
    let config = format!(
        "daemon off; master_process off; pid {place}/pid; error_log stderr; events {{}}
        http {{ {} {site} }}",
        temporary.concat()
    );
    fs::write(folder.join("nginx.conf"), config).unwrap();
    let mut nginx = Command::new("nginx");
    nginx.args(["-p", place, "-c", "nginx.conf", "-e", "stderr"]);
    let Some(_proxy) = Proxy::start(nginx, port) else {
        missing("nginx");
        return;
    };
    assert_unchanged(&behind, port);
    let log = fs::read_to_string(folder.join("votes.log")).unwrap();
    assert!(log.contains("\"GET /panel\" 200"), "{log}");
    assert!(!log.contains("jwt"), "{log}");
}

#[test]
fn caddy_passes_requests_on_unchanged() {
    let behind = Behind::listen();
    let folder = folder("caddy");
    let port = free_port();
    let theirs = "dynamic a app 8080";
    let site = read("deploy/Caddyfile");
    assert!(site.contains(theirs), "{theirs}");
    let site = site.replace(theirs, &format!("to {}", behind.address));
    let config = format!("{{\n\tadmin off\n}}\n{site}");
    fs::write(folder.join("Caddyfile"), config).unwrap();
    let mut caddy = Command::new("caddy");
    caddy
        .args(["run", "--adapter", "caddyfile", "--config", "Caddyfile"])
        .current_dir(&folder)
        .env("CONNECT_BASE_URL", format!("http://127.0.0.1:{port}"))
        .env("HOME", &folder)
        .env("XDG_CONFIG_HOME", &folder)
        .env("XDG_DATA_HOME", &folder);
    let Some(_proxy) = Proxy::start(caddy, port) else {
        missing("caddy");
        return;
    };
    assert_unchanged(&behind, port);
}

/// Sends through a proxy what tokens are about, and checks what arrives behind it.
#[track_caller]
fn assert_unchanged(behind: &Behind, port: u16) {
    for target in [
        "/panel?issue.key=A%2FB+C&empty=&none&r=2&r=1&space=a%20b&star=*&tilde=~&lower=%c3%a4&jwt=a.b.c",
        "/a%2Fb//c/%41/d;v=1/e+f/%20g?url=https://x.example/?y=1&brackets=[1]&quote='&semicolon=a;b&bad=%zz",
        "/trailing/?",
        &format!("/long?value={}", "x".repeat(20_000)),
    ] {
        let answer = exchange(
            port,
            &format!("GET {target} HTTP/1.1\r\nauthorization: JWT d.e.f\r\n"),
            &[],
        );
        assert!(answer.starts_with("HTTP/1.1 200 "), "{target}: {answer}");
        let arrived = behind.arrived();
        let first = arrived.head.lines().next().unwrap();
        assert_eq!(first, format!("GET {target} HTTP/1.1"));
        let head = arrived.head.to_ascii_lowercase();
        assert!(head.contains("\nauthorization: jwt d.e.f\r"), "{head}");
        let answer = answer.to_ascii_lowercase();
        assert!(
            answer.contains("\ncontent-security-policy: frame-ancestors https://x.example\r"),
            "{answer}"
        );
        assert!(!answer.contains("x-frame-options"), "{answer}");
    }
    // More than nginx accepts unless it is configured to.
    let body = vec![b' '; 24 << 20];
    let answer = exchange(
        port,
        &format!(
            "POST /webhooks/x HTTP/1.1\r\ncontent-length: {}\r\n",
            body.len()
        ),
        &body,
    );
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(behind.arrived().body, body.len());
    for inside in ["/healthz", "/readyz"] {
        let answer = exchange(port, &format!("GET {inside} HTTP/1.1\r\n"), &[]);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{inside}: {answer}");
    }
}

/// The server behind a proxy, which reports what has arrived.
struct Behind {
    address: SocketAddr,
    arrived: mpsc::Receiver<Arrived>,
}

struct Arrived {
    /// As it arrived, up to the empty line.
    head: String,
    /// Its length.
    body: usize,
}

impl Behind {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (say, arrived) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut reader = BufReader::new(stream.unwrap());
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(": ")?;
                    let is_length = name.eq_ignore_ascii_case("content-length");
                    is_length.then(|| value.parse::<usize>().unwrap())
                });
                let mut body = vec![0; length.unwrap_or(0)];
                reader.read_exact(&mut body).unwrap();
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\
                    content-security-policy: frame-ancestors https://x.example\r\n\r\n";
                reader.get_mut().write_all(answer.as_bytes()).unwrap();
                let body = body.len();
                if say.send(Arrived { head, body }).is_err() {
                    return;
                }
            }
        });
        Self { address, arrived }
    }

    #[track_caller]
    fn arrived(&self) -> Arrived {
        self.arrived.recv_timeout(Duration::from_secs(20)).unwrap()
    }
}

/// A proxy that listens; it is ended when this is dropped.
struct Proxy(Child);

impl Proxy {
    /// `None`: there is no such program.
    fn start(mut program: Command, port: u16) -> Option<Self> {
        let child = program.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut proxy = Self(child.ok()?);
        let mut log = proxy.0.stderr.take().unwrap();
        let reader = thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if proxy.0.try_wait().unwrap().is_some() || Instant::now() > deadline {
                drop(proxy);
                panic!("it does not listen: {}", reader.join().unwrap());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Some(proxy)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The answer to one request, whose head is given without its last lines.
fn exchange(port: u16, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!("{head}host: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Like [`left_out`], but fails where nothing may be left out.
fn missing(program: &str) {
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "there is no {program}"
    );
    left_out(&format!(
        "there is no {program} to try its configuration with"
    ));
}
