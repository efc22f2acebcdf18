//! Tests that need a file.

mod forge;
mod open;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use connect_model::Product;
use futures_util::future::join_all;
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::{Secret, TenantState, Trouble, conformance};

const APP: &str = "com.example.votes";
const KEY_1: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const KEY_2: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn sealer(keys: &str) -> Sealer {
    Sealer::from_keys(&keys.replace("KEY_1", KEY_1).replace("KEY_2", KEY_2)).unwrap()
}

fn install(client_key: &str, secret: &str) -> Install {
    let base_url = Url::parse(&format!("https://{client_key}.atlassian.net")).unwrap();
    Install::new(
        APP,
        client_key,
        base_url,
        Product::Jira,
        Secret::new(secret).unwrap(),
    )
}

fn holds(path: &Path, needle: &str) -> bool {
    let folder = path.parent().unwrap();
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes
            .windows(needle.len())
            .any(|window| window == needle.as_bytes())
    })
}

async fn secret_of(store: &SqliteStore, client_key: &str) -> String {
    let record = store.find(APP, client_key).await.unwrap().unwrap();
    String::from_utf8(record.secret.unwrap().as_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn passes_the_conformance_suite_sealed_and_plain() {
    for keys in [None, Some("k1:KEY_1")] {
        let folder = TempDir::new().unwrap();
        let count = std::sync::atomic::AtomicU32::new(0);
        conformance::tenant_store(|| async {
            let n = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let sealer = keys.map_or_else(Sealer::plain, sealer);
            SqliteStore::open(folder.path().join(format!("{n}.sqlite")), sealer)
                .await
                .unwrap()
        })
        .await;
    }
}

#[tokio::test]
async fn a_thousand_concurrent_installs_are_all_stored_and_survive() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = Arc::new(SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap());
    let installs = (0..1_000).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            store
                .install(install(&format!("t{n:04}"), &format!("secret {n}")))
                .await
        })
    });
    for installed in join_all(installs).await {
        let applied = installed.unwrap().expect("each install is stored");
        assert!(applied.done().is_some());
    }
    store.close().await;

    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    assert_eq!(store.list(APP, None, 2_000).await.unwrap().len(), 1_000);
    for n in [0, 1, 500, 999] {
        assert_eq!(
            secret_of(&store, &format!("t{n:04}")).await,
            format!("secret {n}")
        );
    }
}

