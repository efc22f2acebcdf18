//! Part A2, cases 44 to 79: who may open a page in an iframe.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::tokens::{Algorithm, TokenBuilder};
use end_to_end::{PANEL, Request, Response, RunningApp, Token, cases, foreign_key};
use serde_json::{Map, Value, json};

/// The genuine token of A's panel.
fn genuine(app: &RunningApp) -> TokenBuilder {
    app.a.request_token("GET", PANEL)
}

/// A's panel with this token in the query, as an iframe has it.
fn panel(app: &RunningApp, token: impl Token) -> Request<'_> {
    app.get(PANEL).in_query(token)
}

/// A token that is genuine except for its signature.
fn bad(app: &RunningApp) -> TokenBuilder {
    genuine(app).hs256("a guess")
}

/// The genuine token without its last segment, or with other segments.
fn segments(app: &RunningApp, change: impl FnOnce(Vec<&str>) -> String) -> String {
    let token = genuine(app).text();
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
    then responses_are_for_a;

    case_044_token_in_the_query(app) is 200: [
        panel(app, genuine(app)),
        // The token may be anywhere in the query.
        app.get(&format!("/panel?jwt={}&issue.key=DEMO-1", genuine(app).text())),
    ];
    case_045_token_in_the_authorization_header(app) is 200: [
        app.get(PANEL).token(genuine(app)),
    ];
    case_046_header_scheme_in_lower_case(app) is 200: [
        app.get(PANEL).scheme("jwt", genuine(app)),
        app.get(PANEL).scheme("Jwt", genuine(app)),
    ];
    case_047_header_scheme_bearer(app) is 401: [
        app.get(PANEL).scheme("Bearer", genuine(app)),
        app.get(PANEL).header("authorization", &genuine(app).text()),
    ];
    case_048_no_token(app) is 401: [
        app.get(PANEL),
        app.get("/panel"),
        app.post(PANEL),
    ];
    case_049_empty_token_in_the_query(app) is 401: [
        panel(app, ""),
        app.get("/panel?issue.key=DEMO-1&jwt"),
    ];
    case_050_good_token_in_the_query_bad_one_in_the_header(app) is 401: [
        panel(app, genuine(app)).token(bad(app)),
        // Two are refused even if both are good.
        panel(app, genuine(app)).token(genuine(app)),
    ];
    case_051_bad_token_in_the_query_good_one_in_the_header(app) is 401: [
        panel(app, bad(app)).token(genuine(app)),
        panel(app, "").token(genuine(app)),
    ];
    case_052_two_jwt_parameters_both_good(app) is 401: [
        panel(app, genuine(app)).in_query(genuine(app)),
        app.get(&format!("{PANEL}&%6Awt={}", genuine(app).text())).in_query(genuine(app)),
    ];
    case_053_wrong_secret(app) is 401: [
        panel(app, bad(app)),
        panel(app, genuine(app).hs256("")),
        panel(app, genuine(app).raw_signature("")),
        panel(app, genuine(app).hs256(app.a.client_key())),
    ];
    case_054_iss_a_with_the_secret_of_b(app) is 401: [
        panel(app, genuine(app).hs256(app.b.shared_secret())),
    ];
    case_055_iss_a_aud_b_with_the_secret_of_b(app) is 401: [
        panel(app, genuine(app).audience(app.b.client_key()).hs256(app.b.shared_secret())),
        panel(app, genuine(app).claim("aud", app.b.client_key()).hs256(app.b.shared_secret())),
    ];
    case_056_unknown_tenant(app) is 401: [
        panel(app, genuine(app).issuer("nobody")),
        panel(app, genuine(app).issuer("nobody").hs256("")),
        panel(app, genuine(app).issuer("")),
        panel(app, genuine(app).issuer("TENANT-A")),
        panel(app, genuine(app).issuer("com.example.conformance")),
    ];
    case_057_alg_none(app) is 401: [
        panel(app, genuine(app).unsigned()),
        panel(app, genuine(app).unsigned().header("alg", "NONE")),
        panel(app, genuine(app).unsigned().header("alg", "HS256")),
        // A valid signature under a header that declares none.
        panel(app, genuine(app).header("alg", "none")),
    ];
    case_058_hs512(app) is 401: [
        panel(app, genuine(app).hmac(Algorithm::HS512, app.a.shared_secret())),
        panel(app, genuine(app).hmac(Algorithm::HS384, app.a.shared_secret())),
    ];
    case_059_rs256_by_the_genuine_install_key(app) is 401: [
        panel(app, genuine(app).rs256(app.keys.key()).key_id(app.keys.kid())),
        panel(app, genuine(app).rs256(&foreign_key()).key_id(app.keys.kid())),
        panel(app, genuine(app).hs256(app.keys.key().public_pem()).key_id(app.keys.kid())),
    ];
    case_060_qsh_missing(app) is 401: [
        panel(app, genuine(app).without("qsh")),
        panel(app, genuine(app).qsh("")),
        panel(app, genuine(app).claim("qsh", Value::Null)),
    ];
    case_061_context_token_on_a_qsh_route(app) is 401: [
        panel(app, app.a.context_token()),
        app.get(PANEL).token(app.a.context_token()),
    ];
    case_062_parameter_added_after_signing(app) is 401: [
        app.get(&format!("{PANEL}&more=1")).in_query(genuine(app)),
        app.get(&format!("{PANEL}&issue.key=DEMO-2")).in_query(genuine(app)),
        app.get(&format!("{PANEL}&JWT=1")).in_query(genuine(app)),
    ];
    case_063_parameter_value_changed(app) is 401: [
        app.get("/panel?issue.key=DEMO-2").in_query(genuine(app)),
        app.get("/panel?issue.key=demo-1").in_query(genuine(app)),
        app.get("/panel").in_query(genuine(app)),
    ];
    case_064_token_of_another_path(app) is 401: [
        panel(app, app.a.request_token("GET", "/page?issue.key=DEMO-1")),
        app.get("/page?issue.key=DEMO-1").in_query(genuine(app)),
    ];
    case_065_get_token_on_post(app) is 401: [
        app.post(PANEL).in_query(genuine(app)),
        app.post(PANEL).token(genuine(app)),
    ];
    case_066_expired_an_hour_ago(app) is 401: [
        panel(app, genuine(app).expires_in(-3600)),
    ];
    case_067_expired_ten_seconds_ago(app) is 200: [
        panel(app, genuine(app).expires_in(-10)),
    ];
    expired_longer_ago_than_any_leeway(app) is 401: [
        panel(app, genuine(app).expires_in(-31)),
    ];
    case_068_exp_missing(app) is 401: [
        panel(app, genuine(app).without("exp")),
    ];
    case_069_exp_null(app) is 401: [
        panel(app, genuine(app).claim("exp", Value::Null)),
    ];
    case_070_exp_is_a_string(app) is 401: [
        panel(app, genuine(app).claim("exp", "abc")),
        panel(app, genuine(app).claim("exp", "4102444800")),
        panel(app, genuine(app).claim("exp", true)),
        panel(app, genuine(app).claim("exp", json!([4_102_444_800_u64]))),
    ];
    case_071_nbf_in_ten_minutes(app) is 401: [
        panel(app, genuine(app).not_before_in(600)),
    ];
    case_072_iat_missing(app) is 401: [
        panel(app, genuine(app).without("iat")),
        panel(app, genuine(app).claim("iat", Value::Null)),
    ];
    case_073_two_segments(app) is 401: [
        panel(app, segments(app, |s| format!("{}.{}", s[0], s[1]))),
        panel(app, segments(app, |s| format!("{}.{}.", s[0], s[1]))),
        panel(app, segments(app, |s| format!("{}.{}.{}.{}", s[0], s[1], s[2], s[2]))),
        panel(app, segments(app, |s| s.join(".") + ".")),
    ];
    case_074_garbage(app) is 401: [
        panel(app, "garbage"),
        panel(app, ".."),
        panel(app, "a.b.c"),
        panel(app, "%00%ff%fe"),
        panel(app, "!!!.???.***"),
        panel(app, segments(app, |s| format!("{}=.{}.{}", s[0], s[1], s[2]))),
        app.get(PANEL).token("garbage"),
        app.get(PANEL).header("authorization", "JWT"),
        app.get(PANEL).header("authorization", "JWT "),
    ];
    case_075_iss_is_an_object(app) is 401: [
        panel(app, genuine(app).claim("iss", json!({"tenant-a": true}))),
        panel(app, genuine(app).claim("iss", json!(["tenant-a"]))),
        panel(app, genuine(app).claim("iss", Value::Null)),
        panel(app, genuine(app).without("iss")),
    ];
    case_076_payload_is_an_array(app) is 401: [
        panel(app, genuine(app).raw_payload("[]")),
        panel(app, genuine(app).raw_payload(Value::from(vec![genuine(app).claims().clone()]).to_string())),
        // The values in the order in which the app reads them: a reader that takes an array for a
        // struct would accept this one.
        panel(app, genuine(app).raw_payload(in_order(genuine(app).claims()))),
    ];
    case_077_payload_is_null(app) is 401: [
        panel(app, genuine(app).raw_payload("null")),
        panel(app, genuine(app).raw_payload("")),
    ];
    case_078_alg_is_an_array(app) is 401: [
        panel(app, genuine(app).header("alg", json!(["HS256"]))),
        panel(app, genuine(app).header("alg", json!({"HS256": 1}))),
        panel(app, genuine(app).without_header("alg")),
        panel(app, genuine(app).raw_header(r#"["HS256"]"#)),
        panel(app, genuine(app).raw_header(r#"["HS256",null,null]"#)),
    ];
}

/// Every response that passed is for tenant A and its user.
async fn responses_are_for_a(app: &RunningApp, responses: &[Response]) {
    for response in responses.iter().filter(|response| response.status == 200) {
        let expected = json!({
            "clientKey": "tenant-a",
            "baseUrl": app.a.base_url().as_str(),
            "user": connect_host::DEFAULT_USER,
            "issue": "DEMO-1",
        });
        assert_eq!(response.json(), expected);
    }
}

#[tokio::test]
async fn case_079_8_kb_token() {
    let app = RunningApp::start().await;
    let token = genuine(&app).claim("padding", "x".repeat(8192)).text();
    assert!(token.len() > 8192);
    for request in [
        panel(&app, token.as_str()),
        app.get(PANEL).token(token.as_str()),
    ] {
        let response = request.await;
        let status = if response.status == 431 { 431 } else { 401 };
        response.is(status);
    }
    // The length is what is refused, not the claim.
    let token = genuine(&app).claim("padding", "x".repeat(512));
    panel(&app, token).await.is(200);
}

/// The segments above are refused for what is wrong with them, not because they are built by hand.
#[tokio::test]
async fn a_token_that_is_built_by_hand_passes() {
    let app = RunningApp::start().await;
    panel(&app, segments(&app, |s| s.join("."))).await.is(200);
    let token = genuine(&app);
    let payload = Value::from(token.claims().clone()).to_string();
    let token = token.raw_header(r#"{"alg":"HS256"}"#).raw_payload(payload);
    let first = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
    assert!(token.build().unwrap().starts_with(&first));
    panel(&app, token).await.is(200);
}
