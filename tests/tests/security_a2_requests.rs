//! SECURITY A2, cases 44 to 79: whom a page in an iframe is shown to.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::{Algorithm, TokenBuilder};
use connect_tests::{Attempt, PANEL, Reply, Site, Token, cases, stranger_key};
use serde_json::{Map, Value, json};

/// The genuine token of A's panel.
fn genuine(site: &Site) -> TokenBuilder {
    site.a.request_token("GET", PANEL)
}

/// A's panel with this token in the query, as an iframe has it.
fn panel(site: &Site, token: impl Token) -> Attempt<'_> {
    site.get(PANEL).in_query(token)
}

/// A token that is genuine but for its signature.
fn bad(site: &Site) -> TokenBuilder {
    genuine(site).hs256("a guess")
}

/// The genuine token without its last segment, or with other segments.
fn segments(site: &Site, change: impl FnOnce(Vec<&str>) -> String) -> String {
    let token = genuine(site).text();
    change(token.split('.').collect())
}

/// The claims without their names: `iss`, `sub`, `aud`, `qsh`, `exp`, `iat`, `nbf`, `auth_time`,
/// `context`.
fn in_order(claims: &Map<String, Value>) -> String {
    let value = |name| claims.get(name).cloned().unwrap_or_default();
    let (iss, qsh, exp, iat) = (value("iss"), value("qsh"), value("exp"), value("iat"));
    json!([iss, null, null, qsh, exp, iat, 0, null, null]).to_string()
}

