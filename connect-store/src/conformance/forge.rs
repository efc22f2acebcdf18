//! Forge installations, beside the tenants of Connect and replacing them.

use std::sync::Arc;

use futures_util::future::join_all;

use super::*;
use crate::{AccessToken, ForgeCall, ForgeInstallation, ForgeRecord, Origin, Rekeyed};
use connect_auth::forge::EnvironmentType;

const SITE: &str = "https://a.atlassian.net";
const API: &str = "https://api.atlassian.com/ex/jira/c-1";
/// An arbitrary time, in seconds since 1970.
const THEN: i64 = 1_700_000_000;

fn token(text: &str, expires_at: i64) -> AccessToken {
    AccessToken::new(text, expires_at).expect("a token of the suite")
}

/// A call with every field.
fn call(id: &str, issued_at: i64, text: &str) -> ForgeCall {
    let mut installation = ForgeInstallation::new(id, url(API));
    installation.cloud_id = Some("c-1".to_owned());
    installation.environment_id = format!("environment of {id}");
    installation.environment = EnvironmentType::Staging;
    installation.context = Some("ari:cloud:jira::site/c-1".to_owned());
    installation.app_version = Some("3.0.0".to_owned());
    let mut call = ForgeCall::new(APP, installation, issued_at);
    call.site_url = Some(url(SITE));
    call.app_token(Some(token(text, issued_at + 14_400)))
}

/// A call made for an event, which has fewer fields.
fn event(id: &str, issued_at: i64) -> ForgeCall {
    ForgeCall::new(APP, ForgeInstallation::new(id, url(API)), issued_at)
}

async fn recorded(store: &impl TenantStore, call: ForgeCall) -> ForgeRecord {
    store.record_forge(call).await.unwrap()
}

async fn of_forge(store: &impl TenantStore, name: &str) -> ForgeRecord {
    let found = store.find_forge(APP, name).await.unwrap();
    found.expect("the row is kept")
}

/// The text of its latest token.
fn text(record: &ForgeRecord) -> Option<&str> {
    record.app_token.as_ref().map(AccessToken::reveal)
}

pub(super) async fn keeps_what_a_call_says(store: &impl TenantStore) {
    assert!(store.find_forge(APP, "i-1").await.unwrap().is_none());
    let said = call("i-1", THEN, "first");
    for record in [
        recorded(store, said.clone()).await,
        of_forge(store, "i-1").await,
    ] {
        let tenant = &record.tenant;
        assert_eq!((tenant.app_key(), tenant.client_key()), (APP, "i-1"));
        assert_eq!(
            *tenant.origin(),
            Origin::Forge(said.installation.clone().into())
        );
        assert_eq!(tenant.base_url(), &url(SITE));
        assert_eq!(tenant.product(), Product::Jira);
        assert_eq!(
            (tenant.state(), tenant.enabled()),
            (TenantState::Installed, true)
        );
        assert_eq!(record.app_token, said.app_token);
        assert_eq!(record.installation_id(), "i-1");
    }
    assert!(
        store.find(APP, "i-1").await.unwrap().is_none(),
        "it shares no secret, so no token of Connect can be its"
    );
    for name in ["i-2", "", "\0", "%"] {
        assert!(store.find_forge(APP, name).await.unwrap().is_none());
    }
    assert!(store.find_forge(OTHER_APP, "i-1").await.unwrap().is_none());

    // Fields that a later call omits keep the value from an earlier one.
    let mut upgraded = event("i-1", THEN + 60);
    upgraded.installation.app_version = Some("4.0.0".to_owned());
    recorded(store, upgraded).await;
    let known = of_forge(store, "i-1").await;
    assert_eq!(known.tenant.base_url(), &url(SITE));
    assert_eq!(text(&known), Some("first"));
    let installation = known.tenant.origin().forge().cloned().unwrap();
    assert_eq!(installation.app_version.as_deref(), Some("4.0.0"));
    assert_eq!(installation.environment, EnvironmentType::Staging);
    assert_eq!(installation.context, said.installation.context);

    // Until a call states the site's address, only its API is known.
    recorded(store, event("i-3", THEN)).await;
    assert_eq!(of_forge(store, "i-3").await.tenant.base_url(), &url(API));
    let mut wiki = call("i-4", THEN, "w");
    wiki.installation.api_base_url = url("https://api.atlassian.com/ex/confluence/c-1");
    wiki.product = Product::Confluence;
    recorded(store, wiki).await;
    assert_eq!(
        of_forge(store, "i-4").await.tenant.base_url().as_str(),
        "https://a.atlassian.net/wiki"
    );
}

