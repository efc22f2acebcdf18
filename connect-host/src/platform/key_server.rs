//! The server from which apps fetch the public keys of signed install.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use parking_lot::{Mutex, MutexGuard};
use serde_json::json;
use url::Url;

use crate::error::HostError;
use crate::platform::gateway::{self, SiteApi, Sites};
use crate::platform::oauth::{self, TokenIssuer, TokenIssuers};
use crate::wire::rsa_key::RsaKey;
use crate::wire::server::{self, listen};
use crate::wire::task::BackgroundTask;

/// Plays `https://connect-install-keys.atlassian.com` on loopback: serves PEM public keys at
/// `/{kid}`, and any faulty answer that a test sets. For its hosts it also plays the authorization
/// server: `POST /oauth2/token` ("User impersonation for Connect apps").
///
/// For hosts on Forge it plays Forge: the key set of invocation tokens at
/// `/.well-known/jwks.json`, and `api.atlassian.com` with the products at `/ex/jira/<cloud id>` and
/// `/ex/confluence/<cloud id>`, and with `/graphql`.
///
/// Clones are handles to one server, which stops when the last of them is dropped. Several hosts,
/// which means tenants, can share one, as all real ones do.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), connect_host::HostError> {
/// use connect_host::{KeyAnswer, KeyHost};
///
/// let key_host = KeyHost::start().await?;
/// key_host.answer("broken", KeyAnswer::status(500));
/// let reply = reqwest::get(format!("{}broken", key_host.url())).await.unwrap();
/// assert_eq!(reply.status(), 500);
/// assert_eq!(key_host.requests("broken"), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct KeyHost(Arc<Server>);

struct Server {
    url: Url,
    kid: String,
    key: RsaKey,
    published: Arc<Mutex<PublishedKeys>>,
    issuers: TokenIssuers,
    sites: Sites,
    _task: BackgroundTask,
}

#[derive(Default)]
struct PublishedKeys {
    answers: BTreeMap<String, KeyAnswer>,
    /// The response to every request, if a test has set one.
    for_all: Option<KeyAnswer>,
    requests: BTreeMap<String, u64>,
}

/// How a [`KeyHost`] responds to requests for one key id.
#[derive(Debug, Clone)]
pub struct KeyAnswer {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    location: Option<HeaderValue>,
    body: Vec<u8>,
    hang: bool,
}

impl KeyAnswer {
    /// 200 with this text as a PEM file. The text is served unchanged: it can be a certificate, a
    /// private key, two blocks, or have CRLF line endings.
    #[must_use]
    pub fn pem(text: impl Into<String>) -> KeyAnswer {
        KeyAnswer::body("application/x-pem-file", text.into())
    }

    /// 200 with any body.
    #[must_use]
    pub fn body(content_type: &str, body: impl Into<Vec<u8>>) -> KeyAnswer {
        KeyAnswer {
            status: StatusCode::OK,
            content_type: HeaderValue::from_str(content_type).ok(),
            location: None,
            body: body.into(),
            hang: false,
        }
    }

    /// 200 with an HTML page, as a captive portal or an error page does.
    #[must_use]
    pub fn html() -> KeyAnswer {
        KeyAnswer::body("text/html", "<!doctype html><title>Sign in</title>")
    }

    /// 200 with this many meaningless bytes.
    #[must_use]
    pub fn huge(bytes: usize) -> KeyAnswer {
        KeyAnswer::body("application/x-pem-file", vec![b'A'; bytes])
    }

    /// An empty response with this status; an invalid status counts as 500.
    #[must_use]
    pub fn status(status: u16) -> KeyAnswer {
        KeyAnswer {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            ..KeyAnswer::body("text/plain", "")
        }
    }

    /// A 302 redirect to this URL.
    #[must_use]
    pub fn redirect(to: &str) -> KeyAnswer {
        KeyAnswer {
            location: HeaderValue::from_str(to).ok(),
            ..KeyAnswer::status(302)
        }
    }

    /// Accepts the request and never responds.
    #[must_use]
    pub fn hang() -> KeyAnswer {
        KeyAnswer {
            hang: true,
            ..KeyAnswer::status(200)
        }
    }

    /// The same answer with another status.
    #[must_use]
    pub fn with_status(self, status: u16) -> KeyAnswer {
        KeyAnswer {
            status: KeyAnswer::status(status).status,
            ..self
        }
    }
}

impl KeyHost {
    /// Starts a key host on a free loopback port. It serves the process's
    /// [shared key](RsaKey::shared) under its own id.
    ///
    /// # Errors
    /// [`HostError::Listen`] when no port is free, [`HostError::KeyGeneration`] when no key can be
    /// generated.
    pub async fn start() -> Result<KeyHost, HostError> {
        // Generating takes long enough to stall every other task on this thread.
        let key = tokio::task::spawn_blocking(RsaKey::shared)
            .await
            .map_err(|error| HostError::KeyGeneration(error.into()))??;
        KeyHost::start_with(key).await
    }

