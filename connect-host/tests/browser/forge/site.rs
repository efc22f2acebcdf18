//! A product's page, Forge's server of static files, and an app, each at an origin of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use connect_testing::browser::Browser;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

const POLICY: &str = include_str!("../../../src/browser/forge/policy.txt");
const GLOBAL_BRIDGE: &str = include_str!("../../../src/browser/forge/assets/global-bridge.js");
/// Collects what the frame's console would show: the browser's driver does not report the console of a
/// frame from another site.
const LISTENING: &str = "globalThis.complaints = [];
console.error = (what) => complaints.push(String(what));
addEventListener('error', ({ message }) => complaints.push(message));";
const PRODUCT: &str = include_str!("product.js");
/// As in Forge's frames ("Custom UI iframe").
const SANDBOX: &str =
    "allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts";

/// What a manifest permits beyond the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permits {
    Nothing,
    /// `content.styles: unsafe-inline`, which the framework's manifests have.
    InlineStyles,
    /// `external.styles` and `external.scripts` with the app's address.
    AppsFiles,
}

/// Answers for the app's server, behind Forge's gateway.
pub(crate) type Answer = fn(&Value) -> Value;

struct Shared {
    shell: TempDir,
    permits: Permits,
    context: Value,
    answer: Answer,
    /// What the shell has requested from the app's server.
    asked: Mutex<Vec<Value>>,
    /// What it has requested from the product's REST API.
    fetched: Mutex<Vec<Value>>,
    /// What the gateway answers next, in place of the app.
    failures: Mutex<Vec<Value>>,
    product: String,
    app: String,
}

pub(crate) struct Site {
    pub(crate) browser: Browser,
    pub(crate) app: String,
    product: String,
    shared: Arc<Shared>,
    serving: Vec<JoinHandle<()>>,
}

/// The context of an issue's panel, as `view.getContext` gives it.
pub(crate) fn panel() -> Value {
    json!({
        "accountId": "557058:ann", "cloudId": "c1", "moduleKey": "votes", "localId": "local",
        "locale": "en-US", "timezone": "Europe/Berlin",
        "extension": {
            "type": "jira:issuePanel", "issue": { "id": "1", "key": "DEMO-1" },
            "project": { "id": "10", "key": "DEMO" },
        },
    })
}

impl Site {
    /// Shows a module with this context; `None` where there is no browser.
    pub(crate) async fn open(permits: Permits, mut context: Value, answer: Answer) -> Option<Self> {
        let browser = Browser::start().await?;
        let mut listeners = Vec::new();
        for _ in 0..3 {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            listeners.push(listener);
        }
        let port = |index: usize| listeners[index].local_addr().unwrap().port();
        let product = format!("http://localhost:{}", port(0));
        let shell = format!("http://127.0.0.1:{}", port(1));
        let app = format!("http://127.0.0.1:{}", port(2));
        context["siteUrl"] = json!(product);
        let shared = Arc::new(Shared {
            shell: shell_with_assets(),
            permits,
            context,
            answer,
            asked: Mutex::default(),
            fetched: Mutex::default(),
            failures: Mutex::default(),
            product: product.clone(),
            app: app.clone(),
        });
        let page = Html(format!(
            "<!doctype html><title>product</title>\
             <iframe title=\"app\" sandbox=\"{SANDBOX}\" data-src=\"{shell}/index.html\" \
             width=\"900\" height=\"600\"></iframe><script src=\"/product.js\"></script>"
        ));
        let of_product = Router::new()
            .route("/", get(async move || page))
            .route("/product.js", get(async || script(PRODUCT)))
            .route("/gateway", post(gateway));
        let of_shell = Router::new()
            .route(
                "/global-bridge.js",
                get(async || script(format!("{GLOBAL_BRIDGE}{LISTENING}"))),
            )
            .route("/{*file}", get(file));
        let of_app = Router::new()
            .route(
                "/app.js",
                get(async || script("document.documentElement.dataset.app = 'ran';")),
            )
            .route(
                "/app.css",
                get(async || style("h1 { color: rgb(1, 2, 3) }")),
            );
        let routers = [of_product, of_shell, of_app];
        let serving = listeners
            .into_iter()
            .zip(routers)
            .map(|(listener, router)| {
                let router = router.with_state(Arc::clone(&shared));
                tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
            });
        let site = Self {
            serving: serving.collect(),
            browser,
            app,
            product,
            shared,
        };
        site.show().await;
        Some(site)
    }

    /// Opens the product's page again.
    pub(crate) async fn show(&self) {
        self.product_page().await;
        self.browser.go(&format!("{}/", self.product)).await;
        self.browser.enter("iframe").await;
    }

    /// Leaves the frame for the product's page, which has `calls`.
    pub(crate) async fn product_page(&self) {
        self.browser.leave().await;
    }

    /// Evaluates an expression in the product's page, then returns to the frame.
    pub(crate) async fn in_product(&self, expression: &str) -> Value {
        self.browser.leave().await;
        let value = self.browser.read(expression).await;
        self.browser.enter("iframe").await;
        value
    }

    /// Waits for an expression in the product's page, then returns to the frame.
    pub(crate) async fn until_in_product(&self, expression: &str) {
        self.browser.leave().await;
        self.browser.until(expression).await;
        self.browser.enter("iframe").await;
    }

    /// The calls of the bridge with this command.
    pub(crate) async fn calls_of(&self, command: &str) -> Vec<Value> {
        let calls = self.in_product(&format!("said({command:?})")).await;
        calls.as_array().cloned().unwrap_or_default()
    }

