//! Observing what browsers request from the app.

use connect_host::browser::Observer;
use connect_host::requests::{ExchangeKind, RecordedExchange};
use connect_host::{Host, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::recording_app::{App, panel};

/// Forwards connections to `app`, while an observer records on the host.
async fn forwarding(host: &Host, app: &Url) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let to = app.socket_addrs(|| None).unwrap()[0];
    let observer = Observer::default();
    observer.record_on(std::slice::from_ref(host));
    tokio::spawn(async move {
        while let Ok((mut browser, _)) = listener.accept().await {
            let observer = observer.clone();
            tokio::spawn(async move {
                let mut app = TcpStream::connect(to).await.unwrap();
                let _ = observer.copy(&mut browser, &mut app).await;
            });
        }
    });
    format!("http://{address}").parse().unwrap()
}

/// The address that a browser requests, at the place that forwards connections.
fn there(place: &Url, url: &Url) -> Url {
    let mut url = url.clone();
    url.set_port(place.port()).unwrap();
    url
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn last(host: &Host) -> RecordedExchange {
    host.journal().pop().unwrap()
}

#[tokio::test]
async fn a_browsers_requests_to_the_app_are_recorded() {
    let app = App::start(panel()).await;
    app.set_page("<script src=\"/all.js\"></script>");
    let host = Host::jira().install(&app.url).await.unwrap();
    let place = forwarding(&host, &app.url.parse().unwrap()).await;
    let http = browser();

    let url = host.open("votes").as_user("ann").page_url().unwrap();
    let page = http.get(there(&place, &url)).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("all.js"));
    let frame = last(&host);
    assert_eq!((frame.kind, frame.by_browser), (ExchangeKind::Page, true));
    assert_eq!(frame.purpose, "frame \"votes\"");
    assert_eq!(
        frame.body.text.as_deref(),
        Some("<script src=\"/all.js\"></script>")
    );
    assert_eq!(frame.findings, []);
    let token = frame.token.unwrap();
    assert_eq!(
        (&token.verdict, &token.claims["sub"]),
        (&Ok(()), &"ann".into())
    );
    assert!(token.qsh.unwrap().is_right());
    assert!(frame.url.ends_with("jwt=…"), "{}", frame.url);

    // The page's script, on the same connection.
    let token = host.context_token().build().unwrap();
    let vote = http
        .post(place.join("/api/vote?up=1").unwrap())
        .header("authorization", format!("JWT {token}"))
        .body("a vote")
        .send()
        .await
        .unwrap();
    assert_eq!(vote.status(), 200);
    let call = last(&host);
    assert_eq!(
        (call.kind, &call.method),
        (ExchangeKind::Endpoint, &Method::POST)
    );
    assert_eq!(call.request_body.text.as_deref(), Some("a vote"));
    assert!(call.token.unwrap().qsh.unwrap().is_of_context());

    // A body of unknown length is sent in chunks.
    let address = place.socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let chunked = "POST /in/pieces HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n\
                   3\r\nin \r\n6\r\npieces\r\n0\r\n\r\n";
    for piece in chunked.as_bytes().chunks(7) {
        stream.write_all(piece).await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let call = last(&host);
    assert_eq!(
        (call.kind, &*call.purpose),
        (ExchangeKind::Browser, "browser")
    );
    assert_eq!(call.request_body.text.as_deref(), Some("in pieces"));
}

#[tokio::test]
async fn a_browsers_recorded_request_can_be_sent_again() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let place = forwarding(&host, &app.url.parse().unwrap()).await;
    let url = host.open("votes").page_url().unwrap();
    browser().get(there(&place, &url)).send().await.unwrap();
    let again = host.replay(last(&host).id).await.unwrap();
    assert_eq!(
        (again.status.as_u16(), &*again.body),
        (200, "this is /votes")
    );
    assert_eq!(app.received("/votes").len(), 2);
}

#[tokio::test]
async fn the_hosts_own_requests_are_recorded_once() {
    let app = App::start(panel()).await;
    let started = Host::jira().start().await.unwrap();
    let place = forwarding(&started, &app.url.parse().unwrap()).await;
    let base = place.as_str().trim_end_matches('/').to_owned();
    app.describe(|descriptor| descriptor["baseUrl"] = base.into());
    started.install(place.as_str()).await.unwrap();
    started.open("votes").await.unwrap();
    let purposes: Vec<_> = started.journal().into_iter().map(|it| it.purpose).collect();
    assert_eq!(
        purposes,
        ["descriptor", "installed", "enabled", "open \"votes\""]
    );
}

#[tokio::test]
async fn a_connection_that_leaves_http_is_still_forwarded() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let app = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut begun = Vec::new();
        while !begun.ends_with(b"\r\n\r\n") {
            begun.push(stream.read_u8().await.unwrap());
        }
        let switching = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\n\r\n";
        stream.write_all(switching).await.unwrap();
        let (mut from, mut to) = stream.split();
        tokio::io::copy(&mut from, &mut to).await.unwrap();
    });
    let host = Host::jira().start().await.unwrap();
    let place = forwarding(&host, &app.parse().unwrap()).await;
    let address = place.socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let upgrade =
        b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n\x00\xff";
    stream.write_all(upgrade).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    assert!(received.starts_with(b"HTTP/1.1 101 "));
    assert!(received.ends_with(b"\r\n\r\n\x00\xff"));
    assert!(host.journal().is_empty());
}
