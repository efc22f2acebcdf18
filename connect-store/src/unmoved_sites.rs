//! Tests that both databases can run the how-to page's query for sites that have not moved to
//! Forge.

#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use connect_model::Product;
use sqlx::Row as _;
use url::Url;

use crate::{ForgeCall, ForgeInstallation, Install, Rekeyed, Sealer, Secret, TenantStore};

/// The app on the page.
const APP: &str = "com.example.my-app";
const PAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../docs/how-to/connects-end.md"
);

/// The query on the page.
fn query() -> String {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (_, query) = page.split_once("```sql\n").unwrap();
    query.split_once("```").unwrap().0.to_owned()
}

async fn install(store: &impl TenantStore, client_key: &str) {
    let base_url = Url::parse(&format!("https://{client_key}.atlassian.net")).unwrap();
    let secret = Secret::new("secret").unwrap();
    let install = Install::new(APP, client_key, base_url, Product::Jira, secret);
    let _installed = store.install(install).await.unwrap();
}

/// A call from Forge for the site's installation, which then gets the site's clientKey.
async fn moves(store: &impl TenantStore, client_key: &str) {
    let api = Url::parse("https://api.atlassian.com/ex/jira/c-1").unwrap();
    let id = format!("installation-{client_key}");
    let mut call = ForgeCall::new(APP, ForgeInstallation::new(&id, api), 1_700_000_000);
    call.site_url = Url::parse(&format!("https://{client_key}.atlassian.net")).ok();
    store.record_forge(call).await.unwrap();
    let rekeyed = store.rekey_forge(APP, &id, client_key).await.unwrap();
    assert_eq!(rekeyed, Rekeyed::Done);
}

/// Three sites: one moves, one is gone, and one does neither.
async fn three_sites(store: &impl TenantStore) {
    for site in ["moved", "gone", "stays"] {
        install(store, site).await;
    }
    moves(store, "moved").await;
    let _uninstalled = store.uninstall(APP, "gone", None).await.unwrap();
}

/// Checks a store against the page's promise: of [`three_sites`], the query lists the one that
/// stays.
macro_rules! lists_the_site_that_stays {
    ($store:expr) => {{
        let store = $store;
        three_sites(&store).await;
        let rows = sqlx::query(sqlx::AssertSqlSafe(query())).fetch_all(store.pool());
        let rows = rows.await.unwrap();
        let sites: Vec<String> = rows.iter().map(|row| row.get("base_url")).collect();
        assert_eq!(sites, ["https://stays.atlassian.net/"]);
    }};
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_lists_the_sites_that_have_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = crate::SqliteStore::open(path, Sealer::plain());
    lists_the_site_that_stays!(store.await.unwrap());
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgres_lists_the_sites_that_have_not_moved() {
    let Some(database) = connect_testing::postgres::TestDatabase::fresh().await else {
        return;
    };
    let url = database.url().parse().unwrap();
    let store = crate::PostgresStore::open(&url, Sealer::plain());
    lists_the_site_that_stays!(store.await.unwrap());
}
