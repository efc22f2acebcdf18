//! Forge installations in the cache.

use super::*;
use crate::{AccessToken, ForgeInstallation, Rekeyed, TenantState};

const THEN: i64 = 1_700_000_000;

fn call(id: &str, issued_at: i64, token: &str) -> ForgeCall {
    let api = "https://api.atlassian.com/ex/jira/c-1".parse().unwrap();
    let token = AccessToken::new(token, issued_at + 14_400).unwrap();
    let installation = ForgeInstallation::new(id, api);
    ForgeCall::new(APP, installation, issued_at).app_token(Some(token))
}

fn tenants() -> (Arc<HeldStore>, Tenants) {
    let store = HeldStore::free();
    (Arc::clone(&store), Tenants::new(APP, store))
}

#[tokio::test]
async fn a_call_with_nothing_new_does_not_reach_the_store() {
    let (store, tenants) = tenants();
    assert!(tenants.forge("i-1").await.unwrap().is_none());
    let first = tenants
        .record_forge(call("i-1", THEN, "first"))
        .await
        .unwrap();
    assert_eq!(first.unwrap().tenant().client_key(), "i-1");
    tenants.forge("i-1").await.unwrap().unwrap();
    let asked = store.finds();
    // A failing store is not called.
    store.fails.store(true, Ordering::SeqCst);
    for n in 0..100 {
        let known = tenants
            .record_forge(call("i-1", THEN + n, &format!("t{n}")))
            .await;
        let known = known.unwrap().unwrap();
        assert_eq!(known.app_token().unwrap().reveal(), "first");
    }
    assert_eq!(store.finds(), asked);
    let newer = tenants.record_forge(call("i-1", THEN + 900, "newer")).await;
    assert!(newer.is_err(), "what is new must be kept");
    store.fails.store(false, Ordering::SeqCst);
    tenants
        .record_forge(call("i-1", THEN + 900, "newer"))
        .await
        .unwrap();
    let now = tenants.forge("i-1").await.unwrap().unwrap();
    assert_eq!(now.app_token().unwrap().reveal(), "newer");
}

#[tokio::test]
async fn an_ended_installation_is_no_longer_served() {
    let (_store, tenants) = tenants();
    tenants
        .record_forge(call("i-1", THEN, "first"))
        .await
        .unwrap();
    tenants.forge("i-1").await.unwrap().unwrap();
    let ended = tenants.uninstall_forge("i-1", THEN + 1).await.unwrap();
    assert_eq!(ended.unwrap().state(), TenantState::Uninstalled);
    assert!(tenants.forge("i-1").await.unwrap().is_none());
    let late = tenants.record_forge(call("i-1", THEN + 1, "late")).await;
    assert!(late.unwrap().is_none());
    let meanwhile = tenants.record_forge(call("i-1", THEN + 2, "later")).await;
    assert!(meanwhile.unwrap().is_none());
    let again = tenants.record_forge(call("i-1", THEN + 62, "again")).await;
    assert!(again.unwrap().is_some());
}

#[tokio::test]
async fn work_sees_the_installation_that_a_connect_tenant_has_moved_to() {
    let (store, tenants) = tenants();
    let current = async |name: &str| {
        let found = tenants.current(name).await.unwrap();
        found.map(|it| it.tenant().origin().forge().is_some())
    };
    let connect = install("a", "of connect");
    assert!(tenants.install(connect).await.unwrap().done().is_some());
    tenants
        .record_forge(call("i-1", THEN, "first"))
        .await
        .unwrap();
    assert_eq!(current("a").await, Some(false));
    assert_eq!(current("i-1").await, Some(true));
    assert_eq!(current("nobody").await, None);
    // For a tenant that is only on Connect, the cache knows it.
    let asked = store.finds();
    assert_eq!(current("a").await, Some(false));
    assert_eq!(store.finds(), asked);

    let rekeyed = tenants.rekey_forge("i-1", "a").await.unwrap();
    assert_eq!(rekeyed, Rekeyed::Done);
    assert_eq!(current("a").await, Some(true));
    // A job that was stored under the former name.
    assert_eq!(current("i-1").await, Some(true));
    // A Connect token is still verified with Connect's secret, and never with Forge's key.
    let active = tenants.active("a").await.unwrap().unwrap();
    assert!(active.tenant().origin().forge().is_none());
    assert_eq!(active.moved_to(), Some("i-1"));
    assert!(tenants.active("i-1").await.unwrap().is_none());

    tenants.uninstall_forge("i-1", THEN + 1).await.unwrap();
    assert_eq!(current("a").await, Some(false));
    assert_eq!(current("i-1").await, None);
}

/// Case 239: no Connect token is signed with the key that replaces a secret.
#[tokio::test]
async fn nobody_has_the_key_of_an_installation() {
    let (_store, tenants) = tenants();
    tenants
        .record_forge(call("i-1", THEN, "first"))
        .await
        .unwrap();
    let forge = tenants.forge("i-1").await.unwrap().unwrap();
    for guess in [&b""[..], b"i-1", b"first", &[0; 32]] {
        let key = connect_auth::jwt::HmacKey::new(guess);
        let claims = serde_json::json!({ "iss": "i-1", "iat": THEN, "exp": THEN + 60 });
        let token = connect_auth::jwt::sign_hs256(&claims, &key).unwrap();
        let parsed = connect_auth::jwt::parse(&token).unwrap();
        let verified = parsed.claims().unwrap().verify_hs256(forge.key());
        assert!(verified.is_err());
    }
    assert!(forge.former_keys().is_empty());
    assert!(!format!("{forge:?}").contains("first"));
}
