//! A real browser opens the local host's pages and sees each module in its iframe.
//!
//! Needs `chromedriver` and Chromium, so it runs only when asked for:
//! `cargo test -p cargo-connect --test browser -- --ignored`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests, outside of `#[test]`"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A process that ends with its value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and waits for the line that says where it listens.
fn start(command: &mut Command, ready: &str) -> (Running, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains(ready))
        .unwrap_or_else(|| panic!("{command:?} never printed {ready:?}"));
    // A full pipe would block the writer.
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), line)
}

/// A browser, driven over WebDriver.
struct Browser {
    http: reqwest::Client,
    session: String,
}

impl Browser {
    async fn start(driver: &str) -> Self {
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
        Self {
            session: format!("{driver}/session/{id}"),
            http,
        }
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
        let script = json!({ "script": "return document.body.innerText", "args": [] });
        let text = post(
            &self.http,
            &format!("{}/execute/sync", self.session),
            &script,
        )
        .await;
        text.as_str().unwrap_or_default().to_owned()
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
    let mut dev = Command::new(env!("CARGO_BIN_EXE_cargo-connect"));
    dev.args(["connect", "dev", "-p", "hello-world"]);
    let (_dev, line) = start(&mut dev, "in a browser");
    let host = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap()
        .to_owned();
    let mut driver = Command::new("chromedriver");
    driver.arg("--port=0");
    let (_driver, line) = start(&mut driver, "started successfully on port");
    let port: String = line.chars().filter(char::is_ascii_digit).collect();
    let browser = Browser::start(&format!("http://127.0.0.1:{port}")).await;

    browser.go(&host).await;
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
}
