//! The local Jira with many tenants and many issues, and tests that install an app and open a panel:
//! `cargo bench -p connect-benches --bench host`.
//!
//! The host, its tenants and the app are one process. The issues are all of the first tenant; each of
//! the others has its own demo data, and has been looked at. Pages are loaded over HTTP, one at a time.
//! A test is what `#[tokio::test]` makes of it: a runtime of its own, a host, the app, an installation,
//! and a panel that is opened.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use connect_benches::row::Spread;
use connect_host::browser::bridge::Bridge;
use connect_host::{Host, KeyHost, Method};
use connect_runtime::App;
use connect_runtime::config::Config;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::runtime::Builder;

const TENANTS: usize = 200;
const ISSUES: usize = 100_000;
/// The most that Jira takes in one request.
const IN_ONE_REQUEST: usize = 50;
const TESTS: usize = 200;
const ROUNDS: usize = 20;

/// Pages of the first tenant.
const PAGES: [(&str, &str); 10] = [
    ("home", "/"),
    ("a project", "/jira/projects/DEMO"),
    (
        "the issues of a project",
        "/issues?jql=project%20%3D%20DEMO",
    ),
    (
        "the issues of a project, by priority",
        "/issues?jql=project%20%3D%20DEMO%20ORDER%20BY%20priority%20DESC%2C%20created",
    ),
    ("the issues with a word", "/issues?jql=text%20~%20needle"),
    (
        "the issues without an assignee",
        "/issues?jql=assignee%20IS%20EMPTY",
    ),
    ("a board", "/jira/boards/1"),
    ("its backlog", "/jira/boards/1/backlog"),
    ("an issue", "/browse/DEMO-1000"),
    ("the inspector", "/_host/"),
];

fn main() {
    // Cargo also runs benchmarks as tests, to see that they start.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let [tenants, issues, tests, rounds] = if measures {
        [TENANTS, ISSUES, TESTS, ROUNDS]
    } else {
        [2, 1000, 2, 2]
    };
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(site(tenants, issues, rounds));
    drop(runtime);
    alone_and_together(tests, rounds);
}

/// The host, its pages and what they take.
async fn site(tenants: usize, issues: usize, rounds: usize) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let keys = KeyHost::start().await.unwrap();
    let first = Host::jira().key_host(&keys).base_url(&origin);
    let first = first.start().await.unwrap();
    let app = App::collected().unwrap();
    let config = |config: Config| {
        let config = config.key_host(keys.url().clone());
        config.dev_host(first.base_url())
    };
    let app = app.config(config).spawn().await.unwrap();
    first.install(&app).await.unwrap();
    let pages = connect_host::browser::router(std::slice::from_ref(&first), &Bridge::plain());
    tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
    let person = Person::new(&origin).await;

    println!("| {tenants} tenants, {issues} issues | |");
    println!("|---|---|");
    row("resident with one tenant", &mebibytes());
    let began = Instant::now();
    let mut others = Vec::new();
    for _ in 1..tenants {
        let below = person.tenant().await;
        person.look(&format!("{below}/browse/DEMO-1")).await;
        others.push(below);
    }
    row(
        "a tenant more, installed and looked at",
        &shown(began.elapsed() / tenants as u32),
    );
    row("resident with all tenants", &mebibytes());
    let began = Instant::now();
    for from in (0..issues).step_by(IN_ONE_REQUEST) {
        add(&first, from, IN_ONE_REQUEST.min(issues - from)).await;
    }
    row("an issue more", &shown(began.elapsed() / issues as u32));
    row("resident with all issues", &mebibytes());

    let other = others.last().map(|below| format!("{below}/browse/DEMO-1"));
    let other = other
        .iter()
        .map(|path| ("an issue of the last tenant", path.as_str()));
    for (name, path) in PAGES.into_iter().chain(other) {
        let mut times = Vec::new();
        for _ in 0..rounds {
            times.push(person.look(path).await.as_secs_f64() * 1e3);
        }
        row(name, &format!("{} ms", Spread::of(times).unwrap()));
    }
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        let panel = first.open("votes").with("issue.key", "DEMO-1").await;
        assert_eq!(panel.unwrap().status, 200);
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    row("the panel", &format!("{} ms", Spread::of(times).unwrap()));
    row("resident in the end", &mebibytes());
}