    /// Starts a key host that serves `key`.
    ///
    /// # Errors
    /// [`HostError::Listen`] when no port is free.
    pub async fn start_with(key: RsaKey) -> Result<KeyHost, HostError> {
        let (listener, origin) = listen().await?;
        let url = Url::parse(&origin).map_err(|error| HostError::BaseUrl {
            given: origin.clone(),
            source: error.into(),
        })?;
        let kid = new_kid();
        let published = Arc::new(Mutex::new(PublishedKeys::default()));
        let own_key = KeyAnswer::pem(key.public_pem());
        let key_set = json!({ "keys": [key.public_jwk(&invocation_kid(&kid))] });
        let key_set = KeyAnswer::body("application/json", key_set.to_string());
        {
            let answers = &mut published.lock().answers;
            answers.insert(kid.clone(), own_key);
            answers.insert(KEY_SET.to_owned(), key_set);
        }
        let issuers = TokenIssuers::default();
        let sites = Sites::default();
        let router = Router::new()
            .fallback(serve)
            .with_state(Arc::clone(&published))
            .merge(oauth::router(issuers.clone(), origin))
            .merge(gateway::router(sites.clone()));
        Ok(KeyHost(Arc::new(Server {
            url,
            kid,
            key,
            published,
            issuers,
            sites,
            _task: server::serve(listener, router),
        })))
    }

    /// The URL where the app looks for keys: `http://127.0.0.1:<port>/`.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The id of the key that hosts sign with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    /// The URL where an app on Forge looks for the keys of invocation tokens.
    #[must_use]
    pub fn key_set_url(&self) -> Url {
        let mut url = self.0.url.clone();
        url.set_path(KEY_SET);
        url
    }

    /// The id, in the key set, of the key that hosts on Forge sign with.
    #[must_use]
    pub fn invocation_kid(&self) -> String {
        invocation_kid(&self.0.kid)
    }

    /// The key that hosts sign with.
    #[must_use]
    pub fn key(&self) -> &RsaKey {
        &self.0.key
    }

    /// Publishes another key under `kid`.
    pub fn add_key(&self, kid: &str, key: &RsaKey) {
        self.answer(kid, KeyAnswer::pem(key.public_pem()));
    }

    /// Responds to requests for `kid` with this from now on.
    pub fn answer(&self, kid: &str, answer: KeyAnswer) {
        self.published().answers.insert(kid.to_owned(), answer);
    }

    /// Responds to requests for `kid` with 404 from now on.
    pub fn withdraw(&self, kid: &str) {
        self.published().answers.remove(kid);
    }

    /// Responds to every request, whatever its path, with this; `None` restores the responses by id.
    pub fn answer_everything(&self, answer: Option<KeyAnswer>) {
        self.published().for_all = answer;
    }

    /// How often `kid` was requested. The whole path (and query) after the first slash is compared
    /// exactly as it was sent.
    #[must_use]
    pub fn requests(&self, kid: &str) -> u64 {
        self.published()
            .requests
            .get(kid)
            .copied()
            .unwrap_or_default()
    }

    /// The total number of requests.
    #[must_use]
    pub fn total_requests(&self) -> u64 {
        self.published().requests.values().sum()
    }

    /// Each requested path with its number of requests, sorted.
    #[must_use]
    pub fn request_counts(&self) -> Vec<(String, u64)> {
        self.published()
            .requests
            .iter()
            .map(|(kid, times)| (kid.clone(), *times))
            .collect()
    }

    /// Issues tokens for a site's users from now on, as long as the site is alive.
    pub(crate) fn add_issuer(&self, issuer: Weak<dyn TokenIssuer>) {
        self.0.issuers.add(issuer);
    }

    /// Routes requests to a site's REST API from now on, as long as the site is alive.
    pub(crate) fn add_site(&self, site: Weak<dyn SiteApi>) {
        self.0.sites.add(site);
    }

    fn published(&self) -> MutexGuard<'_, PublishedKeys> {
        self.0.published.lock()
    }
}

impl fmt::Debug for KeyHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyHost")
            .field("url", &self.0.url.as_str())
            .field("kid", &self.0.kid)
            .finish()
    }
}

/// The path of the key set, as [`KeyHost::answer`] and [`KeyHost::requests`] take it.
const KEY_SET: &str = ".well-known/jwks.json";

/// Like Forge's own key ids, which state their purpose.
fn invocation_kid(kid: &str) -> String {
    format!("forge/invocation-token/{kid}")
}

/// Unique in this process, in the format of real key ids.
fn new_kid() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("c0ffee00-0000-4000-8000-{count:012x}")
}

async fn serve(
    State(published): State<Arc<Mutex<PublishedKeys>>>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    let kid = target.strip_prefix('/').unwrap_or(target).to_owned();
    let answer = {
        let mut published = published.lock();
        let answer = published
            .for_all
            .clone()
            .or_else(|| published.answers.get(&kid).cloned());
        *published.requests.entry(kid).or_default() += 1;
        answer
    };
    let answer = answer.unwrap_or_else(|| KeyAnswer::status(404));
    if answer.hang {
        std::future::pending::<()>().await;
    }
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.extend(
        answer
            .content_type
            .map(|value| (header::CONTENT_TYPE, value)),
    );
    headers.extend(answer.location.map(|value| (header::LOCATION, value)));
    response
}