pub(super) async fn keeps_the_newest_token(store: &impl TenantStore) {
    recorded(store, call("i-1", THEN, "first")).await;
    // A call that was delayed on its way.
    let mut late = call("i-1", THEN - 600, "older");
    late.installation.app_version = Some("2.0.0".to_owned());
    recorded(store, late).await;
    let known = of_forge(store, "i-1").await;
    assert_eq!(text(&known), Some("first"));
    let version = known.tenant.origin().forge().unwrap().app_version.clone();
    assert_eq!(version.as_deref(), Some("3.0.0"));
    recorded(store, event("i-1", THEN + 900)).await;
    assert_eq!(text(&of_forge(store, "i-1").await), Some("first"));
    let newer = recorded(store, call("i-1", THEN + 3_600, "newer")).await;
    assert_eq!(text(&newer), Some("newer"));
    let known = of_forge(store, "i-1").await;
    assert_eq!(known.app_token, newer.app_token, "with its end");

    // A new version may have more scopes than the stored token.
    let mut upgraded = call("i-1", THEN + 3_601, "of-the-new-version");
    upgraded.installation.app_version = Some("4.0.0".to_owned());
    recorded(store, upgraded).await;
    assert_eq!(
        text(&of_forge(store, "i-1").await),
        Some("of-the-new-version")
    );

    // The newest of many concurrent tokens is stored, whichever arrives first.
    let calls = (0..20).map(|n| {
        let n = (n * 7) % 20;
        let at = THEN + 10_000 + n * 1_000;
        store.record_forge(call("i-1", at, &format!("{n}")))
    });
    for recorded in join_all(calls).await {
        recorded.unwrap();
    }
    assert_eq!(text(&of_forge(store, "i-1").await), Some("19"));
}

pub(super) async fn keeps_no_token_that_is_hardly_newer(store: &impl TenantStore) {
    recorded(store, call("i-1", THEN, "first")).await;
    // Each call may bring another token: that would be a write for each call.
    for n in 1..300 {
        let again = recorded(store, call("i-1", THEN + n, &format!("{n}"))).await;
        assert_eq!(text(&again), Some("first"), "worth no write");
    }
    recorded(store, event("i-1", THEN + 299)).await;
    assert_eq!(text(&of_forge(store, "i-1").await), Some("first"));
    recorded(store, call("i-1", THEN + 300, "second")).await;
    assert_eq!(text(&of_forge(store, "i-1").await), Some("second"));
}

