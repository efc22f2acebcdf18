//! A site: what its host sends, and what must come back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use connect_host::tokens::TokenBuilder;
use connect_host::{Host, KeyHost};
use parking_lot::Mutex;
use reqwest::{Client, StatusCode};
use serde_json::json;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::proxy::Proxy;

const APP: &str = "com.example.team-votes";
const INSTALLED: &str = "/lifecycle/installed";
const UNINSTALLED: &str = "/lifecycle/uninstalled";
const PANEL: &str = "/votes?issue.key=DEMO-1";
const WEBHOOK: &str = "/webhooks/issue-created";

/// After this long, no process accepts a secret that was replaced or wiped.
const DEAD_AFTER: Duration = Duration::from_secs(1);

/// A webhook that was answered: the tenant, and the issue that it was about.
pub(crate) type Acknowledged = (String, String);

/// What went wrong.
#[derive(Default)]
pub(crate) struct Faults {
    requests: AtomicU64,
    dead_secrets: AtomicU64,
    faults: Mutex<Vec<String>>,
}

impl Faults {
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn note(&self, fault: String) {
        self.faults.lock().push(fault);
    }

    /// Fails if anything went wrong.
    pub(crate) fn report(&self) {
        let faults = self.faults.lock();
        println!(
            "{} requests, {} tries with a dead secret",
            self.requests(),
            self.dead_secrets.load(Ordering::Relaxed)
        );
        assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
    }
}

pub(crate) struct Site {
    host: Host,
    client: Client,
    app: String,
    ports: Vec<u16>,
    /// The secret in use, while the app is installed.
    secret: String,
    count: u32,
    dying: JoinSet<()>,
}

impl Site {
    pub(crate) async fn new(n: usize, keys: &KeyHost, proxy: &Proxy) -> Self {
        let host = Host::jira().key_host(keys).client_key(format!("site-{n}"));
        Self {
            host: host.start().await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
            app: proxy.url().to_owned(),
            ports: proxy.ports().to_vec(),
            secret: String::new(),
            count: 0,
            dying: JoinSet::new(),
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        self.host.base_url().as_str()
    }

    /// Does one thing after another, by chance.
    pub(crate) async fn live_until(
        &mut self,
        until: Instant,
        database: &str,
        faults: &std::sync::Arc<Faults>,
        acknowledged: &Mutex<Vec<Acknowledged>>,
    ) {
        self.install(faults).await;
        while Instant::now() < until {
            match fastrand::u8(0..20) {
                0..9 => self.open_panel(faults).await,
                9..17 => self.send_webhook(faults, acknowledged).await,
                17..19 => self.rotate(faults).await,
                _ => {
                    // What is still to be done for a site that leaves is not done: so it's waited for.
                    let mine: Vec<_> = {
                        let all = acknowledged.lock();
                        let mine = all.iter().filter(|(of, _)| of == self.host.client_key());
                        mine.cloned().collect()
                    };
                    let noted = timeout(Duration::from_secs(30), until_noted(database, &mine));
                    if noted.await.is_err() {
                        faults.note(format!("webhooks of {} are lost", self.host.client_key()));
                    }
                    self.uninstall(faults).await;
                    self.install(faults).await;
                }
            }
        }
        while let Some(checked) = self.dying.join_next().await {
            checked.unwrap();
        }
    }

    async fn open_panel(&self, faults: &Faults) {
        let token = panel_token(&self.host, &self.secret);
        let request = self.client.get(format!("{}{PANEL}&jwt={token}", self.app));
        self.send("the panel", request, faults).await;
    }

    async fn send_webhook(&mut self, faults: &Faults, acknowledged: &Mutex<Vec<Acknowledged>>) {
        self.count += 1;
        let issue = format!("DEMO-{}", self.count);
        let token = self.host.request_token("POST", WEBHOOK).hs256(&self.secret);
        let body = json!({
            "webhookEvent": "jira:issue_created", "timestamp": 0, "issue": { "key": issue },
        });
        let client_key = self.host.client_key().to_owned();
        let request = self
            .client
            .post(format!("{}{WEBHOOK}", self.app))
            .header("authorization", format!("JWT {}", built(&token)))
            .header(
                "x-atlassian-webhook-identifier",
                format!("{client_key} {issue}"),
            )
            .json(&body);
        if self.send("a webhook", request, faults).await {
            acknowledged.lock().push((client_key, issue));
        }
    }

    async fn install(&mut self, faults: &std::sync::Arc<Faults>) {
        self.count += 1;
        let secret = format!("secret {} of {}", self.count, self.host.client_key());
        let mut body = self.host.lifecycle_payload("installed", APP);
        body["sharedSecret"] = secret.as_str().into();
        self.call_back(INSTALLED, &body, faults).await;
        self.secret = secret;
        // The first request with the new secret: from now on the host has no use for another one.
        self.open_panel(faults).await;
    }

    async fn rotate(&mut self, faults: &std::sync::Arc<Faults>) {
        let former = self.secret.clone();
        self.install(faults).await;
        self.dies(former, faults);
    }

    async fn uninstall(&mut self, faults: &std::sync::Arc<Faults>) {
        let body = self.host.lifecycle_payload("uninstalled", APP);
        self.call_back(UNINSTALLED, &body, faults).await;
        let former = std::mem::take(&mut self.secret);
        self.dies(former, faults);
    }

    async fn call_back(&mut self, path: &str, body: &serde_json::Value, faults: &Faults) {
        self.count += 1;
        let token = self.host.install_token(path, &self.app);
        // Two callbacks of one second would have one token.
        let token = token.claim("jti", format!("{}", self.count));
        let request = self
            .client
            .post(format!("{}{path}", self.app))
            .header("authorization", format!("JWT {}", built(&token)))
            .json(body);
        self.send(path, request, faults).await;
    }

    async fn send(&self, what: &str, request: reqwest::RequestBuilder, faults: &Faults) -> bool {
        faults.requests.fetch_add(1, Ordering::Relaxed);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => true,
            Ok(answer) => {
                let (status, body) = (answer.status(), answer.text().await.unwrap_or_default());
                let body: String = body.chars().take(300).collect();
                faults.note(format!(
                    "{}: {what} is answered {status}: {body}",
                    self.host.client_key()
                ));
                false
            }
            Err(error) => {
                faults.note(format!("{}: {what}: {error}", self.host.client_key()));
                false
            }
        }
    }

