//! A response of the app, and what must hold for any response with that status.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::Value;

/// The challenge of every 401 of the conformance app.
pub const REALM: &str = "JWT realm=\"com.example.conformance\"";

/// The length limit of a refusal's body, in bytes.
const SHORT: usize = 64;

/// The length limit of the page that a browser gets instead, with its stylesheet.
const PAGE: usize = 7 * 1024;

/// A response, read to its end.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// Tokens and secrets that the response must not contain.
    hidden: Vec<String>,
}

impl Response {
    pub(crate) async fn read(response: reqwest::Response, hidden: Vec<String>) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
            hidden,
        }
    }

    /// Asserts the status and what holds for every response with that status: a 401 names the
    /// realm, a 503 has a Retry-After, and no refusal contains a token or a secret.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "the response is {:?}", self.body);
        self.leaks_nothing()
    }

    #[track_caller]
    fn leaks_nothing(self) -> Self {
        let header = |name| self.headers.get(name).map(|value| value.to_str().unwrap());
        if self.status == StatusCode::UNAUTHORIZED {
            assert_eq!(header(WWW_AUTHENTICATE), Some(REALM));
        } else {
            assert_eq!(header(WWW_AUTHENTICATE), None);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = header(RETRY_AFTER).expect("Retry-After is missing");
            assert!(seconds.parse::<u32>().unwrap() > 0, "{seconds}");
        }
        if self.status.is_success() {
            return self;
        }
        let is_page = header(CONTENT_TYPE).is_some_and(|it| it.starts_with("text/html"));
        let limit = if is_page { PAGE } else { SHORT };
        assert!(self.body.len() <= limit, "too long: {:?}", self.body);
        for hidden in &self.hidden {
            assert!(!self.body.contains(hidden), "the body contains {hidden:?}");
            for (name, value) in &self.headers {
                let value = String::from_utf8_lossy(value.as_bytes());
                assert!(!value.contains(hidden), "{name} contains {hidden:?}");
            }
        }
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The session token of the response.
    pub fn session_token(&self) -> Option<String> {
        self.headers
            .get("x-acpt")
            .map(|value| value.to_str().unwrap().to_owned())
    }
}
