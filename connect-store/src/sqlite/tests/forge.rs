//! Forge installations in a file.

use super::*;
use crate::{AccessToken, ForgeCall, ForgeInstallation, Rekeyed};

const THEN: i64 = 1_700_000_000;
/// Far in the future: expired tokens are wiped.
const END: i64 = 10_000_000_000;

fn call(id: &str, issued_at: i64, token: &str, expires_at: i64) -> ForgeCall {
    let api = "https://api.atlassian.com/ex/jira/c-1".parse().unwrap();
    let installation = ForgeInstallation::new(id, api);
    let token = AccessToken::new(token, expires_at).unwrap();
    ForgeCall::new(APP, installation, issued_at).app_token(Some(token))
}

async fn token_of(store: &SqliteStore, name: &str) -> Option<String> {
    let record = store.find_forge(APP, name).await.unwrap().unwrap();
    record.app_token.map(|token| token.reveal().to_owned())
}

async fn number(store: &SqliteStore, query: &'static str) -> i64 {
    let row = sqlx::query(query).fetch_one(&store.writer).await.unwrap();
    row.try_get(0).unwrap()
}

#[tokio::test]
async fn a_call_with_nothing_new_writes_nothing_and_a_token_alone_is_not_news() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    store
        .record_forge(call("i-1", THEN, "first", END))
        .await
        .unwrap();
    const WRITES: &str = "SELECT total_changes()";
    const CHANGED: &str = "SELECT MAX(changed) FROM connect_forge_installations";
    let before = (number(&store, WRITES).await, number(&store, CHANGED).await);
    for n in 0..50 {
        let again = call("i-1", THEN + n, &format!("t{n}"), END + n);
        store.record_forge(again).await.unwrap();
    }
    assert_eq!(number(&store, WRITES).await, before.0);
    let newer = call("i-1", THEN + 60, "newer", END + 3_600);
    store.record_forge(newer).await.unwrap();
    assert_eq!(token_of(&store, "i-1").await.as_deref(), Some("newer"));
    assert_eq!(number(&store, WRITES).await, before.0 + 1);
    assert_eq!(number(&store, CHANGED).await, before.1);
}

#[tokio::test]
async fn tokens_are_sealed_for_their_installation_and_resealed() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    for id in ["i-1", "i-2"] {
        let call = call(id, THEN, &format!("token-of-{id}"), END);
        store.record_forge(call).await.unwrap();
    }
    store.close().await;
    assert!(!holds(&path, "token-of-"));

    let store = SqliteStore::open(&path, sealer("k2:KEY_2,k1:KEY_1"))
        .await
        .unwrap();
    assert_eq!(store.reseal().await.unwrap(), 2);
    assert_eq!(store.reseal().await.unwrap(), 0);
    let usage = store.key_usage().await.unwrap();
    let expected = KeyUsage {
        key_id: Some("k2".to_owned()),
        rows: 2,
    };
    assert_eq!(usage, [expected]);
    store.close().await;

    let store = SqliteStore::open(&path, sealer("k2:KEY_2")).await.unwrap();
    assert_eq!(
        token_of(&store, "i-1").await.as_deref(),
        Some("token-of-i-1")
    );
    // Neither in another row, nor for another address.
    for alteration in [
        "UPDATE connect_forge_installations SET token = (SELECT token FROM connect_forge_installations
            WHERE installation_id = 'i-2') WHERE installation_id = 'i-1'",
        "UPDATE connect_forge_installations SET api_base_url = 'https://evil.example/' WHERE installation_id = 'i-2'",
    ] {
        sqlx::query(alteration).execute(&store.writer).await.unwrap();
    }
    for id in ["i-1", "i-2"] {
        assert_eq!(token_of(&store, id).await, None, "{id}");
        // It does not block the next one.
        let newer = call(id, THEN + 60, "newer", END + 3_600);
        store.record_forge(newer).await.unwrap();
        assert_eq!(token_of(&store, id).await.as_deref(), Some("newer"));
    }
}

#[tokio::test]
async fn a_token_is_erased_when_it_has_ended_and_with_its_installation() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    store
        .record_forge(call("i-1", THEN, "long-over", THEN + 60))
        .await
        .unwrap();
    store
        .record_forge(call("i-2", THEN, "of-the-ended", END))
        .await
        .unwrap();
    store
        .record_forge(call("i-3", THEN, "good", END))
        .await
        .unwrap();
    store.uninstall_forge(APP, "i-2", THEN).await.unwrap();
    assert_eq!(store.wipe_superseded(SystemTime::now()).await.unwrap(), 0);
    assert_eq!(token_of(&store, "i-1").await, None);
    assert_eq!(token_of(&store, "i-3").await.as_deref(), Some("good"));
    store.close().await;
    for gone in ["long-over", "of-the-ended"] {
        assert!(!holds(&path, gone), "{gone}");
    }
}

#[tokio::test]
async fn two_processes_keep_one_installation_and_give_a_key_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let here = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    let there = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    let calls = (0..40).map(|n| {
        let store = if n % 2 == 0 { &here } else { &there };
        let at = THEN + (n * 17) % 40 * 1_000;
        store.record_forge(call("i-1", at, &format!("at-{at}"), at + 14_400))
    });
    for recorded in join_all(calls).await {
        recorded.unwrap();
    }
    let newest = format!("at-{}", THEN + 39_000);
    for store in [&here, &there] {
        assert_eq!(token_of(store, "i-1").await, Some(newest.clone()));
    }
    here.record_forge(call("i-2", THEN, "x", END))
        .await
        .unwrap();
    let keys = ["a", "b", "a", "b"].iter().enumerate().map(|(n, key)| {
        let store = if n % 2 == 0 { &here } else { &there };
        store.rekey_forge(APP, ["i-1", "i-2"][n / 2], key)
    });
    let rekeyed: Vec<_> = join_all(keys)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let done = rekeyed.iter().filter(|it| **it == Rekeyed::Done).count();
    assert_eq!(done, 2, "{rekeyed:?}");
    let key = async |store: &SqliteStore, id: &str| {
        let record = store.find_forge(APP, id).await.unwrap().unwrap();
        record.tenant.client_key().to_owned()
    };
    assert_eq!(key(&here, "i-1").await, key(&there, "i-1").await);
    assert_ne!(key(&here, "i-1").await, key(&here, "i-2").await);
}
