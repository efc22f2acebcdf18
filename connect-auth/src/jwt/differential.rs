//! Our reader of HS256 tokens, compared with `jsonwebtoken`: everything that ours accepts, the
//! library must accept too, by its strictest rules.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{HmacKey, TokenError, parse};
use connect_testing::host_keys;

const SECRET: &[u8] = b"the secret of a, which is long enough";
const LEEWAY: i64 = 30;

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

fn sign(header: &str, payload: &str) -> String {
    host_keys::token(header, payload, |message| {
        HmacKey::new(SECRET).sign(message).to_vec()
    })
}

/// The result of our reader: issuer, expiry and subject.
fn ours(token: &str, now: i64) -> Result<(String, i64, Option<String>), TokenError> {
    let token = parse(token)?;
    let claims = token.claims()?.verify_hs256(&HmacKey::new(SECRET))?;
    claims.check_time(now, LEEWAY)?;
    let subject = claims.subject.as_deref().map(str::to_owned);
    Ok((
        claims.issuer.clone().into_owned(),
        claims.expires_at,
        subject,
    ))
}

/// The result of the library, by its strictest rules for this kind of token.
fn theirs(token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = LEEWAY.unsigned_abs();
    validation.validate_nbf = true;
    // Connect's request tokens name no audience to verify.
    validation.validate_aud = false;
    validation.set_required_spec_claims(&["exp", "iss"]);
    let key = DecodingKey::from_secret(SECRET);
    jsonwebtoken::decode::<Value>(token, &key, &validation).map(|token| token.claims)
}

/// If ours accepts a token, theirs does too, with the same claims.
fn agree(token: &str) -> Result<bool, TestCaseError> {
    let Ok((issuer, expires_at, subject)) = ours(token, now()) else {
        return Ok(false);
    };
    let claims = match theirs(token) {
        Ok(claims) => claims,
        Err(error) => return Err(TestCaseError::fail(format!("{token}: {error}"))),
    };
    prop_assert_eq!(claims["iss"].as_str(), Some(&*issuer));
    prop_assert_eq!(claims["sub"].as_str(), subject.as_deref());
    let theirs = claims["exp"].as_f64().map(f64::floor);
    #[allow(clippy::cast_precision_loss, reason = "a date is below 2^53")]
    let ours = Some(expires_at as f64);
    prop_assert_eq!(theirs, ours);
    Ok(true)
}

/// JSON for a member that may have the right type, another type, or be missing.
fn member(right: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        12 => right.prop_map(Some),
        1 => Just(None),
        1 => Just(Some(Value::Null)),
        1 => any::<bool>().prop_map(|value| Some(json!(value))),
        1 => "[a-z]{0,4}".prop_map(|value| Some(json!(value))),
        1 => Just(Some(json!([]))),
        1 => Just(Some(json!({}))),
        1 => any::<i32>().prop_map(|value| Some(json!(value))),
    ]
}

/// Members in any order, some of them twice.
fn object(
    members: Vec<(&'static str, BoxedStrategy<Option<Value>>)>,
) -> impl Strategy<Value = String> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| value.prop_map(move |value| (name, value)))
        .collect();
    let twice = proptest::option::weighted(0.05, any::<prop::sample::Index>());
    (members, twice)
        .prop_flat_map(|(mut members, twice)| {
            if let Some(index) = twice {
                let again = index.get(&members).clone();
                members.push(again);
            }
            Just(members).prop_shuffle()
        })
        .prop_map(|members| {
            let members: Vec<_> = members
                .into_iter()
                .filter_map(|(name, value)| Some(format!("{}:{}", json!(name), value?)))
                .collect();
            format!("{{{}}}", members.join(","))
        })
}

