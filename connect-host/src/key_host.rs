//! The server from which apps fetch the public keys of signed install, and tokens for acting as
//! users: what all sites of the platform share.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, Request, State};
use axum::response::Response;
use axum::routing::post;
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::error::HostError;
use crate::host::Site;
use crate::rest::authorize;
use crate::rsa_key::RsaKey;

/// Plays `https://connect-install-keys.atlassian.com` on loopback: serves PEM public keys at
/// `/{kid}`, and anything worse a test asks for. For its hosts it plays the authorization server
/// as well: `POST /oauth2/token` ("User impersonation for Connect apps").
///
/// Clones are handles to one server, which stops with the last of them. Several hosts, that is
/// tenants, may share one, as all real ones do.
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
    shelf: Arc<Mutex<Shelf>>,
    sites: Arc<Mutex<Vec<Weak<Site>>>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Shelf {
    answers: BTreeMap<String, KeyAnswer>,
    everything: Option<KeyAnswer>,
    asked: BTreeMap<String, u64>,
}

/// How a [`KeyHost`] answers for one key id.
#[derive(Debug, Clone)]
pub struct KeyAnswer {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    location: Option<HeaderValue>,
    body: Vec<u8>,
    hang: bool,
}

impl KeyAnswer {
    /// 200 with this text as a PEM file. The text is served as it is: it may be a certificate, a
    /// private key, two blocks, or have CRLF line ends.
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

    /// 200 with so many bytes of nothing in particular.
    #[must_use]
    pub fn huge(bytes: usize) -> KeyAnswer {
        KeyAnswer::body("application/x-pem-file", vec![b'A'; bytes])
    }

    /// An empty answer with this status; one that isn't a status counts as 500.
    #[must_use]
    pub fn status(status: u16) -> KeyAnswer {
        KeyAnswer {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            ..KeyAnswer::body("text/plain", "")
        }
    }

    /// 302 to another address.
    #[must_use]
    pub fn redirect(to: &str) -> KeyAnswer {
        KeyAnswer {
            location: HeaderValue::from_str(to).ok(),
            ..KeyAnswer::status(302)
        }
    }

    /// Takes the request and never answers.
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
    /// [shared key](RsaKey::shared) under an id of its own.
    ///
    /// # Errors
    /// [`HostError::Io`] when no port can be had, [`HostError::Key`] when no key can be made.
    pub async fn start() -> Result<KeyHost, HostError> {
        // Generating takes long enough to stall every other task on this thread.
        let key = tokio::task::spawn_blocking(RsaKey::shared)
            .await
            .map_err(|error| HostError::Key(error.to_string()))??;
        KeyHost::start_with(key).await
    }

    /// Starts a key host that serves `key`.
    ///
    /// # Errors
    /// [`HostError::Io`] when no port can be had.
    pub async fn start_with(key: RsaKey) -> Result<KeyHost, HostError> {
        let io = |error: std::io::Error| HostError::Io(error.to_string());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(io)?;
        let address = listener.local_addr().map_err(io)?;
        let url = Url::parse(&format!("http://{address}/"))
            .map_err(|error| HostError::Io(error.to_string()))?;
        let kid = new_kid();
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        lock(&shelf)
            .answers
            .insert(kid.clone(), KeyAnswer::pem(key.public_pem()));
        let sites = Arc::new(Mutex::new(Vec::new()));
        let tokens = TokenServer {
            sites: Arc::clone(&sites),
            address: url.to_string(),
        };
        let router = Router::new()
            .route("/oauth2/token", post(token).with_state(tokens))
            .fallback(serve)
            .with_state(Arc::clone(&shelf));
        let task = tokio::spawn(async move {
            // The listener's accept loop retries by itself; it ends only with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(KeyHost(Arc::new(Server {
            url,
            kid,
            key,
            shelf,
            sites,
            task,
        })))
    }

    /// Where the app is to look for keys: `http://127.0.0.1:<port>/`.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The id of the key that hosts sign with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.0.kid
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

    /// Sets what a request for `kid` gets from now on.
    pub fn answer(&self, kid: &str, answer: KeyAnswer) {
        self.shelf().answers.insert(kid.to_owned(), answer);
    }

    /// From now on nothing is known under `kid`: 404.
    pub fn withdraw(&self, kid: &str) {
        self.shelf().answers.remove(kid);
    }

    /// Sets what every request gets, whatever it asks for; `None` goes back to the single answers.
    pub fn answer_everything(&self, answer: Option<KeyAnswer>) {
        self.shelf().everything = answer;
    }

    /// How often `kid` was asked for. What counts is the request's path (and query) after the
    /// first slash, exactly as it was sent.
    #[must_use]
    pub fn requests(&self, kid: &str) -> u64 {
        self.shelf().asked.get(kid).copied().unwrap_or_default()
    }

    /// How many requests came in all.
    #[must_use]
    pub fn total_requests(&self) -> u64 {
        self.shelf().asked.values().sum()
    }

    /// Everything that was asked for, with how often, sorted.
    #[must_use]
    pub fn asked(&self) -> Vec<(String, u64)> {
        self.shelf()
            .asked
            .iter()
            .map(|(kid, times)| (kid.clone(), *times))
            .collect()
    }

    /// Gives tokens for acting as a site's users from now on, as long as the site lives.
    pub(crate) fn serves(&self, site: &Arc<Site>) {
        let mut sites = lock(&self.0.sites);
        sites.retain(|site| site.strong_count() > 0);
        sites.push(Arc::downgrade(site));
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        lock(&self.0.shelf)
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

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Unique in this process, and of the shape that real key ids have.
fn new_kid() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("c0ffee00-0000-4000-8000-{count:012x}")
}

/// A panic while the lock is held can't leave the maps half-written.
fn lock<T>(shelf: &Mutex<T>) -> MutexGuard<'_, T> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The sites whose users' tokens are given out here, and where "here" is.
#[derive(Clone)]
struct TokenServer {
    sites: Arc<Mutex<Vec<Weak<Site>>>>,
    address: String,
}

async fn token(State(server): State<TokenServer>, request: Request) -> Response {
    let sites = lock(&server.sites).clone();
    authorize(sites, &server.address, request).await
}

async fn serve(State(shelf): State<Arc<Mutex<Shelf>>>, OriginalUri(uri): OriginalUri) -> Response {
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    let kid = target.strip_prefix('/').unwrap_or(target).to_owned();
    let answer = {
        let mut shelf = lock(&shelf);
        let answer = shelf
            .everything
            .clone()
            .or_else(|| shelf.answers.get(&kid).cloned());
        *shelf.asked.entry(kid).or_default() += 1;
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
