//! A real browser: Chromium, driven over WebDriver, which is JSON over HTTP.
//!
//! Needs `chromedriver` and Chromium. Without them a test is left out and says so; where `CI=true`
//! is set, it fails.
//!
//! ```no_run
//! use connect_testing::browser::Browser;
//!
//! # async fn test() {
//! let Some(browser) = Browser::start().await else { return };
//! browser.go("http://localhost:4000/").await;
//! browser.enter("iframe").await;
//! assert_eq!(browser.read("document.title").await, "Votes");
//! # }
//! ```

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::left_out::leave_out;
use crate::program::Program;

/// How long a page may take to become what a test waits for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(25);

const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,800",
];

/// A key that a test presses: Escape.
pub const ESCAPE: char = '\u{e00c}';
/// The key that goes to the next control.
pub const TAB: char = '\u{e004}';
/// The key that uses a control.
pub const ENTER: char = '\u{e007}';
/// The key that goes to the next item.
pub const DOWN: char = '\u{e015}';
/// The key that goes to the previous item.
pub const UP: char = '\u{e013}';

/// A browser with one window. It is closed when this is dropped.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    _driver: Program,
}

impl Browser {
    /// Starts a browser. `None` if there is none: the test must end here; a line on standard error says
    /// that it was left out.
    ///
    /// # Panics
    /// If there is none and `CI` is `true`, or it can't be driven.
    pub async fn start() -> Option<Self> {
        if !is_installed("chromedriver") {
            leave_out("Chromium with chromedriver");
            return None;
        }
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0");
        let (running, printed) = Program::start(&mut driver, "started successfully on port");
        let line = printed.last().unwrap();
        let port: String = line.chars().filter(char::is_ascii_digit).collect();
        let driver = format!("http://127.0.0.1:{port}");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": ARGUMENTS },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            // A question that an app asks does not end a test.
            "unhandledPromptBehavior": "dismiss",
        } } });
        let session = post(&http, &format!("{driver}/session"), &wanted).await;
        let id = session.unwrap()["sessionId"].as_str().unwrap().to_owned();
        Some(Self {
            session: format!("{driver}/session/{id}"),
            http,
            _driver: running,
        })
    }

    /// Opens a page, and waits until it has loaded.
    pub async fn go(&self, url: &str) {
        self.command("url", &json!({ "url": url })).await;
    }

    /// Enters the frame that this selector finds in the current page or frame.
    ///
    /// # Panics
    /// If there is none.
    pub async fn enter(&self, frame: &str) {
        let entered = self.attempt_enter(frame).await;
        entered.unwrap_or_else(|error| panic!("{frame}: {error}"));
    }

    /// Like [`Browser::enter`], for a test that continues.
    ///
    /// # Errors
    /// If there is none.
    pub async fn attempt_enter(&self, frame: &str) -> Result<(), String> {
        let frame = self.element(frame).await?;
        let url = format!("{}/frame", self.session);
        let entered = post(&self.http, &url, &json!({ "id": frame })).await;
        entered.map(drop)
    }

    /// Goes back to the page around all frames.
    pub async fn leave(&self) {
        self.command("frame", &json!({ "id": null })).await;
    }

    /// The visible text, once the page has loaded and has some: a frame that was just entered may still be
    /// loading.
    pub async fn text(&self) -> String {
        let text = "document.readyState === 'complete' && document.body?.innerText";
        let text = self.until(text).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The value of an expression.
    pub async fn read(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression})")).await
    }

    /// What an asynchronous function with this body returns.
    ///
    /// # Panics
    /// If it throws, or does not end within half a minute.
    pub async fn run(&self, body: &str) -> Value {
        match self.attempt(body).await {
            Ok(value) => value,
            Err(error) => panic!("{body}\nthrows {error}"),
        }
    }

    /// Like [`Browser::run`], but returns what it throws.
    ///
    /// # Errors
    /// What it throws, as text.
    pub async fn attempt(&self, body: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {body} }})().then(\
             (value) => done({{ value: value === undefined ? null : value }}),\
             (error) => done({{ error: String(error?.message ?? error) }}))"
        );
        let script = json!({ "script": script, "args": [] });
        let url = format!("{}/execute/async", self.session);
        let mut answer = post(&self.http, &url, &script).await?;
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["value"].take()),
        }
    }

    /// Waits until an expression is true, and returns its value. One that throws is not true yet.
    ///
    /// # Panics
    /// If it does not become true.
    pub async fn until(&self, expression: &str) -> Value {
        let value = self.becomes_true(expression).await;
        value.unwrap_or_else(|never| panic!("{never}"))
    }

    /// Like [`Browser::until`], for a test that continues.
    ///
    /// # Errors
    /// The value that it has instead.
    pub async fn becomes_true(&self, expression: &str) -> Result<Value, String> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let value = self.attempt(&format!("return ({expression})")).await;
            let truth = match &value {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => false,
                Ok(Value::String(text)) => !text.is_empty(),
                Ok(Value::Number(number)) => number.as_f64() != Some(0.0),
                Ok(_) => true,
            };
            if truth {
                return value;
            }
            if Instant::now() > give_up {
                return Err(format!("never true: {expression}; it is {value:?}"));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Clicks in the middle of an element, as a person does, as soon as nothing is in front of it.
    ///
    /// # Panics
    /// If something stays in front of it.
    pub async fn click(&self, selector: &str) {
        let clicked = self.attempt_click(selector).await;
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Like [`Browser::click`], for a test that continues.
    ///
    /// # Errors
    /// If there is none, or something stays in front of it.
    pub async fn attempt_click(&self, selector: &str) -> Result<(), String> {
        let element = self.element(selector).await?;
        let id = element.as_object().and_then(|it| it.values().next());
        let id = id.and_then(Value::as_str).unwrap();
        let url = format!("{}/element/{id}/click", self.session);
        let give_up = Instant::now() + PATIENCE;
        loop {
            match post(&self.http, &url, &json!({})).await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > give_up => return Err(error),
                Err(_) => tokio::time::sleep(POLL_INTERVAL).await,
            }
        }
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: char) {
        let key = key.to_string();
        let strokes = [
            json!({ "type": "keyDown", "value": key }),
            json!({ "type": "keyUp", "value": key }),
        ];
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.command("actions", &json!({ "actions": [keyboard] }))
            .await;
    }

    /// The lines of the console since the last call, errors and warnings among them, of all frames.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        let line = |entry: &Value| {
            let (level, message) = (entry["level"].as_str()?, entry["message"].as_str()?);
            Some(format!("{level} {message}"))
        };
        entries.iter().filter_map(line).collect()
    }

    /// The addresses that were requested since the last call, by the page and its frames.
    pub async fn requested(&self) -> Vec<String> {
        let entries = self.log("performance").await;
        let address = |entry: &Value| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let sent = message.pointer("/message/method")? == "Network.requestWillBeSent";
            let url = message.pointer("/message/params/request/url")?.as_str()?;
            sent.then(|| url.to_owned())
        };
        entries.iter().filter_map(address).collect()
    }

    /// Resizes the window, in pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height });
        self.command("window/rect", &size).await;
    }

    /// A picture of the window as PNG, in base64, for someone who looks for a fault.
    pub async fn screenshot(&self) -> String {
        let url = format!("{}/screenshot", self.session);
        let answer = self.http.get(url).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["value"].as_str().unwrap_or_default().to_owned()
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.command("se/log", &json!({ "type": kind })).await;
        entries.as_array().cloned().unwrap_or_default()
    }

    async fn element(&self, selector: &str) -> Result<Value, String> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let give_up = Instant::now() + PATIENCE;
        loop {
            let url = format!("{}/element", self.session);
            match post(&self.http, &url, &wanted).await {
                Ok(element) => return Ok(element),
                Err(error) if Instant::now() > give_up => return Err(error),
                Err(_) => {}
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    async fn command(&self, command: &str, body: &Value) -> Value {
        let answer = post(&self.http, &format!("{}/{command}", self.session), body).await;
        answer.unwrap_or_else(|error| panic!("{command} {body}: {error}"))
    }

    /// Closes the browser. Dropping it does so too, but less gracefully.
    pub async fn close(self) {
        self.http.delete(&self.session).send().await.unwrap();
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Browser").field(&self.session).finish()
    }
}

async fn post(http: &reqwest::Client, url: &str, body: &Value) -> Result<Value, String> {
    let answer = http.post(url).json(body).send().await.unwrap();
    let mut answer: Value = answer.json().await.unwrap();
    let value = answer["value"].take();
    match value.get("error") {
        // A script's own error has no stack of the driver's.
        Some(error) if value.get("stacktrace").is_some() => {
            Err(format!("{error}: {}", value["message"]))
        }
        _ => Ok(value),
    }
}

fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    let command = command.arg("--version").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
