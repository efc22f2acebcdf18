//! What an app answered, and what must hold for any answer with that status.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::Value;

/// The challenge of every 401 of the conformance app.
pub const REALM: &str = "JWT realm=\"com.example.conformance\"";

/// The longest body that a refusal needs, in bytes.
const SHORT: usize = 64;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// What was sent or is known to the app and must not come back.
    hidden: Vec<String>,
}

impl Reply {
    pub(crate) async fn read(response: reqwest::Response, hidden: Vec<String>) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
            hidden,
        }
    }

    /// Asserts the status and what the contract says of every answer with that status: a 401
    /// names the realm, a 503 says when to come back, no refusal tells a token or a secret.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "instead the answer is {:?}", self.body);
        self.tells_nothing()
    }

    #[track_caller]
    fn tells_nothing(self) -> Self {
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
        assert!(self.body.len() <= SHORT, "not short: {:?}", self.body);
        for hidden in &self.hidden {
            assert!(!self.body.contains(hidden), "the body tells {hidden:?}");
            for (name, value) in &self.headers {
                let value = String::from_utf8_lossy(value.as_bytes());
                assert!(!value.contains(hidden), "{name} tells {hidden:?}");
            }
        }
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The session token that came with the answer.
    pub fn session_token(&self) -> Option<String> {
        self.headers
            .get("x-acpt")
            .map(|value| value.to_str().unwrap().to_owned())
    }
}
