//! As many tests of an app at once as a test runner with many threads starts.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use connect_host::{Host, HostBuilder};
use connect_model::declaration::{Declaration, Route};
use connect_model::{Origin, ScopeSet};
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::client::Client;
use connect_runtime::{App, Page};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::declared_app;

const AT_ONCE: usize = 200;

/// A panel that asks Jira for the issue's summary.
fn summary(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let path = "/rest/api/3/issue/DEMO-1";
        let issue = client.unchecked::<Value>(connect_model::Method::Get, path, ScopeSet::ALL);
        respond(Page::new("Summary").body(match issue.await {
            Ok(issue) => format!("[{}]", issue["fields"]["summary"]),
            Err(error) => error.to_string(),
        }))
    })
}

fn app() -> App {
    let panel = Declaration::module(
        "webPanels",
        "summary",
        r#"{"key":"summary","name":{"value":"Summary"},"location":"atl.jira.view.issue.right.context","url":"/summary"}"#,
        Some(Route::iframe("/summary")),
        Origin::new(file!(), 1, 1),
    );
    let properties = json!({
        "key": "com.example.summary", "name": "Summary", "scopes": ["READ"],
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    declared_app::app(&properties, vec![(panel, summary)])
}

/// A whole test: a site and an app of its own, which is installed and opened.
async fn install_and_open(host: HostBuilder) {
    let host = host.install(&app()).await.unwrap();
    let page = host.open("summary").await.unwrap();
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains("Try the app"), "{}", page.body);
    assert_eq!(host.rest_calls().len(), 1);
}

/// Each on its own thread and runtime, as with `#[tokio::test]`. None may run into a timeout only because
/// of the others.
#[test]
fn hundreds_of_tests_that_install_and_open_at_once_pass() {
    let all_there = Barrier::new(AT_ONCE);
    let test = || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        all_there.wait();
        let began = Instant::now();
        runtime.block_on(install_and_open(Host::jira()));
        began.elapsed()
    };
    let began = Instant::now();
    drop(reqwest::Client::builder().build().unwrap());
    println!(
        "a client with the system's certificates takes {:?}",
        began.elapsed()
    );
    let began = Instant::now();
    let times: Vec<_> = thread::scope(|scope| {
        let tests: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(test)).collect();
        tests.into_iter().map(|test| test.join().unwrap()).collect()
    });
    println!(
        "{AT_ONCE} at once took {:?}, the longest {:?}",
        began.elapsed(),
        times.iter().max().unwrap()
    );
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let began = Instant::now();
    runtime.block_on(install_and_open(Host::jira()));
    println!("one alone took {:?}", began.elapsed());
}
