//! Part B, 201 to 207: the key host, which decides who can install, and may fail.

use std::time::Instant;

use connect_host::tokens::RsaKey;
use connect_host::{KeyAnswer, KeyHost};
use end_to_end::{INSTALLED, NEW_SECRET, Request, RunningApp, foreign_key};
use futures_util::StreamExt;

/// A genuine install of A, except for the key id.
fn install_with_key<'s>(app: &'s RunningApp, key_id: &str) -> Request<'s> {
    app.post(INSTALLED)
        .token(app.lifecycle_token(&app.a, INSTALLED).key_id(key_id))
        .json(&app.install_body(&app.a))
}

/// A still has its first secret, and the hook has not run again.
async fn nothing_was_stored(app: &RunningApp) {
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);
    assert_eq!(app.calls.installed(), 2);
}

#[tokio::test]
async fn case_201_a_key_host_that_fails_or_sends_a_megabyte() {
    let app = RunningApp::start().await;
    let padded = format!("{}{}", app.keys.key().public_pem(), " ".repeat(1 << 20));
    for (number, answer) in [
        KeyAnswer::status(500),
        KeyAnswer::status(503),
        KeyAnswer::status(429),
        KeyAnswer::huge(1 << 20),
        KeyAnswer::pem(padded),
    ]
    .into_iter()
    .enumerate()
    {
        let key_id = format!("failing-{number}");
        app.keys.answer(&key_id, answer);
        install_with_key(&app, &key_id).await.is(503);
    }
    nothing_was_stored(&app).await;
    // An outage is not remembered once it ends.
    app.keys.add_key("failing-0", app.keys.key());
    install_with_key(&app, "failing-0").await.is(204);
}

#[tokio::test]
async fn a_key_host_that_never_answers_is_unavailable() {
    let app = RunningApp::start().await;
    app.keys.answer("silent", KeyAnswer::hang());
    let asked = Instant::now();
    install_with_key(&app, "silent").await.is(503);
    // The limit is three seconds; the rest allows for a busy machine.
    assert!(asked.elapsed().as_secs() < 8, "{:?}", asked.elapsed());
    nothing_was_stored(&app).await;
}

#[tokio::test]
async fn case_202_only_one_rsa_public_key_counts() {
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const EC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQjePOePZh30kz5xNFQJvdiGNJyz0\n\
        IrvoiShJALWViE5nhbybuufJfeMxcgFfgexqCWuReNCfScjxV+l8cSJwnw==\n\
        -----END PUBLIC KEY-----\n";
    let app = RunningApp::start().await;
    let (public, private) = (app.keys.key().public_pem(), app.keys.key().private_pem());
    let other = foreign_key();
    for (number, answer) in [
        KeyAnswer::html(),
        KeyAnswer::pem(""),
        KeyAnswer::pem(CERTIFICATE),
        KeyAnswer::pem(public.replace("PUBLIC KEY", "CERTIFICATE")),
        KeyAnswer::pem(private),
        KeyAnswer::pem(EC),
        KeyAnswer::pem(format!("{public}{}", other.public_pem())),
        KeyAnswer::pem(format!("{}{public}", other.public_pem())),
        KeyAnswer::pem(format!("{public}{public}")),
        KeyAnswer::body("application/octet-stream", vec![0xff; 300]),
    ]
    .into_iter()
    .enumerate()
    {
        let key_id = format!("no-key-{number}");
        app.keys.answer(&key_id, answer.clone());
        let response = install_with_key(&app, &key_id).await;
        assert_eq!(response.status, 401, "{answer:?}");
    }
    nothing_was_stored(&app).await;
}

