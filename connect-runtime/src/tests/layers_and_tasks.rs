//! Layers around an app, and tasks beside its server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::middleware::{map_request, map_response};
use axum::response::Response;
use http::{HeaderValue, Request};
use tokio::sync::Notify;

use super::fixture::{Host, Log};
use crate::{Background, Error, Result};

fn marking(mark: &'static str) -> impl Fn(Response) -> std::future::Ready<Response> + Clone {
    move |mut response: Response| {
        let mark = HeaderValue::from_static(mark);
        response.headers_mut().append("x-mark", mark);
        std::future::ready(response)
    }
}

#[tokio::test]
async fn a_layer_is_around_every_route() {
    let host = Host::start(|app| {
        app.layer(map_response(marking("inner")))
            .layer(map_response(marking("outer")))
    })
    .await;
    assert_eq!(
        host.install("one", "secret-one").await.headers()["x-mark"],
        "inner"
    );
    for target in [
        "/privacy",
        "/nothing",
        "/votes",
        "/healthz",
        "/atlassian-connect.json",
    ] {
        let answer = host.client.get(host.url(target)).send().await.unwrap();
        let marks: Vec<_> = answer.headers().get_all("x-mark").iter().collect();
        assert_eq!(marks, ["inner", "outer"], "{target}");
        assert!(answer.headers().contains_key("referrer-policy"), "{target}");
    }
}

#[tokio::test]
async fn a_layer_that_panics_is_a_500() {
    async fn broken(request: Request<axum::body::Body>) -> Request<axum::body::Body> {
        assert_ne!(request.uri().path(), "/privacy", "on purpose");
        request
    }
    let host = Host::start(|app| app.layer(map_request(broken))).await;
    assert_eq!(host.status("/privacy").await, 500);
    assert_eq!(host.status("/healthz").await, 200);
}

/// Counts drops of a task, in any state.
struct Ends(Arc<AtomicUsize>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn tasks_start_and_end_with_the_server() {
    let (began, ended) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let finished = Arc::new(AtomicUsize::new(0));
    let future = {
        let (began, ends) = (Arc::clone(&began), Ends(Arc::clone(&ended)));
        async move {
            let _ends = ends;
            began.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let function = {
        let (finished, ended) = (Arc::clone(&finished), Arc::clone(&ended));
        move |background: Background| {
            let (finished, ends) = (Arc::clone(&finished), Ends(Arc::clone(&ended)));
            async move {
                background.stopping().await;
                // Time to finish what was started.
                tokio::task::yield_now().await;
                finished.fetch_add(1, Ordering::SeqCst);
                drop(ends);
                Ok::<(), Error>(())
            }
        }
    };
    let host = Host::start(|app| app.background(future).background(function)).await;
    began.notified().await;
    assert_eq!(ended.load(Ordering::SeqCst), 0);
    host.app.shutdown().await;
    assert_eq!(ended.load(Ordering::SeqCst), 2);
    assert_eq!(finished.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_task_that_fails_is_logged_and_affects_nothing_else() {
    async fn fails() -> Result<()> {
        Err(Error::new("the disk is full").context("cleaning up"))
    }
    async fn panics(background: Background) {
        assert!(background.base_url().has_authority() && background.tenants().app_key().is_empty());
    }
    let log = Log::start();
    let host = Host::start(|app| app.background(fails).background(panics)).await;
    assert_eq!(host.status("/privacy").await, 200);
    host.app.shutdown().await;
    let log = log.stop();
    assert!(log.contains("cleaning up: the disk is full"), "{log}");
    assert!(log.contains("layers_and_tasks.rs:"), "{log}");
    assert!(log.contains("a background task panicked"), "{log}");
}
