//! Case 245: arbitrary bytes as token, query, path, header and body.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use connect_host::{Host, KeyHost};
use connect_runtime::App;
use connect_runtime::config::{Config, Database, SessionTokens};
use end_to_end::{INSTALLED, PANEL, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use proptest::prelude::*;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const BASE_URL: &str = "https://votes.example.com/ctx";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The whole app without its server, and one tenant.
struct Fuzzed {
    runtime: Runtime,
    app: Router,
    host: Host,
}

impl Fuzzed {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (app, host) = runtime.block_on(async {
            let keys = KeyHost::start().await.unwrap();
            let config = Config::development()
                .database(Database::Memory)
                .base_url(BASE_URL.parse().unwrap())
                .session_tokens(SessionTokens::default())
                .key_host(keys.url().clone());
            let app = App::collected().unwrap().config(|_| config);
            let app = app.with_state(conformance_app::Calls::default());
            let host = Host::jira().key_host(&keys).start().await.unwrap();
            (app.router().await.unwrap(), host)
        });
        let fuzzed = Self { runtime, app, host };
        let body = fuzzed
            .host
            .lifecycle_payload("installed", "com.example.conformance");
        let token = fuzzed.install_token();
        let installed = fuzzed.post(INSTALLED, &token, JSON, body.to_string().into_bytes());
        assert_eq!(installed, 204);
        fuzzed
    }

    fn install_token(&self) -> String {
        self.host
            .install_token(INSTALLED, BASE_URL)
            .build()
            .unwrap()
    }

    fn status(&self, request: Request) -> u16 {
        let answer = self.runtime.block_on(self.app.clone().oneshot(request));
        answer.unwrap().status().as_u16()
    }

    fn post(&self, target: &str, token: &str, content_type: &str, body: Vec<u8>) -> u16 {
        let request = Request::post(target)
            .header(AUTHORIZATION, format!("JWT {token}"))
            .header(CONTENT_TYPE, content_type);
        self.status(request.body(Body::from(body)).unwrap())
    }

    /// A request for this target, if it is a valid target.
    fn get(&self, target: &str, authorization: Option<HeaderValue>) -> Option<u16> {
        let mut request = Request::get(target).body(Body::empty()).ok()?;
        if let Some(value) = authorization {
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Some(self.status(request))
    }

    /// The request that must pass after any other.
    fn still_serves(&self) -> bool {
        let token = self.host.request_token("GET", PANEL).build().unwrap();
        self.get(&format!("{PANEL}&jwt={token}"), None) == Some(200)
    }
}

fn fuzzed() -> MutexGuard<'static, Fuzzed> {
    static FUZZED: LazyLock<Mutex<Fuzzed>> = LazyLock::new(|| Mutex::new(Fuzzed::new()));
    FUZZED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// Three segments that decode.
fn token() -> impl Strategy<Value = String> {
    let json = prop_oneof![
        bytes().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        "[{}\\[\\]\":,a-z0-9.eE+-]{0,60}",
        (any::<i64>(), any::<f64>(), any::<String>()).prop_map(|(a, b, c)| {
            serde_json::json!({ "alg": "HS256", "kid": c, "iss": "tenant-a", "iat": a, "exp": b,
                "qsh": c, "aud": [c], "sub": c })
            .to_string()
        }),
    ];
    let segment = json.prop_map(|json| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json)
    });
    prop::collection::vec(segment, 1..5).prop_map(|segments| segments.join("."))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_as_a_token(bytes in bytes(), token in token()) {
        let app = fuzzed();
        for target in [PANEL, WHOAMI, "/panel"] {
            let sign = if target.contains('?') { '&' } else { '?' };
            for text in [escaped(&bytes), token.clone()] {
                prop_assert_eq!(app.get(&format!("{target}{sign}jwt={text}"), None), Some(401));
            }
            let header = [b"JWT ", &bytes[..]].concat();
            for value in [&header[..], &bytes[..], format!("JWT {token}").as_bytes()] {
                if let Ok(value) = HeaderValue::from_bytes(value) {
                    prop_assert_eq!(app.get(target, Some(value)), Some(401));
                }
            }
        }
        for target in [INSTALLED, UNINSTALLED, WEBHOOK, "/lifecycle/enabled"] {
            let status = app.post(target, &token, JSON, b"{}".to_vec());
            prop_assert_eq!(status, 401, "{}", target);
        }
        prop_assert!(app.still_serves());
    }

    #[test]
    fn bytes_as_a_query(bytes in bytes(), text in "[a-zA-Z0-9%&=+;,.~!*'()\\[\\]/?@:$_-]{0,120}") {
        let app = fuzzed();
        for query in [escaped(&bytes), text, String::from_utf8_lossy(&bytes).into_owned()] {
            let target = format!("/panel?{query}");
            let unsigned = app.get(&target, None);
            prop_assert!(unsigned.is_none_or(|status| status == 401), "{:?}", unsigned);
            // Signed by a host that may parse it differently: accepted or refused, but never a 5xx.
            let token = app.host.request_token("GET", &target).build().unwrap();
            let signed = HeaderValue::try_from(format!("JWT {token}")).unwrap();
            let signed = app.get(&target, Some(signed));
            prop_assert!(signed.is_none_or(|status| [200, 400, 401].contains(&status)), "{:?}", signed);
        }
        prop_assert!(app.still_serves());
    }

    #[test]
    fn bytes_as_a_path(bytes in bytes(), text in "[a-zA-Z0-9%.;,~!*'()\\[\\]/@:$_&+-]{0,80}") {
        let app = fuzzed();
        for path in [escaped(&bytes), text, String::from_utf8_lossy(&bytes).into_owned()] {
            for target in [format!("/{path}"), format!("/ctx/{path}"), format!("/panel{path}"), path.clone()] {
                if let Some(status) = app.get(&target, None) {
                    prop_assert!(status < 500, "{} {}", target, status);
                }
            }
        }
        prop_assert!(app.still_serves());
    }

    #[test]
    fn bytes_as_a_body(bytes in bytes(), token in token(), content_type in "[ -~]{0,30}") {
        let app = fuzzed();
        let installed = app.install_token();
        for content_type in [JSON, FORM, content_type.as_str()] {
            let webhook = app.host.request_token("POST", WEBHOOK).build().unwrap();
            let echo = app.host.context_token().build().unwrap();
            let panel = app.host.request_token("POST", "/panel").build().unwrap();
            for (target, token) in [(INSTALLED, &installed), (WEBHOOK, &webhook), ("/api/echo", &echo), ("/panel", &panel)] {
                let status = app.post(target, token, content_type, bytes.clone());
                prop_assert!(status < 500, "{} {}", target, status);
            }
            let form = format!("jwt={token}&{}", escaped(&bytes)).into_bytes();
            let form = Request::post("/panel").header(CONTENT_TYPE, content_type).body(Body::from(form));
            prop_assert_eq!(app.status(form.unwrap()), 401);
        }
        prop_assert!(app.still_serves());
    }
}