#[tokio::test]
async fn line_ends_of_a_key_do_not_matter() {
    let app = RunningApp::start().await;
    let public = app.keys.key().public_pem();
    for (number, text) in [
        public.replace('\n', "\r\n"),
        public.trim_end().to_owned(),
        public.trim_end().replace('\n', "\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let key_id = format!("line-ends-{number}");
        app.keys.answer(&key_id, KeyAnswer::pem(text));
        install_with_key(&app, &key_id).await.is(204);
    }
}

#[tokio::test]
async fn case_203_a_known_key_is_asked_for_once() {
    let app = RunningApp::start().await;
    for _ in 0..5 {
        app.install(&app.a).await.is(204);
        app.install(&app.b).await.is(204);
    }
    assert_eq!(app.keys.requests(app.keys.kid()), 1);
    // An unknown key id is not asked for again at once, either.
    for _ in 0..5 {
        install_with_key(&app, "unknown").await.is(401);
    }
    assert_eq!(app.keys.requests("unknown"), 1);
}

#[tokio::test]
async fn case_204_a_thousand_random_key_ids() {
    let app = RunningApp::start().await;
    let before = app.keys.total_requests();
    let begun = Instant::now();
    // The signatures are never checked, so none is computed.
    let forged = app.lifecycle_token(&app.a, INSTALLED);
    let requests = (0..1000).map(|number| {
        let token = forged.clone().raw_signature([1; 256]);
        let token = token
            .header("alg", "RS256")
            .key_id(&format!("random-{number}"));
        let request = app.post(INSTALLED).token(token);
        let request = request.json(&app.install_body(&app.a));
        async { request.await }
    });
    let mut responses = futures_util::stream::iter(requests).buffer_unordered(50);
    let (mut refused, mut busy) = (0, 0);
    while let Some(response) = responses.next().await {
        match response.status.as_u16() {
            401 => refused += 1,
            503 => {
                assert!(response.headers.contains_key("retry-after"));
                busy += 1;
            }
            other => panic!("{other}"),
        }
    }
    drop(responses);
    assert_eq!(refused + busy, 1000);
    // Twenty at once and five a second.
    let bound = 20 + 5 * (begun.elapsed().as_secs() + 1);
    let asked = app.keys.total_requests() - before;
    assert!(
        asked <= bound,
        "{asked} requests were sent, {bound} are allowed"
    );
    // A key that the key host was asked about is refused as unknown; nothing is known about the
    // others, which may be sent again.
    assert_eq!(asked, refused);
    // An install whose key is known does not wait for these.
    app.install(&app.a).await.is(204);
}

#[tokio::test]
async fn case_248_forged_installs_do_not_block_genuine_ones() {
    let app = RunningApp::start().await;
    let forged = app.lifecycle_token(&app.a, INSTALLED);
    let forged = forged.raw_signature([1; 256]).header("alg", "RS256");
    let mut busy = 0;
    for number in 0..100 {
        let token = forged.clone().key_id(&format!("forged-{number}"));
        let request = app.post(INSTALLED).token(token);
        let response = request.json(&app.install_body(&app.a)).await;
        busy += u32::from(response.status == 503);
        if number % 10 == 0 {
            app.install(&app.b).await.is(204);
        }
    }
    // The forgers' allowance was used up, so the installs in between had another one.
    assert!(busy > 0);
    // The key host is down: the key is still good.
    app.keys.answer(app.keys.kid(), KeyAnswer::status(503));
    app.install(&app.b).await.is(204);
}

#[tokio::test]
async fn case_205_no_request_leaves_for_a_malformed_key_id() {
    let app = RunningApp::start().await;
    let before = app.keys.total_requests();
    let long = "a".repeat(65);
    for key_id in [
        "", ".", "..", "a/b", "a?b", "a#b", "a%2Fb", "a b", "a_b", "kïd", "a\r\nb", &long,
    ] {
        app.keys.add_key(key_id, app.keys.key());
        install_with_key(&app, key_id).await.is(401);
    }
    assert_eq!(app.keys.total_requests(), before);
    nothing_was_stored(&app).await;
    // The longest valid key id.
    let longest = "a".repeat(64);
    app.keys.add_key(&longest, app.keys.key());
    install_with_key(&app, &longest).await.is(204);
}

#[tokio::test]
async fn case_207_a_redirect_is_not_followed() {
    let app = RunningApp::start().await;
    let elsewhere = KeyHost::start_with(RsaKey::shared().unwrap())
        .await
        .unwrap();
    let there = format!("{}{}", elsewhere.url(), elsewhere.kid());
    for status in [301, 302, 303, 307, 308] {
        let key_id = format!("moved-{status}");
        let answer = KeyAnswer::redirect(&there).with_status(status);
        app.keys.answer(&key_id, answer);
        install_with_key(&app, &key_id).await.is(503);
    }
    assert_eq!(elsewhere.total_requests(), 0);
    nothing_was_stored(&app).await;
}