    /// Waits until an element exists.
    pub(crate) async fn shows(&self, selector: &str) {
        self.browser
            .until(&format!("document.querySelector({selector:?}) !== null"))
            .await;
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        let text = format!("document.querySelector({selector:?})?.textContent ?? null");
        let text = self.browser.read(&text).await;
        text.as_str().unwrap_or("(not there)").to_owned()
    }

    /// The errors in the frame's console.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let complaints = self.browser.read("complaints").await;
        serde_json::from_value(complaints).unwrap()
    }

    /// The last request to the app's server.
    pub(crate) fn last_request(&self) -> Value {
        self.shared.asked.lock().last().cloned().unwrap_or_default()
    }

    pub(crate) fn request_count(&self) -> usize {
        self.shared.asked.lock().len()
    }

    /// The last request to the product's REST API.
    pub(crate) fn last_fetch(&self) -> Value {
        self.shared
            .fetched
            .lock()
            .last()
            .cloned()
            .unwrap_or_default()
    }

    /// What Forge's gateway answers next, in place of the app.
    pub(crate) fn fails_next(&self, status: u16) {
        let failure =
            json!({ "success": false, "error": { "status": status, "headers": {}, "body": {} } });
        self.shared.failures.lock().push(failure);
    }

    pub(crate) async fn close(self) {
        self.browser.close().await;
        for server in self.serving {
            server.abort();
        }
    }
}

/// The shell as the build writes it, for a package with a folder of assets.
fn shell_with_assets() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    let (package, folder) = (scratch.path().join("app"), scratch.path().join("shell"));
    std::fs::create_dir_all(package.join("static")).unwrap();
    for (name, content) in [
        ("packed.css", "h1 { color: rgb(1, 2, 3) }"),
        ("packed.js", PACKED),
        ("after.js", "trace('after');"),
        ("data.json", "{\"packed\": true}"),
    ] {
        std::fs::write(package.join("static").join(name), content).unwrap();
    }
    let assets = BTreeSet::from(["static".to_owned()]);
    connect_build::__internal::write_shell(&folder, &package, &assets).unwrap();
    scratch
}

/// A typical script: it declares at its top level, waits for the document, and listens to it.
const PACKED: &str = "
const title = document.querySelector('h1')?.textContent;
function trace(what) { (globalThis.traced ??= []).push(`${what} ${document.querySelector('h1')?.textContent}`); }
trace('packed');
document.addEventListener('DOMContentLoaded', () => trace('ready'));
window.addEventListener('load', () => trace('loaded'));
document.addEventListener('keyup', () => trace(`key on ${title}`));
";

async fn file(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Ok(content) = std::fs::read(shared.shell.path().join("shell").join(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        _ => "application/octet-stream",
    };
    if kind != "text/html" {
        return ([(header::CONTENT_TYPE, kind)], content).into_response();
    }
    let page = String::from_utf8(content).unwrap();
    let page = page.replace("<head>", "<head><script src=\"global-bridge.js\"></script>");
    let policy = [(header::CONTENT_SECURITY_POLICY, shared.policy())];
    (policy, Html(page)).into_response()
}

impl Shared {
    fn policy(&self) -> String {
        let lines = POLICY.lines().filter(|line| !line.starts_with('#'));
        let directive = |line: &str| {
            let mut line = line.replace("https://example.atlassian.net", &self.product);
            if self.permits == Permits::Nothing {
                line = line.replace(" 'unsafe-inline'", "");
            }
            let takes_files = line.starts_with("script-src") || line.starts_with("style-src");
            if self.permits == Permits::AppsFiles && takes_files {
                line = format!("{} {}", line.replace(" 'unsafe-inline'", ""), self.app);
            }
            line
        };
        lines.map(directive).collect::<Vec<_>>().join("; ")
    }

    fn answer(&self, command: &str, data: &Value) -> Value {
        match command {
            "getContext" => self.context.clone(),
            "fetchProduct" => {
                self.fetched.lock().push(data.clone());
                let missing = data["restPath"]
                    .as_str()
                    .is_some_and(|it| it.contains("missing"));
                let (status, text) = if missing {
                    (404, "Not Found")
                } else {
                    (200, "OK")
                };
                json!({
                    "status": status, "statusText": text, "isAttachment": false,
                    "headers": { "content-type": "application/json", "x-seen": "yes" },
                    "body": json!({ "path": data["restPath"] }).to_string(),
                })
            }
            _ => {
                // What Forge requires of `invokeRemote`: an object as the body, and JSON as the answer.
                assert_eq!(data["path"], "/forge/ui");
                assert_eq!(data["method"], "POST");
                assert_eq!(data["invokeType"], "ui-remote-fetch");
                assert!(data["body"].is_object(), "{data}");
                self.asked.lock().push(data["body"].clone());
                if let Some(failure) = self.failures.lock().pop() {
                    return failure;
                }
                let mut body = (self.answer)(&data["body"]);
                body["base"] = json!(self.app);
                json!({ "success": true, "payload": { "status": 200, "headers": {}, "body": body } })
            }
        }
    }
}

async fn gateway(State(shared): State<Arc<Shared>>, body: String) -> axum::Json<Value> {
    let asked: Value = serde_json::from_str(&body).unwrap();
    let command = asked["command"].as_str().unwrap();
    axum::Json(shared.answer(command, &asked["data"]))
}

fn script(content: impl Into<String>) -> impl IntoResponse {
    let content = content.into();
    ([(header::CONTENT_TYPE, "text/javascript")], content)
}

fn style(content: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css")], content)
}
