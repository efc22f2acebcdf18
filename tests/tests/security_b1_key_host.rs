//! SECURITY B, 201 to 207: the key host, which decides who can install, and cannot be relied on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::time::Instant;

use connect_host::{KeyAnswer, KeyHost, RsaKey};
use connect_tests::{Attempt, INSTALLED, NEW_SECRET, Site, stranger_key};
use futures_util::StreamExt;

/// A genuine install of A, but for the id of its key.
fn install_with_key<'s>(site: &'s Site, key_id: &str) -> Attempt<'s> {
    site.post(INSTALLED)
        .token(site.lifecycle_token(&site.a, INSTALLED).key_id(key_id))
        .json(&site.install_body(&site.a))
}

/// A is served with the secret that it had from the start, and the hook ran for nobody since.
async fn nothing_was_stored(site: &Site) {
    site.panel(&site.a).await.is(200);
    site.panel_signed(&site.a, NEW_SECRET).await.is(401);
    assert_eq!(site.calls.installed(), 2);
}

#[tokio::test]
async fn case_201_a_key_host_that_fails_or_sends_a_megabyte() {
    let site = Site::start().await;
    let padded = format!("{}{}", site.keys.key().public_pem(), " ".repeat(1 << 20));
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
        site.keys.answer(&key_id, answer);
        install_with_key(&site, &key_id).await.is(503);
    }
    nothing_was_stored(&site).await;
    // An outage is over when it is over.
    site.keys.add_key("failing-0", site.keys.key());
    install_with_key(&site, "failing-0").await.is(204);
}

#[tokio::test]
async fn case_201_a_key_host_that_never_answers() {
    let site = Site::start().await;
    site.keys.answer("silent", KeyAnswer::hang());
    let asked = Instant::now();
    install_with_key(&site, "silent").await.is(503);
    // Three seconds are the rule; the rest is room for a busy machine.
    assert!(asked.elapsed().as_secs() < 8, "{:?}", asked.elapsed());
    nothing_was_stored(&site).await;
}

#[tokio::test]
async fn case_202_only_one_rsa_public_key_counts() {
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const EC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQjePOePZh30kz5xNFQJvdiGNJyz0\n\
        IrvoiShJALWViE5nhbybuufJfeMxcgFfgexqCWuReNCfScjxV+l8cSJwnw==\n\
        -----END PUBLIC KEY-----\n";
    let site = Site::start().await;
    let (public, private) = (site.keys.key().public_pem(), site.keys.key().private_pem());
    let other = stranger_key();
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
        site.keys.answer(&key_id, answer.clone());
        let reply = install_with_key(&site, &key_id).await;
        assert_eq!(reply.status, 401, "{answer:?}");
    }
    nothing_was_stored(&site).await;
}

#[tokio::test]
async fn case_202_line_ends_do_not_matter() {
    let site = Site::start().await;
    let public = site.keys.key().public_pem();
    for (number, text) in [
        public.replace('\n', "\r\n"),
        public.trim_end().to_owned(),
        public.trim_end().replace('\n', "\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let key_id = format!("line-ends-{number}");
        site.keys.answer(&key_id, KeyAnswer::pem(text));
        install_with_key(&site, &key_id).await.is(204);
    }
}

#[tokio::test]
async fn case_203_a_known_key_is_asked_for_once() {
    let site = Site::start().await;
    for _ in 0..5 {
        site.install(&site.a).await.is(204);
        site.install(&site.b).await.is(204);
    }
    assert_eq!(site.keys.requests(site.keys.kid()), 1);
    // An unknown one is not asked for again at once, either.
    for _ in 0..5 {
        install_with_key(&site, "unknown").await.is(401);
    }
    assert_eq!(site.keys.requests("unknown"), 1);
}

#[tokio::test]
async fn case_204_a_thousand_random_key_ids() {
    let site = Site::start().await;
    let before = site.keys.total_requests();
    let begun = Instant::now();
    // Nobody will check the signatures, so none is made.
    let forged = site.lifecycle_token(&site.a, INSTALLED);
    let attempts = (0..1000).map(|number| {
        let token = forged.clone().raw_signature([1; 256]);
        let token = token
            .header("alg", "RS256")
            .key_id(&format!("random-{number}"));
        let attempt = site.post(INSTALLED).token(token);
        let attempt = attempt.json(&site.install_body(&site.a));
        async { attempt.await }
    });
    let mut replies = futures_util::stream::iter(attempts).buffer_unordered(50);
    let mut total = 0;
    while let Some(reply) = replies.next().await {
        total += 1;
        assert!(
            [401, 503].contains(&reply.status.as_u16()),
            "{}",
            reply.status
        );
    }
    drop(replies);
    assert_eq!(total, 1000);
    // Twenty at once and five a second.
    let bound = 20 + 5 * (begun.elapsed().as_secs() + 1);
    let asked = site.keys.total_requests() - before;
    assert!(asked <= bound, "{asked} requests left, {bound} may");
    // Whose key is known already is not kept waiting by all that.
    site.install(&site.a).await.is(204);
}

#[tokio::test]
async fn case_205_no_request_leaves_for_what_is_no_key_id() {
    let site = Site::start().await;
    let before = site.keys.total_requests();
    let long = "a".repeat(65);
    for key_id in [
        "", ".", "..", "a/b", "a?b", "a#b", "a%2Fb", "a b", "a_b", "kïd", "a\r\nb", &long,
    ] {
        site.keys.add_key(key_id, site.keys.key());
        install_with_key(&site, key_id).await.is(401);
    }
    assert_eq!(site.keys.total_requests(), before);
    nothing_was_stored(&site).await;
    // The longest that is one.
    let longest = "a".repeat(64);
    site.keys.add_key(&longest, site.keys.key());
    install_with_key(&site, &longest).await.is(204);
}

#[tokio::test]
async fn case_207_a_redirect_is_not_followed() {
    let site = Site::start().await;
    let elsewhere = KeyHost::start_with(RsaKey::shared().unwrap())
        .await
        .unwrap();
    let there = format!("{}{}", elsewhere.url(), elsewhere.kid());
    for status in [301, 302, 303, 307, 308] {
        let key_id = format!("moved-{status}");
        let answer = KeyAnswer::redirect(&there).with_status(status);
        site.keys.answer(&key_id, answer);
        install_with_key(&site, &key_id).await.is(503);
    }
    assert_eq!(elsewhere.total_requests(), 0);
    nothing_was_stored(&site).await;
}
