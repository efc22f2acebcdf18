//! Tokens: reading one never panics, and `jsonwebtoken` accepts everything that is accepted here.
//!
//! The input is a header and a payload, separated by a zero byte. They are signed with the right key,
//! so that the fuzzer gets past the signature check; the input itself is read as a token as well.

#![no_main]

use std::time::{SystemTime, UNIX_EPOCH};

use connect_auth::jwt::{self, HmacKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const SECRET: &[u8] = b"a shared secret";
const LEEWAY: i64 = 30;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    read(text);
    let Some((header, payload)) = text.split_once('\0') else {
        return;
    };
    let signed = format!("{}.{}", encode(header), encode(payload));
    let key = EncodingKey::from_secret(SECRET);
    let Ok(signature) = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256) else {
        return;
    };
    read(&format!("{signed}.{signature}"));
});

fn read(token: &str) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    let Ok(unverified) = jwt::parse(token) else {
        return;
    };
    let _ = unverified.key_id();
    let Ok(claims) = unverified.claims() else {
        return;
    };
    let Ok(claims) = claims.verify_hs256(&HmacKey::new(SECRET)) else {
        return;
    };
    // Half a minute less than the leeway, so that the two clocks can't disagree.
    if claims.check_time(now + LEEWAY, 0).is_err() || claims.check_time(now, 0).is_err() {
        return;
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = LEEWAY.unsigned_abs();
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation.set_required_spec_claims(&["exp", "iss"]);
    let key = DecodingKey::from_secret(SECRET);
    let theirs = jsonwebtoken::decode::<Value>(token, &key, &validation)
        .unwrap_or_else(|error| panic!("jsonwebtoken refuses {token}: {error}"));
    assert_eq!(theirs.claims["iss"].as_str(), Some(&*claims.issuer));
}

/// Base64url without padding, so that the target needs no dependency for it.
fn encode(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let mut word = [0; 3];
        word[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, word[0], word[1], word[2]]);
        for index in 0..=chunk.len() {
            let sextet = (bits >> (18 - 6 * index)) & 63;
            encoded.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    encoded
}
