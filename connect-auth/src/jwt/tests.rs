use proptest::prelude::*;
use serde_json::json;

use super::{HmacKey, MAX_TOKEN_BYTES, TokenError, parse, sign_hs256};
use connect_testing::host_keys::token;

const GOOD: &str = r#"{"iss":"a","iat":1700000000,"exp":1700000180}"#;
const HS256: &str = r#"{"alg":"HS256"}"#;

fn key() -> HmacKey {
    HmacKey::new(b"secret of a")
}

fn hs256(header: &str, payload: &str) -> String {
    token(header, payload, |message| key().sign(message).to_vec())
}

/// All steps of verifying a token, up to the times.
fn verify(token: &str) -> Result<String, TokenError> {
    let token = parse(token)?;
    let claims = token.claims()?.verify_hs256(&key())?;
    claims.check_time(1_700_000_000, 30)?;
    Ok(claims.issuer.into_owned())
}

fn error(header: &str, payload: &str) -> TokenError {
    verify(&hs256(header, payload)).unwrap_err()
}

#[test]
fn a_good_token_is_accepted() {
    assert_eq!(verify(&hs256(HS256, GOOD)).unwrap(), "a");
    assert_eq!(
        verify(&hs256(r#" {"kid":"k","alg":"HS256"}"#, GOOD)).unwrap(),
        "a"
    );
    let signed = sign_hs256(
        &json!({ "iss": "é\"", "iat": 1, "exp": 1_700_000_180 }),
        &key(),
    );
    assert_eq!(verify(&signed.unwrap()).unwrap(), "é\"");
}

#[test]
fn the_example_of_rfc_7515_is_accepted() {
    // RFC 7515, appendix A.1: its key, its token. The claims lack `iat`, so only the signature is
    // checked.
    let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let secret = [
        3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230,
        240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239,
        150, 138, 180, 195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245,
        103, 208, 128, 163,
    ];
    assert_eq!(
        parse(signed).unwrap().check_hs256(&HmacKey::new(&secret)),
        Ok(())
    );
}

#[test]
fn another_signature_is_refused() {
    let good = hs256(HS256, GOOD);
    let other = token(HS256, GOOD, |message| {
        HmacKey::new(b"b").sign(message).to_vec()
    });
    assert_eq!(verify(&other), Err(TokenError::Signature));
    let short = token(HS256, GOOD, |message| key().sign(message)[..31].to_vec());
    assert_eq!(verify(&short), Err(TokenError::Signature));
    let none = token(HS256, GOOD, |_| Vec::new());
    assert_eq!(verify(&none), Err(TokenError::Signature));
    let long = token(HS256, GOOD, |_| vec![0; 64]);
    assert_eq!(verify(&long), Err(TokenError::Form));
    // The last character's unused bits must be zero: each token has a single spelling.
    let (head, last) = good.split_at(good.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(last).unwrap();
    let respelled = format!("{head}{}", &alphabet[at + 1..=at + 1]);
    assert_eq!(verify(&respelled), Err(TokenError::Form));
}

#[test]
fn other_algorithms_are_refused() {
    for algorithm in [
        "none", "None", "HS512", "HS384", "RS256", "hs256", "HS256 ", "",
    ] {
        let header = json!({ "typ": "JWT", "alg": algorithm }).to_string();
        assert_eq!(error(&header, GOOD), TokenError::Algorithm, "{algorithm:?}");
    }
    for header in [
        r#"{"alg":["HS256"]}"#,
        r#"{"alg":null}"#,
        r#"{"alg":1}"#,
        r#"{"alg":{}}"#,
        "{}",
        "[\"HS256\",null,null]",
        "null",
        "\"HS256\"",
        "",
        "{",
        r#"{"alg":"HS256"} x"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
    ] {
        assert_eq!(error(header, GOOD), TokenError::Header, "{header}");
    }
}

#[test]
fn times_are_checked() {
    let with = |times: &str| verify(&hs256(HS256, &format!(r#"{{"iss":"a",{times}}}"#)));
    let ok = Ok("a".to_owned());
    assert_eq!(with(r#""iat":1,"exp":1699999971"#), ok, "29 seconds ago");
    assert_eq!(
        with(r#""iat":1,"exp":1699999970"#),
        Err(TokenError::Expired)
    );
    assert_eq!(
        with(r#""iat":1,"exp":1699996400"#),
        Err(TokenError::Expired)
    );
    assert_eq!(with(r#""iat":1,"exp":1700000100.5"#), ok);
    assert_eq!(with(r#""iat":1"#), Err(TokenError::Missing("exp")));
    assert_eq!(
        with(r#""iat":1,"exp":null"#),
        Err(TokenError::Missing("exp"))
    );
    assert_eq!(with(r#""exp":1700000100"#), Err(TokenError::Missing("iat")));
    for times in [
        r#""iat":1,"exp":"1700000100""#,
        r#""iat":"1","exp":1700000100"#,
        r#""iat":1,"exp":1e300"#,
        r#""iat":1,"exp":18446744073709551615"#,
        r#""iat":1,"exp":true"#,
        r#""iat":1,"exp":[1700000100]"#,
        r#""iat":1,"exp":1,"exp":1700000100"#,
        r#""iat":1,"exp":1700000100,"nbf":null"#,
        r#""iat":1,"exp":1700000100,"nbf":"1""#,
    ] {
        assert_eq!(with(times), Err(TokenError::Payload), "{times}");
    }
    assert_eq!(with(r#""iat":1,"exp":1700000100,"nbf":1700000030"#), ok);
    assert_eq!(
        with(r#""iat":1,"exp":1700001000,"nbf":1700000600"#),
        Err(TokenError::NotYetValid)
    );
    for extreme in [i64::MIN, i64::MAX] {
        let times = format!(r#""iat":{extreme},"exp":{extreme},"nbf":{extreme}"#);
        assert!(with(&times).is_err());
    }
}

#[test]
fn malformed_tokens_are_refused() {
    let good = hs256(HS256, GOOD);
    for text in ["", ".", "..", "...", "a.b", "garbage", "🦀.🦀.🦀"] {
        assert!(verify(text).is_err(), "{text:?}");
    }
    for text in [
        format!("{good}.x"),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        good.replacen('.', "=.", 1),
    ] {
        assert!(verify(&text).is_err(), "{text:?}");
    }
    for payload in [
        "[]",
        r#"["a",null,null,null,1700000180,1700000000]"#,
        "null",
        "\"text\"",
        "",
        "{",
        r#"{"iss":{},"iat":1,"exp":1700000100}"#,
        r#"{"iss":1,"iat":1,"exp":1700000100}"#,
        r#"{"iss":["a"],"iat":1,"exp":1700000100}"#,
        r#"{"iss":"a","iss":"b","iat":1,"exp":1700000100}"#,
        r#"{"iss":"a","iat":1,"exp":1700000100,"sub":{}}"#,
        r#"{"iss":"a","iat":1,"exp":1700000100,"qsh":1}"#,
        r#"{"iss":"a","iat":1,"exp":1700000100,"aud":{}}"#,
        r#"{"iss":"a","iat":1,"exp":1700000100,"aud":[1]}"#,
        "{\"iss\":\"\u{0}\",\"iat\":1,\"exp\":1700000100}",
    ] {
        assert_eq!(error(HS256, payload), TokenError::Payload, "{payload}");
    }
    assert_eq!(
        error(HS256, r#"{"iss":null,"iat":1,"exp":1700000100}"#),
        TokenError::Missing("iss")
    );
}

#[test]
fn long_and_deep_tokens_are_refused() {
    for length in [8_000, 64 * 1024] {
        assert_eq!(verify(&"a".repeat(length)), Err(TokenError::TooLong));
    }
    let padding = "x".repeat(MAX_TOKEN_BYTES * 3 / 4);
    let long = format!(r#"{{"iss":"a","iat":1,"exp":1700000100,"x":"{padding}"}}"#);
    assert_eq!(error(HS256, &long), TokenError::TooLong);
    for claim in ["x", "context", "iss", "aud", "exp"] {
        let deep = format!("{{\"{claim}\":{}", "[".repeat(2_000));
        assert_eq!(error(HS256, &deep), TokenError::Payload);
        let closed = format!("{{\"{claim}\":{}{}}}", "[".repeat(1_500), "]".repeat(1_500));
        let found = error(HS256, &closed);
        assert!(
            matches!(found, TokenError::Payload | TokenError::Missing(_)),
            "{found}"
        );
    }
    assert_eq!(error(&"[".repeat(2_000), GOOD), TokenError::Header);
}

#[test]
fn audiences_are_read() {
    let members = |aud: &str| {
        let payload = format!(r#"{{"iss":"a","iat":1,"exp":1700000100,"aud":{aud}}}"#);
        let token = hs256(HS256, &payload);
        let token = parse(&token).unwrap();
        let claims = token.claims().unwrap();
        let members: Vec<String> = claims.audience().iter().map(str::to_owned).collect();
        (
            members.join(" "),
            claims.audience().only().map(str::to_owned),
        )
    };
    let only = |text: &str| Some(text.to_owned());
    assert_eq!(members("null"), (String::new(), None));
    assert_eq!(members("[]"), (String::new(), None));
    assert_eq!(members(r#""a""#), ("a".to_owned(), only("a")));
    assert_eq!(members(r#"["\u0061"]"#), ("a".to_owned(), only("a")));
    assert_eq!(members(r#"["a","b","c"]"#), ("a b c".to_owned(), None));
}

#[test]
fn nothing_secret_is_printed() {
    let text = hs256(
        HS256,
        r#"{"iss":"a","sub":"someone","iat":1,"exp":1700000100}"#,
    );
    let token = parse(&text).unwrap();
    let claims = token.claims().unwrap();
    let mut printed = format!(
        "{:?} {:?} {token:?} {claims:?}",
        key(),
        key().derive("p", "a")
    );
    printed += &format!("{:?}", claims.verify_hs256(&key()).unwrap());
    for part in text.split('.').chain(["secret", "someone"]) {
        assert!(!printed.contains(part), "{printed}");
    }
}

#[test]
fn derived_keys_differ() {
    let signatures: Vec<[u8; 32]> = [
        key(),
        key().derive("p", "a"),
        key().derive("q", "a"),
        key().derive("p", "b"),
        HmacKey::new(b"secret of b").derive("p", "a"),
    ]
    .iter()
    .map(|key| key.sign(b"message"))
    .collect();
    for (at, signature) in signatures.iter().enumerate() {
        assert!(!signatures[at + 1..].contains(signature));
    }
    assert_eq!(key().derive("p", "a").sign(b"message"), signatures[1]);
}

proptest! {
    #[test]
    fn no_token_panics(text in any::<String>(), header in any::<String>(), payload in any::<String>()) {
        let _ = verify(&text);
        let _ = verify(&hs256(&header, GOOD));
        let _ = verify(&hs256(HS256, &payload));
    }

    #[test]
    fn no_altered_token_is_accepted(at in 0usize..130, to in "[A-Za-z0-9_.-]") {
        let good = hs256(HS256, GOOD);
        let at = at % good.len();
        let bent = format!("{}{to}{}", &good[..at], &good[at + 1..]);
        prop_assert!(bent == good || verify(&bent).is_err());
    }
}
