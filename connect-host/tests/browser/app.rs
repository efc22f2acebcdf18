//! A hand-written app: its pages load the bridge and leave the rest to the test.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "com.example.bridge";

/// A running app, which learns of its product once the product has an address.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) url: String,
    /// How often the app was built; its pages show it.
    pub(crate) build: Arc<AtomicU32>,
    /// The origin of the product.
    product: Arc<OnceLock<String>>,
}

impl App {
    pub(crate) async fn start() -> App {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let app = App {
            url: format!("http://{}", listener.local_addr().unwrap()),
            build: Arc::default(),
            product: Arc::default(),
        };
        let router = Router::new()
            .route("/atlassian-connect.json", get(descriptor))
            .route("/lifecycle/{event}", post(async || StatusCode::NO_CONTENT))
            .route("/echo", get(echo))
            .route("/moved", get(moved))
            .route("/fails", get(async || StatusCode::INTERNAL_SERVER_ERROR))
            .route("/silent", get(async || Html("<p>no script</p>")))
            .route("/forbids", get(forbids))
            .route("/looks", get(looks))
            .route("/{page}", get(page))
            .with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        app
    }

    pub(crate) fn belongs_to(&self, product: &str) {
        self.product.set(product.to_owned()).unwrap();
    }
}

async fn descriptor(State(app): State<App>) -> axum::Json<Value> {
    let named = |text: &str| json!({ "value": text });
    let panel = |key: &str| json!({"key": key, "name": named(key), "url": format!("/{key}?issue={{issue.key}}"), "location": "atl.jira.view.issue.right.context"});
    let page = |key: &str| json!({"key": key, "name": named(key), "url": format!("/{key}")});
    axum::Json(json!({
        "key": KEY,
        "name": "Bridge",
        "baseUrl": app.url,
        "authentication": {"type": "jwt"},
        "apiMigrations": {"signed-install": true, "context-qsh": true, "gdpr": true},
        "lifecycle": {"installed": "/lifecycle/installed"},
        "scopes": ["READ", "WRITE"],
        "modules": {
            "webPanels": [
                panel("panel"), panel("strict"), panel("moved"), panel("fails"), panel("silent"),
                panel("forbids"), panel("second"),
            ],
            "generalPages": [page("page"), page("other"), page("options"), page("looks")],
            "dialogs": [
                {"key": "dialog", "url": "/dialog", "options": {
                    "size": "medium", "chrome": true, "header": named("From the descriptor"),
                }},
            ],
            "webItems": [
                {
                    "key": "item", "name": named("Item"), "url": "/dialog",
                    "location": "jira.issue.tools", "context": "addon",
                    "target": {"type": "dialogmodule", "options": {"key": "dialog"}},
                },
                {
                    "key": "inline", "name": named("Inline"), "url": "/inline",
                    "location": "jira.issue.tools", "context": "addon",
                    "target": {"type": "inlinedialog", "options": {"width": "260px"}},
                },
            ],
            "jiraWorkflowPostFunctions": [{
                "key": "function", "name": named("Function"), "description": named("Function"),
                "triggered": {"url": "/lifecycle/triggered"},
                "create": {"url": "/create"}, "edit": {"url": "/edit"}, "view": {"url": "/view"},
            }],
            "jiraDashboardItems": [{
                "key": "gadget", "name": named("Gadget"), "description": named("Gadget"),
                "url": "/gadget", "configurable": true, "thumbnailUrl": "/gadget.png",
            }],
            "dynamicContentMacros": [
                {
                    "key": "macro", "name": named("Macro"), "url": "/macro?level={level}", "bodyType": "rich-text",
                    "editor": {
                        "url": "/editor", "width": "400px", "height": "300px",
                        "insertTitle": named("Insert a level"),
                    },
                    "parameters": [{"identifier": "level", "name": named("Level"), "type": "string"}],
                },
                {
                    "key": "simple", "name": named("Simple"), "url": "/macro",
                    "parameters": [
                        {"identifier": "size", "name": named("Size"), "type": "enum", "values": ["small", "large"]},
                        {"identifier": "bold", "name": named("Bold"), "type": "boolean"},
                    ],
                },
            ],
        },
    }))
}

async fn page(State(app): State<App>, Path(page): Path<String>) -> Response {
    let product = app.product.get().unwrap();
    let build = app.build.load(Ordering::SeqCst);
    let options = match page.as_str() {
        "options" => " data-options=\"sizeToParent:true;margin:false\"",
        _ => "",
    };
    let (nonce, policy) = match page.as_str() {
        "strict" => (
            " nonce=\"n\"",
            format!(
                "default-src 'none'; script-src {product} 'nonce-n'; style-src {product}; \
                 connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {product}"
            ),
        ),
        _ => ("", format!("frame-ancestors {product}")),
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{page}</title>\
         <script{nonce}>window.violations = []; \
         addEventListener('securitypolicyviolation', (e) => violations.push(e.blockedURI));</script>\
         <script src=\"{product}/atlassian-connect/all.js\"{options}></script></head>\
         <body><div class=\"ac-content\"><p id=\"what\">{page}</p><p hidden id=\"build\">{build}</p></div>\
         <script{nonce}>window.heard = []; \
         AP.events?.onAny((name, given) => heard.push([name, given ?? null]));</script></body></html>"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        // Like the cookie of an app's own session.
        (header::SET_COOKIE, "app=1; Path=/; SameSite=Lax".to_owned()),
    ];
    (headers, Html(html)).into_response()
}

/// What the app's server receives of a request from its page.
async fn echo(headers: HeaderMap) -> axum::Json<Value> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    axum::Json(json!({
        "authorization": text(header::AUTHORIZATION),
        "cookie": text(header::COOKIE),
    }))
}

/// Redirects to another origin: the same server by its other name.
async fn moved(State(app): State<App>) -> Redirect {
    Redirect::temporary(&format!(
        "{}/second",
        app.url.replace("127.0.0.1", "localhost")
    ))
}

/// A `Page` of the framework, with this product's bridge.
async fn looks(State(app): State<App>) -> Html<String> {
    let product = app.product.get().unwrap();
    let page = crate::accessibility::looks::page().await.into_response();
    let page = axum::body::to_bytes(page.into_body(), 1 << 20).await;
    let page = String::from_utf8(page.unwrap().to_vec()).unwrap();
    let bridge = format!("{product}/atlassian-connect/all.js");
    Html(page.replace("https://connect-cdn.atl-paas.net/all.js", &bridge))
}

async fn forbids() -> impl IntoResponse {
    (
        [(header::X_FRAME_OPTIONS, "DENY")],
        Html("<script src='/all.js'></script>"),
    )
}
