//! The log of the program at its most verbose level.

use connect_host::{Host, KeyHost};
use reqwest::header::AUTHORIZATION;

use crate::running::WorkingFolder;

const PANEL: &str = "/panel?issue.key=DEMO-1";

#[tokio::test(flavor = "multi_thread")]
async fn case_274_a_name_that_would_be_another_line() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira()
        .key_host(&keys)
        .client_key("evil\nFORGED line\u{1b}[2J");
    let host = host.start().await.unwrap();
    let program = folder.serving(&[
        ("CONNECT_KEY_HOST", keys.url().as_str()),
        ("CONNECT_LOG", "debug"),
    ]);
    let url = program.url.trim_end_matches('/').to_owned();
    let program = program.drained();
    host.install_url(&url).await.unwrap();
    let token = host.request_token("GET", PANEL).build().unwrap();
    let page = reqwest::get(format!("{url}{PANEL}&jwt={token}")).await;
    assert_eq!(page.unwrap().status(), 200);
    program.signal("TERM");
    let log = program.all();
    assert!(log.contains("evil\\nFORGED line"), "{log}");
    assert!(!log.contains("\nFORGED"), "{log}");
    assert!(!log.contains('\u{1b}'), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_243_no_credential_reaches_the_log() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let program = folder.serving(&[
        ("CONNECT_KEY_HOST", keys.url().as_str()),
        ("CONNECT_SESSION_TOKENS", "on"),
        ("CONNECT_LOG", "trace"),
        ("RUST_BACKTRACE", "1"),
    ]);
    let url = program.url.trim_end_matches('/').to_owned();
    let first_secret = host.shared_secret();
    let program = program.drained();
    host.install_url(&url).await.unwrap();
    host.reinstall().await.unwrap();

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut hidden = vec![first_secret, host.shared_secret()];
    let mut segments = |token: &str| hidden.extend(token.split('.').skip(1).map(str::to_owned));
    let request = host.request_token("GET", PANEL).build().unwrap();
    let page = client.get(format!("{url}{PANEL}&jwt={request}")).send();
    let page = page.await.unwrap();
    assert_eq!(page.status(), 200);
    let session = page.headers()["x-acpt"].to_str().unwrap().to_owned();
    let context = host.context_token().build().unwrap();
    let forged = host
        .request_token("GET", PANEL)
        .hs256("a guess")
        .build()
        .unwrap();
    for token in [&request, &session, &context, &forged] {
        segments(token);
    }
    for (target, token, status) in [
        ("/api/whoami", &context, 200),
        ("/api/whoami", &session, 200),
        ("/api/whoami", &request, 401),
        (PANEL, &forged, 401),
        (PANEL, &session, 401),
    ] {
        let call = client.get(format!("{url}{target}"));
        let call = call.header(AUTHORIZATION, format!("JWT {token}")).send();
        assert_eq!(call.await.unwrap().status(), status, "{target}");
    }
    for target in [
        format!("{PANEL}&jwt={forged}"),
        format!("{PANEL}&%6Awt={request}"),
        format!("/nowhere?jwt={request}&acpt={session}"),
        format!("/api/whoami?acpt={session}"),
    ] {
        client.get(format!("{url}{target}")).send().await.unwrap();
    }
    host.uninstall().await.unwrap();
    program.signal("TERM");
    let stderr = program.all();
    assert!(
        stderr.contains("TRACE") || stderr.contains("DEBUG"),
        "{stderr}"
    );
    for secret in hidden {
        assert!(!stderr.contains(&secret), "{secret} is in the log");
    }
}