fn header() -> impl Strategy<Value = String> {
    let algorithm = prop_oneof![
        20 => Just(json!("HS256")),
        1 => prop::sample::select(vec!["HS384", "HS512", "RS256", "none", "None", "hs256", ""])
            .prop_map(|name| json!(name)),
    ];
    let extension = prop_oneof![
        12 => Just(None),
        1 => Just(Some(json!(["exp"]))),
        1 => Just(Some(json!([]))),
    ];
    object(vec![
        ("alg", member(algorithm).boxed()),
        ("typ", member(Just(json!("JWT"))).boxed()),
        ("kid", member(Just(json!("kid-1"))).boxed()),
        ("crit", extension.boxed()),
        ("extra", member(Just(json!({ "a": [1] }))).boxed()),
    ])
}

/// A time at this offset from the library's own clock, which can't be stopped: not too close to a
/// limit.
fn time(offsets: &'static [i64]) -> impl Strategy<Value = Value> {
    (prop::sample::select(offsets), any::<bool>()).prop_map(|(offset, fraction)| {
        let time = now() + offset;
        #[allow(clippy::cast_precision_loss, reason = "a date is below 2^53")]
        let float = time as f64 + 0.25;
        if fraction { json!(float) } else { json!(time) }
    })
}

fn payload() -> impl Strategy<Value = String> {
    let audience = prop_oneof![
        Just(json!("b")),
        Just(json!(["b"])),
        Just(json!(["b", "c"])),
        Just(json!([])),
        Just(json!([7])),
    ];
    object(vec![
        (
            "iss",
            member("[a-zé\"\\\\]{0,6}".prop_map(|text| json!(text))).boxed(),
        ),
        ("sub", member(Just(json!("557058:user"))).boxed()),
        ("aud", member(audience).boxed()),
        (
            "exp",
            member(time(&[180, 180, 3600, -3600, -15, 10_000_000])).boxed(),
        ),
        ("iat", member(time(&[0, -60, 60])).boxed()),
        (
            "nbf",
            proptest::option::of(time(&[-60, 0, 15, 600])).boxed(),
        ),
        ("qsh", member(Just(json!("context-qsh"))).boxed()),
        ("context", member(Just(json!({ "user": 1 }))).boxed()),
        ("extra", member(Just(json!([1, 2]))).boxed()),
    ])
}

/// How a token is damaged after it was signed; in most cases not at all.
#[derive(Debug, Clone)]
enum Damage {
    None,
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, char),
    Append(&'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        8 => Just(Damage::None),
        2 => (any::<prop::sample::Index>(), 1_u8..128).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
        1 => (any::<prop::sample::Index>(), prop::sample::select(vec!['.', '=', '+', '/', '\n', 'A']))
            .prop_map(|(at, c)| Damage::Insert(at, c)),
        1 => prop::sample::select(vec!["=", "==", "\n", " ", ".", ".x", "A"]).prop_map(Damage::Append),
    ]
}