pub(super) async fn ends_an_installation(store: &impl TenantStore) {
    recorded(store, call("i-1", THEN, "first")).await;
    recorded(store, call("i-2", THEN, "of-the-other")).await;
    assert!(
        store
            .uninstall_forge(APP, "i-3", THEN)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .uninstall_forge(OTHER_APP, "i-1", THEN)
            .await
            .unwrap()
            .is_none()
    );
    let ended = store.uninstall_forge(APP, "i-1", THEN + 10).await.unwrap();
    assert_eq!(ended.unwrap().state(), TenantState::Uninstalled);
    let again = store.uninstall_forge(APP, "i-1", THEN + 11).await.unwrap();
    assert!(again.is_none(), "once more is fine, and says so");
    let gone = of_forge(store, "i-1").await;
    assert_eq!(
        (gone.tenant.state(), text(&gone)),
        (TenantState::Uninstalled, None)
    );
    // Neither a token issued before the end brings it back, nor one issued while Forge removes the app.
    for late in [0, 10, 11, 10 + 25, 10 + 60] {
        let late = recorded(store, call("i-1", THEN + late, "late")).await;
        assert_eq!(
            (late.tenant.state(), text(&late)),
            (TenantState::Uninstalled, None)
        );
    }
    assert_eq!(
        store.rekey_forge(APP, "i-1", "a").await.unwrap(),
        Rekeyed::Unknown
    );
    assert_eq!(text(&of_forge(store, "i-2").await), Some("of-the-other"));
    let back = recorded(store, call("i-1", THEN + 10 + 61, "again")).await;
    assert_eq!(
        (back.tenant.state(), text(&back)),
        (TenantState::Installed, Some("again"))
    );
}

pub(super) async fn supersedes_nothing(store: &impl TenantStore) {
    installed(store, install("a", SITE, "of connect")).await;
    recorded(store, call("i-1", THEN, "staging")).await;
    recorded(store, call("i-2", THEN, "development")).await;
    let now = installed(store, install("b", SITE, "of connect, too")).await;
    assert_eq!(now.superseded, ["a"], "and no installation");
    for id in ["i-1", "i-2"] {
        let state = of_forge(store, id).await.tenant.state();
        assert_eq!(state, TenantState::Installed);
    }
    assert_eq!(
        found(store, "b").await.tenant.state(),
        TenantState::Installed
    );
}

pub(super) async fn continues_a_connect_tenant(store: &impl TenantStore) {
    installed(store, install("a", SITE, "of connect")).await;
    installed(store, install("z", "https://z.atlassian.net", "of z")).await;
    installed(store, install("wiki", "https://a.atlassian.net/wiki", "w")).await;
    recorded(store, call("i-1", THEN, "first")).await;
    recorded(store, call("i-2", THEN, "of-another-environment")).await;
    let rekey = async |id: &str, key: &str| store.rekey_forge(APP, id, key).await.unwrap();
    assert_eq!(rekey("i-3", "a").await, Rekeyed::Unknown);
    assert_eq!(
        store.rekey_forge(OTHER_APP, "i-1", "a").await.unwrap(),
        Rekeyed::Unknown
    );
    assert_eq!(rekey("i-1", "z").await, Rekeyed::OtherSite);
    assert_eq!(found(store, "a").await.moved_to, None);

    assert_eq!(rekey("i-1", "a").await, Rekeyed::Done);
    assert_eq!(rekey("i-1", "a").await, Rekeyed::Already);
    assert_eq!(rekey("i-1", "z").await, Rekeyed::Another);
    assert_eq!(rekey("i-1", "new").await, Rekeyed::Another);
    assert_eq!(rekey("i-2", "a").await, Rekeyed::Taken);
    for name in ["a", "i-1"] {
        let moved = of_forge(store, name).await;
        assert_eq!(moved.tenant.client_key(), "a");
        assert_eq!(moved.installation_id(), "i-1");
        assert_eq!(text(&moved), Some("first"));
    }
    let again = recorded(store, call("i-1", THEN + 3_600, "newer")).await;
    assert_eq!(again.tenant.client_key(), "a", "for good");
    // The Connect tenant is unchanged.
    let connect = found(store, "a").await;
    assert_eq!(connect.secret, Some(secret("of connect")));
    assert_eq!(*connect.tenant.origin(), Origin::Connect);
    assert_eq!(connect.moved_to.as_deref(), Some("i-1"));
    assert!(uninstalled(store, APP, "a").await);
    assert_eq!(text(&of_forge(store, "a").await), Some("newer"));

    // For a tenant that this store has never known, there is only the product's answer.
    assert_eq!(rekey("i-2", "of another store").await, Rekeyed::Done);
    // The app is reinstalled: another installation continues the tenant.
    store
        .uninstall_forge(APP, "i-1", THEN + 7_200)
        .await
        .unwrap();
    assert_eq!(found(store, "a").await.moved_to, None);
    recorded(store, call("i-4", THEN + 7_300, "third")).await;
    assert_eq!(rekey("i-4", "a").await, Rekeyed::Done);
    assert_eq!(of_forge(store, "a").await.installation_id(), "i-4");
    let gone = of_forge(store, "i-1").await;
    assert_eq!(gone.tenant.state(), TenantState::Uninstalled);
    // If the first comes back, the key belongs to the other.
    let back = recorded(store, call("i-1", THEN + 7_400, "back")).await;
    assert_eq!(back.tenant.client_key(), "i-1");
    assert_eq!(rekey("i-1", "a").await, Rekeyed::Taken);
}