/// Many rounds: two processes rarely meet while the file gets its log.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_file_may_be_opened_by_many_at_once() {
    for _ in 0..40 {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("connect.sqlite");
        let opening = (0..8).map(|_| {
            let path = path.clone();
            tokio::spawn(async move { SqliteStore::open(path, Sealer::plain()).await })
        });
        for opened in join_all(opening).await {
            opened.unwrap().unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn two_processes_may_write_one_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    // Opened at once as well: one of them creates the tables, each finds them.
    let opened = join_all((0..8).map(|_| SqliteStore::open(&path, Sealer::plain()))).await;
    let stores: Vec<_> = opened
        .into_iter()
        .map(|store| Arc::new(store.unwrap()))
        .collect();
    let installs = (0..200).map(|n| {
        let store = Arc::clone(&stores[n % stores.len()]);
        tokio::spawn(async move { store.install(install(&format!("t{n:04}"), "s")).await })
    });
    for installed in join_all(installs).await {
        assert!(installed.unwrap().unwrap().done().is_some());
    }
    assert_eq!(stores[0].list(APP, None, 1_000).await.unwrap().len(), 200);
}

#[tokio::test]
async fn sealed_secrets_are_not_in_the_files() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    store
        .install(install("a", "first-secret-of-a"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store
        .install(install("a", "second-secret-of-a"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert!(
        folder.path().join("connect.sqlite-wal").exists(),
        "the log is searched too"
    );
    assert!(
        holds(&path, "https://a.atlassian.net"),
        "the search finds what is there"
    );
    for open in [true, false] {
        assert!(!holds(&path, "first-secret-of-a") && !holds(&path, "second-secret-of-a"));
        if open {
            store.close().await;
        }
    }
}

#[tokio::test]
async fn reseal_moves_plain_and_old_rows_to_the_first_key_and_leaves_no_trace() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    for n in 0..250 {
        store
            .install(install(
                &format!("p{n:03}"),
                &format!("plain-secret-{n:03}"),
            ))
            .await
            .unwrap()
            .done()
            .unwrap();
    }
    store
        .uninstall(APP, "p000", None)
        .await
        .unwrap()
        .done()
        .unwrap();
    assert!(holds(&path, "plain-secret-007"));
    assert_eq!(
        store.reseal().await.unwrap(),
        0,
        "without a key there is nothing to do"
    );
    store.close().await;

    let usage = |key_id: Option<&str>, rows| KeyUsage {
        key_id: key_id.map(str::to_owned),
        rows,
    };
    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    assert!(matches!(
        store.find(APP, "p007").await.unwrap_err(),
        StoreError::NotSealed { .. }
    ));
    let listed = store.list(APP, Some("p006"), 1).await.unwrap();
    assert_eq!(listed[0].trouble(), Some(&Trouble::NotSealed));
    assert!(matches!(
        store.reseal().await.unwrap_err(),
        StoreError::NotSealed { .. }
    ));
    store.close().await;

    let store = SqliteStore::open(&path, sealer("k1:KEY_1,plain"))
        .await
        .unwrap();
    assert_eq!(
        secret_of(&store, "p007").await,
        "plain-secret-007",
        "plain rows open beside sealed ones where the keys say so"
    );
    assert_eq!(store.key_usage().await.unwrap(), [usage(None, 249)]);
    assert_eq!(store.reseal().await.unwrap(), 249);
    assert_eq!(store.reseal().await.unwrap(), 0);
    assert_eq!(store.key_usage().await.unwrap(), [usage(Some("k1"), 249)]);
    assert!(
        !holds(&path, "plain-secret-"),
        "neither in the file nor in its log"
    );
    store.close().await;

    let store = SqliteStore::open(&path, sealer("k2:KEY_2,k1:KEY_1"))
        .await
        .unwrap();
    store
        .install(install("new", "new-secret"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(store.reseal().await.unwrap(), 249);
    store.close().await;

    let store = SqliteStore::open(&path, sealer("k2:KEY_2")).await.unwrap();
    assert_eq!(secret_of(&store, "p007").await, "plain-secret-007");
    assert_eq!(secret_of(&store, "new").await, "new-secret");
    assert!(!holds(&path, "plain-secret-"));
}

#[tokio::test]
async fn a_missing_or_wrong_key_names_itself_and_the_tenant() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    store
        .install(install("a", "secret-of-a"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store.close().await;

    for keys in [None, Some("k2:KEY_2")] {
        let store = SqliteStore::open(&path, keys.map_or_else(Sealer::plain, sealer))
            .await
            .unwrap();
        let error = store.find(APP, "a").await.unwrap_err();
        assert!(matches!(error, StoreError::UnknownKey { .. }));
        assert_eq!(
            error.to_string(),
            "the secret of tenant `a` of app `com.example.votes` is sealed with key `k1`, which is not configured: \
             add `k1:<base64 of its 32 bytes>` to CONNECT_SECRET_KEYS, after the key in use"
        );
        assert_eq!(
            store.list(APP, None, 1).await.unwrap()[0].client_key(),
            "a",
            "a list needs no key"
        );
        // A new install always helps the site.
        store
            .install(install("b", "secret-of-b"))
            .await
            .unwrap()
            .done()
            .unwrap();
        assert_eq!(secret_of(&store, "b").await, "secret-of-b");
        store
            .uninstall(APP, "b", None)
            .await
            .unwrap()
            .done()
            .unwrap();
        store.close().await;
    }
    let store = SqliteStore::open(&path, sealer("k1:KEY_2")).await.unwrap();
    assert!(matches!(
        store.find(APP, "a").await.unwrap_err(),
        StoreError::Undecipherable { .. }
    ));
    store.close().await;

    // What can be resealed is, and the rest is reported.
    let store = SqliteStore::open(&path, sealer("k2:KEY_2")).await.unwrap();
    store.close().await;
    let plain = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    plain
        .install(install("z", "secret-of-z"))
        .await
        .unwrap()
        .done()
        .unwrap();
    plain.close().await;
    let store = SqliteStore::open(&path, sealer("k2:KEY_2,plain"))
        .await
        .unwrap();
    assert!(
        matches!(store.reseal().await.unwrap_err(), StoreError::UnknownKey { client_key, .. } if client_key == "a")
    );
    assert!(!holds(&path, "secret-of-z"));
}

#[tokio::test]
async fn a_sealed_secret_opens_in_its_own_row_only() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), sealer("k1:KEY_1"))
        .await
        .unwrap();
    store
        .install(install("a", "secret-of-a"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store
        .install(install("b", "secret-of-b"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let swap = "UPDATE connect_tenants SET secret = (SELECT secret FROM connect_tenants WHERE client_key = 'a') WHERE client_key = 'b'";
    sqlx::query(swap).execute(&store.writer).await.unwrap();
    assert!(
        matches!(store.find(APP, "b").await.unwrap_err(), StoreError::Undecipherable { client_key, .. } if client_key == "b")
    );
    assert_eq!(secret_of(&store, "a").await, "secret-of-a");
}

#[tokio::test]
async fn a_damaged_row_is_an_error_and_not_a_missing_tenant() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), sealer("k1:KEY_1"))
        .await
        .unwrap();
    for (assignment, expected) in [
        ("base_url = 'nowhere'", "base_url"),
        ("product = 'trello'", "product"),
        ("extra = '[]'", "extra"),
        ("display_url = '//'", "display_url"),
        ("secret = X'00'", "secret"),
    ] {
        store
            .install(install("a", "secret-of-a"))
            .await
            .unwrap()
            .done()
            .unwrap();
        let damage = format!("UPDATE connect_tenants SET {assignment}");
        sqlx::query(sqlx::AssertSqlSafe(damage))
            .execute(&store.writer)
            .await
            .unwrap();
        match store.find(APP, "a").await.unwrap_err() {
            StoreError::Damaged { field, .. } => assert_eq!(field, expected),
            other => panic!("{other:?}"),
        }
    }
    store
        .install(install("a", "healed"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(
        secret_of(&store, "a").await,
        "healed",
        "a reinstall repairs the row"
    );
}

#[tokio::test]
async fn a_failed_install_leaves_the_old_row() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), sealer("k1:KEY_1"))
        .await
        .unwrap();
    store
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    // The second statement of the transaction fails.
    let trigger = "CREATE TRIGGER broken BEFORE UPDATE OF state ON connect_tenants WHEN NEW.state = 'superseded'
        BEGIN SELECT RAISE(ABORT, 'no'); END";
    sqlx::query(trigger).execute(&store.writer).await.unwrap();
    let mut other = install("b", "new");
    other.base_url = Url::parse("https://a.atlassian.net").unwrap();
    let error = store.install(other).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }));
    assert_eq!(
        error.to_string(),
        "the tenant store could not install tenant `b` of app `com.example.votes`"
    );
    assert!(store.find(APP, "b").await.unwrap().is_none());
    let old = store.find(APP, "a").await.unwrap().unwrap();
    assert_eq!(
        (old.tenant.state(), old.secret),
        (TenantState::Installed, Some(Secret::new("old").unwrap()))
    );
}