fn damaged(token: &str, damage: &Damage) -> String {
    match damage {
        Damage::None => token.to_owned(),
        Damage::Flip(at, bits) => {
            let mut bytes = token.as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = (bytes[at] ^ bits) & 0x7F;
            String::from_utf8(bytes).unwrap()
        }
        Damage::Cut(at) => token[..at.index(token.len())].to_owned(),
        Damage::Insert(at, c) => {
            let mut token = token.to_owned();
            token.insert(at.index(token.len()), *c);
            token
        }
        Damage::Append(tail) => format!("{token}{tail}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_ours_accepts_theirs_accepts(header in header(), payload in payload(), damage in damage()) {
        let token = damaged(&sign(&header, &payload), &damage);
        agree(&token)?;
    }

    #[test]
    fn arbitrary_text_is_read_the_same_way(header in ".{0,40}", payload in ".{0,60}") {
        agree(&sign(&header, &payload))?;
    }
}

/// Makes sure that the property above is not vacuous.
#[test]
fn a_good_token_is_accepted_by_both() {
    let header = r#"{"typ":"JWT","alg":"HS256"}"#;
    let payload = json!({ "iss": "a", "iat": now(), "exp": now() + 180, "sub": "u" });
    let token = sign(header, &payload.to_string());
    assert!(agree(&token).unwrap());
}

/// The mutations in the catalogue of security cases that only concern the token: cases 53 to 78 and
/// 220 of `docs/security.md`.
#[test]
fn each_mutation_of_the_catalogue_is_refused() {
    let header = r#"{"typ":"JWT","alg":"HS256"}"#;
    let claims = json!({ "iss": "a", "iat": now(), "exp": now() + 180, "qsh": "context-qsh" });
    let good = sign(header, &claims.to_string());
    assert!(ours(&good, now()).is_ok());
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        sign(header, &claims.to_string())
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        sign(header, &claims.to_string())
    };
    let headed = |header: &str| sign(header, &claims.to_string());
    let segments: Vec<&str> = good.split('.').collect();
    let [head, body, signature] = segments[..] else {
        panic!("{good}");
    };
    let hs512 = {
        let key = jsonwebtoken::EncodingKey::from_secret(SECRET);
        jsonwebtoken::encode(&jsonwebtoken::Header::new(Algorithm::HS512), &claims, &key).unwrap()
    };
    let other_secret = host_keys::token(header, &claims.to_string(), |message| {
        HmacKey::new(b"the secret of b").sign(message).to_vec()
    });
    let standard = STANDARD.encode(claims.to_string());
    let padded = URL_SAFE.encode(claims.to_string());
    let twice = format!(r#"{{"iss":"a",{}"#, &claims.to_string()[1..]);
    let mutations = [
        ("another secret", other_secret),
        (
            "alg none, unsigned",
            format!("{}.{body}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#)),
        ),
        ("alg none, signed", headed(r#"{"alg":"none"}"#)),
        ("HS512", hs512),
        ("HS512 in name only", headed(r#"{"alg":"HS512"}"#)),
        ("RS256", host_keys::lifecycle_token("kid-1", &claims)),
        ("RS256 in name only", headed(r#"{"alg":"RS256"}"#)),
        ("alg in lower case", headed(r#"{"alg":"hs256"}"#)),
        ("alg an array", headed(r#"{"alg":["HS256"]}"#)),
        ("alg twice", headed(r#"{"alg":"none","alg":"HS256"}"#)),
        ("no alg", headed("{}")),
        (
            "a critical extension",
            headed(r#"{"alg":"HS256","crit":["exp"]}"#),
        ),
        ("typ not text", headed(r#"{"alg":"HS256","typ":7}"#)),
        ("header an array", headed(r#"["HS256"]"#)),
        ("header not JSON", headed("HS256")),
        ("expired an hour ago", with("exp", json!(now() - 3600))),
        ("no exp", without("exp")),
        ("exp null", with("exp", Value::Null)),
        ("exp text", with("exp", json!((now() + 180).to_string()))),
        ("exp beyond any date", with("exp", json!(1e300))),
        ("nbf in ten minutes", with("nbf", json!(now() + 600))),
        ("nbf null", with("nbf", Value::Null)),
        ("no iat", without("iat")),
        ("no iss", without("iss")),
        ("iss an object", with("iss", json!({}))),
        ("aud a number", with("aud", json!(7))),
        ("qsh a number", with("qsh", json!(7))),
        ("a claim twice", sign(header, &twice)),
        ("payload an array", sign(header, "[]")),
        ("payload null", sign(header, "null")),
        ("payload empty", sign(header, "")),
        (
            "payload nested deeply",
            sign(header, &format!(r#"{{"context":{}"#, "[".repeat(4000))),
        ),
        ("two segments", format!("{head}.{body}")),
        ("four segments", format!("{good}.{signature}")),
        ("no signature", format!("{head}.{body}.")),
        ("a cut signature", good[..good.len() - 1].to_owned()),
        ("a longer signature", format!("{good}AAAA")),
        ("standard base64", format!("{head}.{standard}.{signature}")),
        ("padded base64", format!("{head}.{padded}.{signature}")),
        ("a padded signature", format!("{good}=")),
        ("a blank", format!(" {good}")),
        ("a line break", format!("{good}\n")),
        ("garbage", "garbage".to_owned()),
        ("nothing", String::new()),
        ("64 kB", format!("{good}{}", "A".repeat(64 * 1024))),
    ];
    for (name, token) in mutations {
        assert!(ours(&token, now()).is_err(), "{name}: {token}");
    }
}