pub(super) async fn is_listed_once(store: &impl TenantStore) {
    installed(store, install("a", SITE, "a")).await;
    installed(store, install("m", "https://m.atlassian.net", "m")).await;
    installed(store, install("q", "https://q.atlassian.net", "q")).await;
    for id in ["i-1", "i-2", "n-3"] {
        recorded(store, call(id, THEN, id)).await;
    }
    store.rekey_forge(APP, "n-3", "a").await.unwrap();
    store.uninstall_forge(APP, "i-2", THEN).await.unwrap();
    let all = store.list(APP, None, 100).await.unwrap();
    let shown = |tenant: &Tenant| {
        let origin = tenant.origin().forge();
        let id = origin.map(|it| it.installation_id.clone());
        (tenant.client_key().to_owned(), tenant.state(), id)
    };
    let of = |key: &str, state, id: Option<&str>| (key.to_owned(), state, id.map(str::to_owned));
    let expected = [
        of("a", TenantState::Installed, Some("n-3")),
        of("i-1", TenantState::Installed, Some("i-1")),
        of("i-2", TenantState::Uninstalled, Some("i-2")),
        of("m", TenantState::Installed, None),
        of("q", TenantState::Installed, None),
    ];
    assert_eq!(all.iter().map(shown).collect::<Vec<_>>(), expected);
    let (mut paged, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = store.list(APP, after.as_deref(), 2).await.unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = Some(last.client_key().to_owned());
        paged.extend(page);
    }
    assert_eq!(paged, all);
    // An installation that has ended there gives way to one on Connect.
    store.uninstall_forge(APP, "n-3", THEN).await.unwrap();
    let first = store.list(APP, None, 1).await.unwrap();
    assert_eq!(shown(&first[0]), of("a", TenantState::Installed, None));
}

pub(super) async fn reports_installations<S: TenantStore>(store: Arc<S>) {
    let mut changes = store.changes();
    recorded(&*store, call("i-1", THEN, "first")).await;
    super::changes::expect_changes(&mut changes, &["i-1"]).await;
    installed(&*store, install("a", SITE, "a")).await;
    super::changes::expect_changes(&mut changes, &["a"]).await;
    store.rekey_forge(APP, "i-1", "a").await.unwrap();
    super::changes::expect_changes(&mut changes, &["i-1", "a"]).await;
    store.uninstall_forge(APP, "i-1", THEN + 1).await.unwrap();
    super::changes::expect_changes(&mut changes, &["i-1", "a"]).await;
}

pub(super) async fn hides_tokens(store: &impl TenantStore) {
    let now = recorded(store, call("i-1", THEN, "never-to-be-seen")).await;
    let shown = format!("{now:?} {:?} {store:?}", of_forge(store, "i-1").await);
    assert!(!shown.contains("never-to-be-seen"), "Debug shows a token");
    assert_eq!(store.reseal().await.unwrap(), 0);
}
