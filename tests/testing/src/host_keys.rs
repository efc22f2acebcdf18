//! The host's side of a token, for tests of the crates that verify one: a key pair, tokens of any
//! header and payload, a key host on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use axum::Router;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Uri;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::Value;
use url::Url;

/// A token of any header and payload, signed by `sign`.
pub fn token(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The host's private key, made once.
fn key_pair() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
}

/// Its public half, in PEM form.
pub fn public_pem() -> String {
    let der = key_pair().public_key().as_der().unwrap();
    let base64 = STANDARD.encode(der.as_ref());
    format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n")
}

/// Its modulus and exponent, as a key set has them.
pub fn public_components() -> (String, String) {
    let key = key_pair().public_key();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    (
        encode(key.modulus().big_endian_without_leading_zero()),
        encode(key.exponent().big_endian_without_leading_zero()),
    )
}

/// The host's signature, made by `jsonwebtoken`.
pub fn rs256(message: &[u8]) -> Vec<u8> {
    let private: Pkcs8V1Der<'_> = key_pair().as_der().unwrap();
    let private = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(private.as_ref())
    );
    let key = EncodingKey::from_rsa_pem(private.as_bytes()).unwrap();
    let signature = jsonwebtoken::crypto::sign(message, &key, Algorithm::RS256).unwrap();
    URL_SAFE_NO_PAD.decode(signature).unwrap()
}

/// A lifecycle token.
pub fn lifecycle_token(key_id: &str, claims: &Value) -> String {
    let header = serde_json::json!({ "typ": "JWT", "alg": "RS256", "kid": key_id });
    token(&header.to_string(), &claims.to_string(), rs256)
}

/// A key host on loopback that counts its requests.
#[derive(Debug)]
pub struct KeyServer {
    /// Where it listens.
    pub url: Url,
    requests: Arc<AtomicUsize>,
}

impl KeyServer {
    /// Starts one that answers each request with this.
    pub async fn start<A, F>(answer: A) -> Self
    where
        A: Fn(Uri) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response> + Send + 'static,
    {
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        let router = Router::new().fallback(move |uri: Uri| {
            counter.fetch_add(1, Ordering::SeqCst);
            answer(uri)
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: Url::parse(&url).unwrap(),
            requests,
        }
    }

    /// How many requests have arrived.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}
