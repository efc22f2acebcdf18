//! A real browser opens the local host's pages and sees each module in its iframe.
//!
//! Needs `chromedriver` and Chromium, so it runs only when asked for:
//! `cargo test -p cargo-connect --test browser -- --ignored`.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests, outside of `#[test]`"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::{Value, json};

/// How long a program may take to end; the app itself has five seconds.
const STOP_TIMEOUT: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A program that ends with its value, together with what it has started.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) else {
            return;
        };
        // As Ctrl-C does: what is killed cannot end its own programs.
        let _ = kill_process(pid, Signal::INT);
        let deadline = Instant::now() + STOP_TIMEOUT;
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(POLL_INTERVAL);
        }
        // Usually nothing is left.
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.0.wait();
    }
}

/// Starts a program and waits for the line that says where it listens, which is the last of those
/// that are returned.
fn start(command: &mut Command, ready: &str) -> (Running, Vec<String>) {
    command.process_group(0).stdout(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut printed = Vec::new();
    for line in lines.by_ref().map_while(Result::ok) {
        printed.push(line);
        if printed.last().is_some_and(|line| line.contains(ready)) {
            // A full pipe would block the writer.
            std::thread::spawn(move || lines.for_each(drop));
            return (running, printed);
        }
    }
    panic!("{command:?} never printed {ready:?}: {printed:?}")
}

/// An app in a local host.
struct Dev {
    running: Running,
    /// Where the local host shows its modules.
    host: String,
    /// The app's own address.
    app: String,
}

impl Dev {
    fn start(package: &str) -> Self {
        let mut dev = Command::new(env!("CARGO_BIN_EXE_cargo-connect"));
        dev.args(["connect", "dev", "-p", package]);
        let (running, printed) = start(&mut dev, "in a browser");
        let url = |line: &str| {
            let mut words = line.split_whitespace();
            words
                .find(|word| word.starts_with("http://"))
                .map(str::to_owned)
        };
        let app = printed.iter().find(|line| line.trim().starts_with("app "));
        Self {
            host: printed.last().and_then(|line| url(line)).unwrap(),
            app: app.and_then(|line| url(line)).unwrap(),
            running,
        }
    }

    /// Ends both the local host and the app.
    fn stop(self) {
        let address = self.app.trim_start_matches("http://").trim_end_matches('/');
        assert!(TcpStream::connect(address).is_ok(), "{address}");
        drop(self.running);
        assert!(TcpStream::connect(address).is_err(), "{address} still runs");
    }
}

/// A browser, driven over WebDriver.
struct Browser {
    http: reqwest::Client,
    session: String,
}

impl Browser {
    /// With the driver that ends with it.
    async fn start() -> (Running, Self) {
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0");
        let (running, printed) = start(&mut driver, "started successfully on port");
        let line = printed.last().unwrap();
        let port: String = line.chars().filter(char::is_ascii_digit).collect();
        let driver = format!("http://127.0.0.1:{port}");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let wanted = json!({
            "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": arguments } } }
        });
        let session = post(&http, &format!("{driver}/session"), &wanted).await;
        let id = session["sessionId"].as_str().unwrap();
        let browser = Self {
            session: format!("{driver}/session/{id}"),
            http,
        };
        (running, browser)
    }

    async fn go(&self, url: &str) {
        post(
            &self.http,
            &format!("{}/url", self.session),
            &json!({ "url": url }),
        )
        .await;
    }

    async fn enter_frame(&self) {
        post(
            &self.http,
            &format!("{}/frame", self.session),
            &json!({ "id": 0 }),
        )
        .await;
    }

    async fn text(&self) -> String {
        self.read("document.body.innerText").await
    }

    /// The value of an expression in the page or in the frame that was entered.
    async fn read(&self, expression: &str) -> String {
        let script = json!({ "script": format!("return {expression}"), "args": [] });
        let value = post(
            &self.http,
            &format!("{}/execute/sync", self.session),
            &script,
        )
        .await;
        value.as_str().unwrap_or_default().to_owned()
    }

    async fn close(self) {
        self.http.delete(&self.session).send().await.unwrap();
    }
}

async fn post(http: &reqwest::Client, url: &str, body: &Value) -> Value {
    let answer = http.post(url).json(body).send().await.unwrap();
    let mut answer: Value = answer.json().await.unwrap();
    assert!(answer["value"].get("error").is_none(), "{url}: {answer}");
    answer["value"].take()
}

#[tokio::test]
#[ignore = "needs chromedriver and Chromium"]
async fn a_browser_shows_each_module_in_its_iframe() {
    let dev = Dev::start("hello-world");
    let host = &dev.host;
    let (driver, browser) = Browser::start().await;

    browser.go(host).await;
    let list = browser.text().await;
    for part in ["Hello world", "Greeting", "jira:issue_created"] {
        assert!(list.contains(part), "{part:?} is missing in\n{list}");
    }
    for (key, shown) in [
        ("hello", "This page is shown in"),
        ("greeting", "Hello, DEMO-1"),
    ] {
        browser.go(&format!("{host}modules/{key}")).await;
        browser.enter_frame().await;
        let text = browser.text().await;
        assert!(text.contains(shown), "{shown:?} is missing in\n{text}");
    }
    browser
        .go(&format!("{host}modules/greeting?issue.key=DEMO-7"))
        .await;
    browser.enter_frame().await;
    assert!(browser.text().await.contains("Hello, DEMO-7"));
    browser.close().await;
    drop(driver);
    dev.stop();
}

/// The page of the conformance app has three scripts, each of which adds to the title: a file of the
/// app, one with the page's nonce, and between them one that got into the page without being escaped.
#[tokio::test]
#[ignore = "needs chromedriver and Chromium"]
async fn a_browser_runs_a_pages_own_scripts_and_not_an_injected_one() {
    let dev = Dev::start("conformance-app");
    let (driver, browser) = Browser::start().await;

    browser.go(&format!("{}modules/page", dev.host)).await;
    browser.enter_frame().await;
    let injected = "document.querySelector('main script').text";
    assert_eq!(
        browser.read(injected).await,
        "document.title += ' (injected)'"
    );
    assert_eq!(browser.read("document.title").await, "Page (ready) (own)");
    browser.close().await;
    drop(driver);
    dev.stop();
}
