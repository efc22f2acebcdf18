//! A thousand sites install the app at once, on the default store of a deployment.

use std::collections::BTreeSet;

use connect_host::{Host, KeyHost};
use connect_runtime::App;
use connect_runtime::config::{Config, Database};
use connect_runtime::tenants::TenantState;
use end_to_end::INSTALLED;
use futures_util::{StreamExt, stream};
use reqwest::header::AUTHORIZATION;

const SITES: usize = 1000;
/// Concurrent requests.
const AT_ONCE: usize = 200;

fn client_key(number: usize) -> String {
    format!("site-{number:04}")
}

fn secret(number: usize) -> String {
    format!("the secret of site number {number}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_signed_installs_are_all_answered_and_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyHost::start().await.unwrap();
    let start = async || {
        let file = folder.path().join("connect.sqlite");
        let config = Config::development()
            .bind(([127, 0, 0, 1], 0))
            .database(Database::Sqlite(file))
            .key_host(keys.url().clone());
        let app = App::collected().unwrap().config(|_| config);
        let app = app.with_state(conformance_app::Calls::default());
        app.spawn().await.unwrap()
    };
    let app = start().await;
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let url = app.base_url().join(INSTALLED).unwrap();

    // Signed in advance, so that the test measures the app and not the signing.
    let payload = host.lifecycle_payload("installed", app.tenants().app_key());
    let genuine = host.install_token(INSTALLED, app.base_url().as_str());
    let installs: Vec<_> = (0..SITES)
        .map(|number| {
            let mut body = payload.clone();
            body["clientKey"] = client_key(number).into();
            body["sharedSecret"] = secret(number).into();
            body["baseUrl"] = format!("https://site-{number:04}.atlassian.net").into();
            let token = genuine.clone().issuer(&client_key(number));
            (format!("JWT {}", token.build().unwrap()), body)
        })
        .collect();

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answers: Vec<_> = stream::iter(installs)
        .map(|(token, body)| {
            let request = client.post(url.clone()).header(AUTHORIZATION, token);
            let request = request.json(&body).send();
            async { request.await.unwrap().status().as_u16() }
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    assert_eq!(answers.len(), SITES);
    let others: BTreeSet<u16> = answers
        .into_iter()
        .filter(|&status| status != 204)
        .collect();
    assert_eq!(others, BTreeSet::new(), "all are answered 204");
    assert_eq!(keys.requests(keys.kid()), 1, "one key, asked for once");
    app.shutdown().await;

    // Everything that was answered is kept, and a new process finds it.
    let app = start().await;
    let store = app.tenants().store();
    let key = app.tenants().app_key();
    let rows = store.list(key, None, 2 * SITES as u32).await.unwrap();
    let rows: Vec<_> = rows
        .iter()
        .filter(|tenant| tenant.state() == TenantState::Installed)
        .map(|tenant| tenant.client_key().to_owned())
        .collect();
    assert_eq!(rows, (0..SITES).map(client_key).collect::<Vec<_>>());
    for number in 0..SITES {
        let row = store.find(key, &client_key(number)).await.unwrap().unwrap();
        let kept = row.secret.unwrap();
        assert_eq!(kept.as_bytes(), secret(number).as_bytes());
    }
}