#[tokio::test]
async fn a_store_that_cannot_answer_says_so() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), Sealer::plain())
        .await
        .unwrap();
    sqlx::query("DROP TABLE connect_tenants")
        .execute(&store.writer)
        .await
        .unwrap();
    assert!(matches!(
        store.find(APP, "a").await,
        Err(StoreError::Unavailable { .. })
    ));
    assert!(matches!(
        store.list(APP, None, 1).await,
        Err(StoreError::Unavailable { .. })
    ));
    assert!(matches!(
        store.uninstall(APP, "a", None).await,
        Err(StoreError::Unavailable { .. })
    ));
    store.close().await;
    assert!(matches!(
        store.find(APP, "a").await,
        Err(StoreError::Unavailable { .. })
    ));
}

#[tokio::test]
async fn an_app_may_keep_its_own_tables_in_the_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = Arc::new(SqliteStore::open(&path, Sealer::plain()).await.unwrap());
    let votes = "CREATE TABLE votes (voter INTEGER PRIMARY KEY)";
    sqlx::query(votes).execute(store.pool()).await.unwrap();
    // Concurrently with installs, whose writer is another connection.
    let votes = (0..20).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut transaction = store.pool().begin_with("BEGIN IMMEDIATE").await.unwrap();
            let vote = sqlx::query("INSERT INTO votes VALUES (?1)").bind(n);
            vote.execute(&mut *transaction).await.unwrap();
            transaction.commit().await.unwrap();
            let installed = store.install(install(&format!("t{n}"), "secret")).await;
            let _ = installed.unwrap();
        })
    });
    for voted in join_all(votes).await {
        voted.unwrap();
    }
    let count = sqlx::query("SELECT count(*) FROM votes");
    let count: i64 = count.fetch_one(store.pool()).await.unwrap().get(0);
    assert_eq!(count, 20);
    store.close().await;
}