/// Makes issues that differ, with a word that every thousandth has.
async fn add(host: &Host, from: usize, count: usize) {
    let issues: Vec<Value> = (from..from + count)
        .map(|number| {
            let word = if number % 1000 == 0 { "needle" } else { "hay" };
            json!({"fields": {
                "project": {"key": "DEMO"},
                "issuetype": {"name": if number % 3 == 0 { "Bug" } else { "Task" }},
                "summary": format!("Number {number} of many, with {word} in it"),
                "priority": {"id": (number % 5 + 1).to_string()},
            }})
        })
        .collect();
    let request = host.product_request(Method::POST, "/rest/api/3/issue/bulk");
    let made = request
        .json(&json!({ "issueUpdates": issues }))
        .await
        .unwrap();
    assert_eq!(made.status_code(), 201);
}

/// Someone with a browser.
struct Person {
    http: Client,
    origin: String,
    cookie: String,
    /// What a page's script proves itself with.
    secret: String,
}

impl Person {
    async fn new(origin: &str) -> Self {
        let http = Client::builder().no_proxy().build().unwrap();
        let first = http.get(format!("{origin}/_host/")).send().await.unwrap();
        let cookie = first.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let page = first.text().await.unwrap();
        let (_, secret) = page
            .split_once("name=\"local-session\" content=\"")
            .unwrap();
        Self {
            http,
            origin: origin.to_owned(),
            cookie,
            secret: secret.split('"').next().unwrap().to_owned(),
        }
    }

    /// Loads a page: how long that takes.
    async fn look(&self, path: &str) -> Duration {
        let began = Instant::now();
        let request = self.http.get(format!("{}{path}", self.origin));
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await.unwrap();
        began.elapsed()
    }

    /// Adds a tenant as the inspector's button does: the path that it is below.
    async fn tenant(&self) -> String {
        let request = self
            .http
            .post(format!("{}/_host/actions/tenant", self.origin));
        let request = request.header("cookie", &self.cookie);
        let request = request.header("x-local-session", &self.secret);
        let answer = request.form(&[("host", "")]).send().await.unwrap();
        let state: Value = answer.json().await.unwrap();
        let page = state["page"].as_str().unwrap_or_default().to_owned();
        let (_, key) = page.split_once("?host=").unwrap_or_default();
        assert_ne!(key, "", "{state}");
        format!("/_tenants/{key}")
    }
}

/// Tests one after the other, then all at once.
fn alone_and_together(tests: usize, rounds: usize) {
    let times = (0..rounds).map(|_| test().as_secs_f64() * 1e3).collect();
    println!("\n| tests that install and open | |");
    println!("|---|---|");
    row("one alone", &format!("{} ms", Spread::of(times).unwrap()));
    let all_there = Barrier::new(tests);
    let began = Instant::now();
    let longest = thread::scope(|scope| {
        let one = || {
            all_there.wait();
            test()
        };
        let running: Vec<_> = (0..tests).map(|_| scope.spawn(one)).collect();
        // One that is not green panics.
        let times = running.into_iter().map(|test| test.join().unwrap());
        times.max().unwrap()
    });
    let took = began.elapsed();
    row(&format!("{tests} at once, all green"), &shown(took));
    row("of which each has", &shown(took / tests as u32));
    row("the longest", &shown(longest));
}

/// One test: how long it takes.
fn test() -> Duration {
    let began = Instant::now();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let host = Host::jira()
            .install(App::collected().unwrap())
            .await
            .unwrap();
        let panel = host
            .open("votes")
            .with("issue.key", "DEMO-1")
            .await
            .unwrap();
        assert_eq!(panel.status, 200);
    });
    drop(runtime);
    began.elapsed()
}

fn row(what: &str, value: &str) {
    println!("| {what} | {value} |");
}

fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The memory that is resident, in MiB; a dash where there is no `/proc`.
fn mebibytes() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: Option<f64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.map_or_else(|| "-".to_owned(), |kib| format!("{:.0} MiB", kib / 1024.0))
}
