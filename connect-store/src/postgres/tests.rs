//! Tests that need a server shared by several processes.

mod open;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use connect_model::Product;
use connect_testing::postgres::TestDatabase;
use futures_util::future::join_all;
use url::Url;

use super::*;
use crate::{Change, Secret, TenantState, conformance};

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

fn url(database: &TestDatabase) -> PostgresUrl {
    database.url().parse().unwrap()
}

async fn open(database: &TestDatabase, sealer: Sealer) -> PostgresStore {
    PostgresStore::open(&url(database), sealer).await.unwrap()
}

async fn secret_of(store: &PostgresStore, client_key: &str) -> String {
    let record = store.find(APP, client_key).await.unwrap().unwrap();
    String::from_utf8(record.secret.unwrap().as_bytes().to_vec()).unwrap()
}

/// Receives changes until this tenant's.
async fn expect_change_of(changes: &mut Changes, client_key: &str) {
    let heard = async {
        loop {
            match changes.next().await {
                Some(Change::Tenant { client_key: of, .. }) if &*of == client_key => return,
                Some(_) => {}
                None => panic!("the store is gone"),
            }
        }
    };
    let heard = timeout(Duration::from_secs(10), heard).await;
    heard.expect("the change is announced");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_the_conformance_suite_sealed_and_plain() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    conformance::job_store(|| async {
        let url = database.place().await.parse().unwrap();
        PostgresStore::open(&url, Sealer::plain()).await.unwrap()
    })
    .await;
    for keys in [None, Some("k1:KEY_1")] {
        conformance::tenant_store(|| async {
            let url = database.place().await.parse().unwrap();
            let sealer = keys.map_or_else(Sealer::plain, sealer);
            PostgresStore::open(&url, sealer).await.unwrap()
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_replicas_may_start_at_once() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let opening = (0..10).map(|_| {
        let url = url(&database);
        tokio::spawn(async move { PostgresStore::open(&url, Sealer::plain()).await })
    });
    let opened = join_all(opening).await;
    let stores: Vec<_> = opened
        .into_iter()
        .map(|store| Arc::new(store.unwrap().unwrap()))
        .collect();
    let installs = (0..100).map(|n| {
        let store = Arc::clone(&stores[n % stores.len()]);
        tokio::spawn(async move { store.install(install(&format!("t{n:04}"), "s")).await })
    });
    for installed in join_all(installs).await {
        let _ = installed.unwrap().unwrap();
    }
    assert_eq!(stores[0].list(APP, None, 1_000).await.unwrap().len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn installs_of_one_site_at_once_leave_one_installed() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let stores = [
        Arc::new(open(&database, Sealer::plain()).await),
        Arc::new(open(&database, Sealer::plain()).await),
    ];
    let installs = (0..40).map(|n| {
        let store = Arc::clone(&stores[n % 2]);
        let mut install = install(&format!("t{}", n % 8), &format!("secret {n}"));
        install.base_url = Url::parse(&format!("https://site-{}.atlassian.net", n % 2)).unwrap();
        tokio::spawn(async move { store.install(install).await })
    });
    for installed in join_all(installs).await {
        let _ = installed.unwrap().unwrap();
    }
    let rows = stores[0].list(APP, None, 100).await.unwrap();
    let mut sites: Vec<_> = rows
        .iter()
        .filter(|row| row.state() == TenantState::Installed)
        .map(|row| row.base_url().as_str())
        .collect();
    sites.sort_unstable();
    assert_eq!(
        sites,
        [
            "https://site-0.atlassian.net/",
            "https://site-1.atlassian.net/"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_learns_of_every_change() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let (one, other) = (
        open(&database, Sealer::plain()).await,
        open(&database, Sealer::plain()).await,
    );
    let mut changes = other.changes();
    let _ = one.install(install("a", "first")).await.unwrap();
    expect_change_of(&mut changes, "a").await;
    one.set_enabled(APP, "a", false).await.unwrap();
    expect_change_of(&mut changes, "a").await;
    let _ = one.uninstall(APP, "a", None).await.unwrap();
    expect_change_of(&mut changes, "a").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_without_notifications_are_found_by_looking() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let (one, other) = (
        open(&database, Sealer::plain()).await,
        open(&database, Sealer::plain()).await,
    );
    // As through a pooler that can't pass on notifications: none ever arrives.
    let mute =
        "CREATE OR REPLACE FUNCTION public.pg_notify(text, text) RETURNS void LANGUAGE sql AS ''";
    sqlx::query(mute).execute(one.pool()).await.unwrap();
    let first = "SET search_path = public, pg_catalog";
    let mut changes = other.changes();
    // Every connection in the writer's pool, because any of them may be used.
    let mut held = Vec::new();
    for _ in 0..PostgresSettings::default().connections {
        let mut connection = one.pool().acquire().await.unwrap();
        sqlx::query(first).execute(&mut *connection).await.unwrap();
        held.push(connection);
    }
    drop(held);
    // A transaction that began before and ends after must neither hide the change nor repeat it.
    let mut long = database.connect().await;
    sqlx::raw_sql("BEGIN; SELECT pg_current_xact_id()")
        .execute(&mut long)
        .await
        .unwrap();
    let _ = one.install(install("a", "first")).await.unwrap();
    expect_change_of(&mut changes, "a").await;
    let _ = one.install(install("b", "first")).await.unwrap();
    expect_change_of(&mut changes, "b").await;
    let again = timeout(LOOKS * 3, changes.next()).await;
    assert!(again.is_err(), "announced again: {again:?}");
}

/// The interval at which it looks.
const LOOKS: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_server_is_found_again_and_everything_counts_as_changed() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = Arc::new(open(&database, Sealer::plain()).await);
    let _ = store.install(install("a", "first")).await.unwrap();
    let mut changes = store.changes();
    // Every connection in the pool is in use before, and dead after.
    let finds = (0..20).map(|_| store.find(APP, "a"));
    assert!(join_all(finds).await.into_iter().all(|found| found.is_ok()));
    database.cut_connections().await;
    let finds = (0..20).map(|_| store.find(APP, "a"));
    for found in join_all(finds).await {
        assert!(found.unwrap().is_some());
    }
    database.cut_connections().await;
    let _ = store.install(install("a", "second")).await.unwrap();
    assert_eq!(secret_of(&store, "a").await, "second");
    let unknown = async { while changes.next().await.unwrap() != Change::Unknown {} };
    let unknown = timeout(Duration::from_secs(10), unknown).await;
    unknown.expect("everything counts as changed");
    let _ = store.install(install("b", "first")).await.unwrap();
    expect_change_of(&mut changes, "b").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reseal_beside_installs_never_overwrites_a_newer_secret() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let old = Arc::new(open(&database, sealer("k1:KEY_1,k2:KEY_2")).await);
    for n in 0..40 {
        let _ = old
            .install(install(&format!("t{n:02}"), "first"))
            .await
            .unwrap();
    }
    let new = open(&database, sealer("k2:KEY_2,k1:KEY_1")).await;
    let done = Arc::new(AtomicBool::new(false));
    let installs = tokio::spawn({
        let (old, done) = (Arc::clone(&old), Arc::clone(&done));
        async move {
            let mut rounds = 0;
            while !done.load(Ordering::Relaxed) || rounds == 0 {
                for n in 0..40 {
                    let install = install(&format!("t{n:02}"), &format!("later {rounds}"));
                    let _ = old.install(install).await.unwrap();
                }
                rounds += 1;
            }
            rounds
        }
    });
    for _ in 0..10 {
        new.reseal().await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    let rounds: i32 = installs.await.unwrap();
    for n in 0..40 {
        let secret = secret_of(&new, &format!("t{n:02}")).await;
        assert_eq!(secret, format!("later {}", rounds - 1));
    }
    assert!(
        new.reseal().await.unwrap() > 0,
        "the last round was sealed with the old key"
    );
    assert_eq!(new.reseal().await.unwrap(), 0);
    new.close().await;
    let alone = open(&database, sealer("k2:KEY_2")).await;
    assert_eq!(
        secret_of(&alone, "t00").await,
        format!("later {}", rounds - 1)
    );
}

#[tokio::test]
async fn a_damaged_row_is_an_error_and_not_a_missing_tenant() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database, sealer("k1:KEY_1")).await;
    for (assignment, expected) in [
        ("product = 'trello'", "product"),
        ("extra = '[]'", "extra"),
        ("display_url = '//'", "display_url"),
        ("secret = '\\x00'", "secret"),
    ] {
        let _ = store.install(install("a", "secret-of-a")).await.unwrap();
        let damage = format!("UPDATE connect_tenants SET {assignment}");
        sqlx::query(sqlx::AssertSqlSafe(damage))
            .execute(&store.pool)
            .await
            .unwrap();
        match store.find(APP, "a").await.unwrap_err() {
            StoreError::Damaged { field, .. } => assert_eq!(field, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_nul_in_a_sites_description_of_itself_does_no_harm() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database, Sealer::plain()).await;
    let mut odd = install("a", "secret-of-a");
    odd.description = Some("a\0b".to_owned());
    odd.oauth_client_id = Some("\0".to_owned());
    odd.extra.insert("later".to_owned(), "\0".into());
    let _ = store.install(odd).await.unwrap();
    let found = store.find(APP, "a").await.unwrap().unwrap();
    assert_eq!(found.tenant.description(), Some("ab"));
    assert_eq!(found.tenant.extra()["later"], "\0");
}

#[tokio::test]
async fn a_store_that_cannot_answer_says_so() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database, Sealer::plain()).await;
    sqlx::query("DROP TABLE connect_tenants")
        .execute(&store.pool)
        .await
        .unwrap();
    let unavailable = |error| matches!(error, StoreError::Unavailable { .. });
    assert!(unavailable(store.find(APP, "a").await.unwrap_err()));
    assert!(unavailable(store.list(APP, None, 1).await.unwrap_err()));
    assert!(unavailable(
        store.uninstall(APP, "a", None).await.unwrap_err()
    ));
    store.close().await;
    assert!(unavailable(store.find(APP, "a").await.unwrap_err()));
}

#[tokio::test]
async fn the_password_is_never_shown() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database, Sealer::plain()).await;
    let password = Url::parse(database.url()).unwrap();
    let password = password.password().unwrap();
    assert!(!format!("{store:?} {}", store.url()).contains(password));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_install_waits_for_another_one_of_its_app_that_is_under_way() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let stores = [
        Arc::new(open(&database, Sealer::plain()).await),
        Arc::new(open(&database, Sealer::plain()).await),
    ];
    // One of a site's installs, up to its last statement.
    let mut first = stores[0].begin().await.unwrap();
    let under_way = lifecycle::install(&mut *first, &Sealer::plain(), install("a", "of a")).await;
    assert!(matches!(under_way, Ok(Ok(_))));
    let mut other = install("b", "of b");
    other.base_url = Url::parse("https://a.atlassian.net").unwrap();
    let installing = tokio::spawn({
        let store = Arc::clone(&stores[1]);
        async move { store.install(other).await }
    });
    database
        .until_someone_waits(|| installing.is_finished())
        .await;
    first.commit().await.unwrap();
    let installed = installing.await.unwrap().unwrap().done().unwrap();
    assert_eq!(installed.superseded, ["a"]);
}