#[tokio::test]
async fn bytes_in_the_stream() {
    let app = RunningApp::start().await;
    // Reproducible noise, from a linear congruential generator.
    let mut state = 245_u64;
    let mut noise = |length: usize| -> Vec<u8> {
        let next = |_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        };
        (0..length).map(next).collect()
    };
    for round in 0..200 {
        let noise = noise(round % 97 + 1);
        let requests = [
            noise.clone(),
            [b"GET /", &noise[..], b" HTTP/1.1\r\nhost: x\r\n\r\n"].concat(),
            [b"GET /panel?", &noise[..], b" HTTP/1.1\r\nhost: x\r\n\r\n"].concat(),
            [
                b"GET /panel HTTP/1.1\r\nauthorization: JWT ",
                &noise[..],
                b"\r\n\r\n",
            ]
            .concat(),
            [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &noise[..]].concat(),
        ];
        for request in requests {
            let mut stream = TcpStream::connect(app.server.address()).await.unwrap();
            // The server may close the connection at any point, and must once nothing more arrives.
            let _ = stream.write_all(&request).await;
            let _ = stream.shutdown().await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            let answer = String::from_utf8_lossy(&answer);
            if let Some(status) = answer.strip_prefix("HTTP/1.1 ") {
                assert!(status.starts_with('4'), "{answer}");
            }
        }
    }
    app.panel(&app.a).await.is(200);
}
