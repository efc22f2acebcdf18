//! Query string hashes: no target panics, the hash does not depend on the order of the parameters,
//! and a form is hashed like the same query.

#![no_main]

use connect_auth::qsh;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|target: &str| {
    let hash = qsh::hash("POST", target, "/ctx");
    assert!(hash.matches(&hash.to_string()));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    assert_eq!(hash, qsh::hash_form("POST", path, query.as_bytes(), "/ctx"));
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.reverse();
    let reversed = format!("{path}?{}", parameters.join("&"));
    assert_eq!(hash, qsh::hash("POST", &reversed, "/ctx"));
});