    /// A second from now, no process accepts this secret.
    fn dies(&mut self, secret: String, faults: &std::sync::Arc<Faults>) {
        let (host, client) = (self.host.clone(), self.client.clone());
        let (ports, faults) = (self.ports.clone(), std::sync::Arc::clone(faults));
        self.dying.spawn(async move {
            sleep(DEAD_AFTER).await;
            for port in ports {
                let token = panel_token(&host, &secret);
                let request = client.get(format!("http://127.0.0.1:{port}{PANEL}&jwt={token}"));
                // One that was killed a moment ago can't be asked.
                let Ok(answer) = request.send().await else {
                    continue;
                };
                faults.dead_secrets.fetch_add(1, Ordering::Relaxed);
                if answer.status() != StatusCode::UNAUTHORIZED {
                    let status = answer.status();
                    let client_key = host.client_key();
                    faults.note(format!(
                        "a dead secret of {client_key} is answered {status}"
                    ));
                }
            }
        });
    }
}

fn panel_token(host: &Host, secret: &str) -> String {
    built(&host.request_token("GET", PANEL).hs256(secret))
}

fn built(token: &TokenBuilder) -> String {
    token.build().unwrap()
}

/// Waits until the app's table holds what these webhooks reported.
pub(crate) async fn until_noted(database: &str, webhooks: &[Acknowledged]) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let (tenants, issues): (Vec<_>, Vec<_>) = webhooks.iter().cloned().unzip();
    loop {
        let missing = sqlx::query(
            "SELECT count(*) FROM unnest($1::text[], $2::text[]) AS sent (client_key, issue)
             WHERE NOT EXISTS (
                SELECT 1 FROM issues WHERE issues.client_key = sent.client_key AND issues.issue = sent.issue)",
        );
        let missing = missing.bind(&tenants).bind(&issues);
        let missing: i64 = missing.fetch_one(&mut connection).await.unwrap().get(0);
        if missing == 0 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}