cases! {
    then whoever_passed_is_a;

    case_044_token_in_the_query(site) is 200: [
        panel(site, genuine(site)),
        // The token may stand anywhere in the query.
        site.get(&format!("/panel?jwt={}&issue.key=DEMO-1", genuine(site).text())),
    ];
    case_045_token_in_the_authorization_header(site) is 200: [
        site.get(PANEL).token(genuine(site)),
    ];
    case_046_header_scheme_in_lower_case(site) is 200: [
        site.get(PANEL).scheme("jwt", genuine(site)),
        site.get(PANEL).scheme("Jwt", genuine(site)),
    ];
    case_047_header_scheme_bearer(site) is 401: [
        site.get(PANEL).scheme("Bearer", genuine(site)),
        site.get(PANEL).header("authorization", &genuine(site).text()),
    ];
    case_048_no_token(site) is 401: [
        site.get(PANEL),
        site.get("/panel"),
        site.post(PANEL),
    ];
    case_049_empty_token_in_the_query(site) is 401: [
        panel(site, ""),
        site.get("/panel?issue.key=DEMO-1&jwt"),
    ];
    case_050_good_token_in_the_query_bad_one_in_the_header(site) is 401: [
        panel(site, genuine(site)).token(bad(site)),
        // Two are refused even when both are good.
        panel(site, genuine(site)).token(genuine(site)),
    ];
    case_051_bad_token_in_the_query_good_one_in_the_header(site) is 401: [
        panel(site, bad(site)).token(genuine(site)),
        panel(site, "").token(genuine(site)),
    ];
    case_052_two_jwt_parameters_both_good(site) is 401: [
        panel(site, genuine(site)).in_query(genuine(site)),
        site.get(&format!("{PANEL}&%6Awt={}", genuine(site).text())).in_query(genuine(site)),
    ];
    case_053_wrong_secret(site) is 401: [
        panel(site, bad(site)),
        panel(site, genuine(site).hs256("")),
        panel(site, genuine(site).raw_signature("")),
        panel(site, genuine(site).hs256(site.a.client_key())),
    ];
    case_054_iss_a_with_the_secret_of_b(site) is 401: [
        panel(site, genuine(site).hs256(site.b.shared_secret())),
    ];
    case_055_iss_a_aud_b_with_the_secret_of_b(site) is 401: [
        panel(site, genuine(site).audience(site.b.client_key()).hs256(site.b.shared_secret())),
        panel(site, genuine(site).claim("aud", site.b.client_key()).hs256(site.b.shared_secret())),
    ];
    case_056_unknown_tenant(site) is 401: [
        panel(site, genuine(site).issuer("nobody")),
        panel(site, genuine(site).issuer("nobody").hs256("")),
        panel(site, genuine(site).issuer("")),
        panel(site, genuine(site).issuer("TENANT-A")),
        panel(site, genuine(site).issuer("com.example.conformance")),
    ];
    case_057_alg_none(site) is 401: [
        panel(site, genuine(site).unsigned()),
        panel(site, genuine(site).unsigned().header("alg", "NONE")),
        panel(site, genuine(site).unsigned().header("alg", "HS256")),
        // A right signature under a header that says there is none.
        panel(site, genuine(site).header("alg", "none")),
    ];
    case_058_hs512(site) is 401: [
        panel(site, genuine(site).hmac(Algorithm::HS512, site.a.shared_secret())),
        panel(site, genuine(site).hmac(Algorithm::HS384, site.a.shared_secret())),
    ];
    case_059_rs256_by_the_genuine_install_key(site) is 401: [
        panel(site, genuine(site).rs256(site.keys.key()).key_id(site.keys.kid())),
        panel(site, genuine(site).rs256(&stranger_key()).key_id(site.keys.kid())),
        panel(site, genuine(site).hs256(site.keys.key().public_pem()).key_id(site.keys.kid())),
    ];
    case_060_qsh_missing(site) is 401: [
        panel(site, genuine(site).without("qsh")),
        panel(site, genuine(site).qsh("")),
        panel(site, genuine(site).claim("qsh", Value::Null)),
    ];
    case_061_context_token_on_a_qsh_route(site) is 401: [
        panel(site, site.a.context_token()),
        site.get(PANEL).token(site.a.context_token()),
    ];
    case_062_parameter_added_after_signing(site) is 401: [
        site.get(&format!("{PANEL}&more=1")).in_query(genuine(site)),
        site.get(&format!("{PANEL}&issue.key=DEMO-2")).in_query(genuine(site)),
        site.get(&format!("{PANEL}&JWT=1")).in_query(genuine(site)),
    ];
    case_063_parameter_value_changed(site) is 401: [
        site.get("/panel?issue.key=DEMO-2").in_query(genuine(site)),
        site.get("/panel?issue.key=demo-1").in_query(genuine(site)),
        site.get("/panel").in_query(genuine(site)),
    ];
    case_064_token_of_another_path(site) is 401: [
        panel(site, site.a.request_token("GET", "/page?issue.key=DEMO-1")),
        site.get("/page?issue.key=DEMO-1").in_query(genuine(site)),
    ];
    case_065_get_token_on_post(site) is 401: [
        site.post(PANEL).in_query(genuine(site)),
        site.post(PANEL).token(genuine(site)),
    ];
    case_066_expired_an_hour_ago(site) is 401: [
        panel(site, genuine(site).expires_in(-3600)),
    ];
    case_067_expired_ten_seconds_ago(site) is 200: [
        panel(site, genuine(site).expires_in(-10)),
    ];
    case_067_expired_longer_ago_than_any_leeway(site) is 401: [
        panel(site, genuine(site).expires_in(-31)),
    ];
    case_068_exp_missing(site) is 401: [
        panel(site, genuine(site).without("exp")),
    ];
    case_069_exp_null(site) is 401: [
        panel(site, genuine(site).claim("exp", Value::Null)),
    ];
    case_070_exp_is_a_string(site) is 401: [
        panel(site, genuine(site).claim("exp", "abc")),
        panel(site, genuine(site).claim("exp", "4102444800")),
        panel(site, genuine(site).claim("exp", true)),
        panel(site, genuine(site).claim("exp", json!([4_102_444_800_u64]))),
    ];
    case_071_nbf_in_ten_minutes(site) is 401: [
        panel(site, genuine(site).not_before_in(600)),
    ];
    case_072_iat_missing(site) is 401: [
        panel(site, genuine(site).without("iat")),
        panel(site, genuine(site).claim("iat", Value::Null)),
    ];
    case_073_two_segments(site) is 401: [
        panel(site, segments(site, |s| format!("{}.{}", s[0], s[1]))),
        panel(site, segments(site, |s| format!("{}.{}.", s[0], s[1]))),
        panel(site, segments(site, |s| format!("{}.{}.{}.{}", s[0], s[1], s[2], s[2]))),
        panel(site, segments(site, |s| s.join(".") + ".")),
    ];
    case_074_garbage(site) is 401: [
        panel(site, "garbage"),
        panel(site, ".."),
        panel(site, "a.b.c"),
        panel(site, "%00%ff%fe"),
        panel(site, "!!!.???.***"),
        panel(site, segments(site, |s| format!("{}=.{}.{}", s[0], s[1], s[2]))),
        site.get(PANEL).token("garbage"),
        site.get(PANEL).header("authorization", "JWT"),
        site.get(PANEL).header("authorization", "JWT "),
    ];
    case_075_iss_is_an_object(site) is 401: [
        panel(site, genuine(site).claim("iss", json!({"tenant-a": true}))),
        panel(site, genuine(site).claim("iss", json!(["tenant-a"]))),
        panel(site, genuine(site).claim("iss", Value::Null)),
        panel(site, genuine(site).without("iss")),
    ];
    case_076_payload_is_an_array(site) is 401: [
        panel(site, genuine(site).raw_payload("[]")),
        panel(site, genuine(site).raw_payload(Value::from(vec![genuine(site).claims().clone()]).to_string())),
        // The values in the order in which the app reads them: a reader that takes an array for a
        // struct would believe this one.
        panel(site, genuine(site).raw_payload(in_order(genuine(site).claims()))),
    ];
    case_077_payload_is_null(site) is 401: [
        panel(site, genuine(site).raw_payload("null")),
        panel(site, genuine(site).raw_payload("")),
    ];
    case_078_alg_is_an_array(site) is 401: [
        panel(site, genuine(site).header("alg", json!(["HS256"]))),
        panel(site, genuine(site).header("alg", json!({"HS256": 1}))),
        panel(site, genuine(site).without_header("alg")),
        panel(site, genuine(site).raw_header(r#"["HS256"]"#)),
        panel(site, genuine(site).raw_header(r#"["HS256",null,null]"#)),
    ];
}

/// Whatever passed was shown as tenant A's, to A's user.
async fn whoever_passed_is_a(site: &Site, replies: &[Reply]) {
    for reply in replies.iter().filter(|reply| reply.status == 200) {
        let expected = json!({
            "clientKey": "tenant-a",
            "baseUrl": site.a.base_url().as_str(),
            "user": connect_host::DEFAULT_USER,
            "issue": "DEMO-1",
        });
        assert_eq!(reply.json(), expected);
    }
}

#[tokio::test]
async fn case_079_8_kb_token() {
    let site = Site::start().await;
    let token = genuine(&site).claim("padding", "x".repeat(8192)).text();
    assert!(token.len() > 8192);
    for attempt in [
        panel(&site, token.as_str()),
        site.get(PANEL).token(token.as_str()),
    ] {
        let reply = attempt.await;
        let status = if reply.status == 431 { 431 } else { 401 };
        reply.is(status);
    }
    // It is the length that is refused, not the claim.
    let token = genuine(&site).claim("padding", "x".repeat(512));
    panel(&site, token).await.is(200);
}

/// The hand-made segments above are refused for what is wrong with them, not for how they are
/// made.
#[tokio::test]
async fn a_token_that_is_put_together_by_hand_passes() {
    let site = Site::start().await;
    panel(&site, segments(&site, |s| s.join("."))).await.is(200);
    let token = genuine(&site);
    let payload = Value::from(token.claims().clone()).to_string();
    let token = token.raw_header(r#"{"alg":"HS256"}"#).raw_payload(payload);
    let first = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
    assert!(token.build().unwrap().starts_with(&first));
    panel(&site, token).await.is(200);
}
