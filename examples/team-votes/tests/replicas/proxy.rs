//! A proxy that gives each request to the next process, and to another one where a process was killed
//! with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::time::sleep;

pub(crate) struct Proxy {
    url: String,
    ports: Arc<[u16]>,
}

#[derive(Clone)]
struct Way {
    ports: Arc<[u16]>,
    next: Arc<AtomicUsize>,
    client: reqwest::Client,
}

impl Proxy {
    pub(crate) async fn start(ports: Vec<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ports: Arc<[u16]> = ports.into();
        let way = Way {
            ports: Arc::clone(&ports),
            next: Arc::default(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        };
        let routes = Router::new().fallback(pass).with_state(way);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, ports }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }
}

/// Tries each process in turn, for as long as none answers.
async fn pass(
    State(way): State<Way>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    for _ in 0..way.ports.len() * 10 {
        let turn = way.next.fetch_add(1, Ordering::Relaxed);
        let port = way.ports[turn % way.ports.len()];
        let request = way
            .client
            .request(method.clone(), format!("http://127.0.0.1:{port}{uri}"))
            .headers(headers.clone())
            .body(body.clone());
        let answered = async {
            let answer = request.send().await?;
            let status = answer.status();
            Ok::<_, reqwest::Error>((status, answer.bytes().await?))
        };
        match answered.await {
            Ok((status, body)) => return (status, Body::from(body)).into_response(),
            // No process is there, or it is gone by now.
            Err(_) => sleep(Duration::from_millis(5)).await,
        }
    }
    StatusCode::BAD_GATEWAY.into_response()
}