#[tokio::test]
async fn an_answered_write_is_on_the_disk() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), Sealer::plain())
        .await
        .unwrap();
    // The write-ahead log is only flushed at each commit with FULL (sqlite.org, "PRAGMA synchronous").
    let asked = sqlx::query_scalar::<_, i64>("PRAGMA synchronous").fetch_one(&store.writer);
    assert_eq!(asked.await.unwrap(), 2, "FULL");
}

#[tokio::test]
async fn a_reseal_does_not_overwrite_a_newer_secret() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, sealer("k1:KEY_1")).await.unwrap();
    for client_key in ["a", "b"] {
        let stored = store.install(install(client_key, "old")).await.unwrap();
        assert!(stored.done().is_some());
    }
    store.close().await;
    let keys = sealer("k2:KEY_2,k1:KEY_1");
    let store = SqliteStore::open(&path, keys.clone()).await.unwrap();
    let first = (String::new(), String::new());
    let read = reseal::batch(&store.writer, "k2", &first).await.unwrap();
    assert_eq!(read.len(), 2);
    // In between, A has got a new secret; it may be sealed with either key.
    let other = SqliteStore::open(&path, sealer("k1:KEY_1,k2:KEY_2"))
        .await
        .unwrap();
    assert!(
        other
            .install(install("a", "new"))
            .await
            .unwrap()
            .done()
            .is_some()
    );
    let mut connection = store.writer.acquire().await.unwrap();
    let mut replaced = Vec::new();
    for row in &read {
        let name = row::binding(row).unwrap();
        let was = row::sealed(row).unwrap().unwrap();
        let sealed = keys.seal(name, &keys.open(name, &was).unwrap()).unwrap();
        let done = reseal::replace(&mut connection, name, &was, &sealed).await;
        replaced.push((name.client_key, done.unwrap()));
    }
    assert_eq!(replaced, [("a", false), ("b", true)]);
    drop(connection);
    assert_eq!(secret_of(&store, "a").await, "new");
    assert_eq!(secret_of(&store, "b").await, "old");
    assert_eq!(store.reseal().await.unwrap(), 1);
    assert_eq!(secret_of(&store, "a").await, "new");
}

#[tokio::test]
async fn superseded_secrets_lapse_after_thirty_days() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("connect.sqlite"), sealer("k1:KEY_1"))
        .await
        .unwrap();
    for (days, kept) in [(29, 1), (31, 0)] {
        assert!(
            store
                .install(install("a", "old"))
                .await
                .unwrap()
                .done()
                .is_some()
        );
        let ended = store.uninstall(APP, "b", None).await.unwrap();
        assert!(ended.done().is_some());
        let mut other = install("b", "other");
        other.base_url = Url::parse("https://a.atlassian.net").unwrap();
        assert!(store.install(other).await.unwrap().done().is_some());
        let back = "UPDATE connect_tenants SET superseded_at = superseded_at - ?1 * 86400 WHERE client_key = 'a'";
        sqlx::query(back)
            .bind(days)
            .execute(&store.writer)
            .await
            .unwrap();
        let again = store.install(install("a", "new")).await.unwrap().done();
        assert_eq!(again.unwrap().record.previous.len(), kept, "{days} days");
        let ended = store.uninstall(APP, "a", None).await.unwrap();
        assert!(ended.done().flatten().is_some());
    }
}
