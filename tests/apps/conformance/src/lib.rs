//! An app with one route of each sort, which the security tests attack over HTTP.
//!
//! Each route responds with the tenant and the user of the request, so that a test sees not only
//! that a request passed, but for whom.

mod guarded;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;
use connect_runtime::{App, StartError};
use serde_json::{Value, json};

connect_runtime::app! {
    key = "com.example.conformance",
    name = "Conformance",
    vendor = { name = "Example", url = "https://example.com" },
    enable_licensing = true,
    editions_enabled = true,
    state = Calls,
}

/// How often each hook and webhook handler ran.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    installed: AtomicUsize,
    uninstalled: AtomicUsize,
    webhooks: AtomicUsize,
    deliveries: Mutex<Vec<Delivery>>,
    record: Option<Mutex<File>>,
}

/// A webhook as its handler saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The host's identifier of the event.
    pub id: Option<String>,
    /// How many earlier deliveries it had.
    pub retry: u32,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Calls {
    /// Also writes a line for each webhook to the file that `CONFORMANCE_RECORD` names, if any: all that
    /// remains of a process that was killed.
    pub fn recorded() -> Self {
        let file = std::env::var_os("CONFORMANCE_RECORD").and_then(|path| {
            let mut options = OpenOptions::new();
            options.append(true).create(true).open(path).ok()
        });
        Self(Arc::new(Counters {
            record: file.map(Mutex::new),
            ..Counters::default()
        }))
    }

    /// How often the `installed` hook ran.
    pub fn installed(&self) -> usize {
        self.0.installed.load(Ordering::SeqCst)
    }

    /// How often the `uninstalled` hook ran.
    pub fn uninstalled(&self) -> usize {
        self.0.uninstalled.load(Ordering::SeqCst)
    }

    /// How often a webhook handler ran.
    pub fn webhooks(&self) -> usize {
        self.0.webhooks.load(Ordering::SeqCst)
    }

    /// The webhooks that the handlers received, oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        let deliveries = self.0.deliveries.lock();
        deliveries.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn webhook<T>(&self, event: &Event<T>) {
        let delivery = Delivery {
            id: event.id().map(str::to_owned),
            retry: event.retry(),
            body: event.body().to_vec(),
        };
        let deliveries = self.0.deliveries.lock();
        deliveries
            .unwrap_or_else(PoisonError::into_inner)
            .push(delivery);
        self.0.webhooks.fetch_add(1, Ordering::SeqCst);
        if let Some(record) = &self.0.record {
            let line = format!("{}\n", event.id().unwrap_or_default());
            // What is written outlives the process, though not the machine.
            let mut file = record.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = file.write_all(line.as_bytes());
        }
    }
}

/// The app, not yet started, with the state that its handlers count in.
///
/// # Errors
/// The errors of `App::collected`.
pub fn app() -> Result<(App, Calls), StartError> {
    let calls = Calls::default();
    Ok((App::collected()?.with_state(calls.clone()), calls))
}

fn seen(tenant: &Tenant, user: Option<&User>) -> Value {
    json!({
        "clientKey": tenant.client_key(),
        "baseUrl": tenant.base_url().as_str(),
        "user": user.map(User::account_id),
    })
}

#[web_panel(name = "Panel", location = "atl.jira.view.issue.right.context")]
async fn panel(
    #[context("issue.key")] issue: Option<String>,
    tenant: Tenant,
    user: Option<User>,
) -> Json<Value> {
    let mut seen = seen(&tenant, user.as_ref());
    seen["issue"] = issue.into();
    Json(seen)
}

/// The scripts of the pages.
#[assets("static")]
struct Static;

#[general_page(name = "Page")]
async fn page(tenant: Tenant) -> Page {
    Page::new("Page")
        .head(connect_runtime::maud::PreEscaped(format!(
            "<script src=\"{}\"></script>",
            asset!("page.js")
        )))
        // As if a name had not been escaped: a browser must not run it.
        .body(connect_runtime::maud::PreEscaped(format!(
            "{}<script>document.title += ' (injected)'</script>",
            tenant.client_key()
        )))
        .script("document.title += ' (own)'")
}

/// Shell
#[general_page(cacheable = true, public = true)]
async fn shell() -> &'static str {
    "the same for everybody"
}

#[dynamic_content_macro(name = "Macro")]
async fn chart(#[context("page.id")] page: Option<String>, tenant: Tenant) -> Json<Value> {
    let mut seen = seen(&tenant, None);
    seen["page"] = page.into();
    Json(seen)
}

#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<Value>, State(calls): State<Calls>) -> Result<()> {
    calls.webhook(&event);
    Ok(())
}

/// A webhook with a typed body: another body must not become a server error.
#[derive(Debug, serde::Deserialize)]
struct Issue {
    #[allow(dead_code, reason = "the type is what is tested, not its use")]
    id: u32,
}

#[webhook(event = "jira:issue_updated")]
async fn issue_updated(event: Event<Issue>, State(calls): State<Calls>) -> Result<()> {
    calls.webhook(&event);
    Ok(())
}

#[endpoint(GET "/api/whoami")]
async fn whoami(tenant: Tenant, user: Option<User>) -> Json<Value> {
    Json(seen(&tenant, user.as_ref()))
}

#[endpoint(POST "/api/echo")]
async fn echo(Json(body): Json<Value>) -> Json<Value> {
    Json(body)
}

#[public(GET "/open")]
async fn open() -> &'static str {
    "open"
}

#[installed]
async fn count_installed(State(calls): State<Calls>) -> Result<()> {
    calls.0.installed.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

#[uninstalled]
async fn count_uninstalled(State(calls): State<Calls>) -> Result<()> {
    calls.0.uninstalled.fetch_add(1, Ordering::SeqCst);
    Ok(())
}
