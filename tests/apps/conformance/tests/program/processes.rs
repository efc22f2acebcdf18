//! Two programs on one database: what one of them receives, the other knows.

use std::time::{Duration, Instant};

use connect_host::{Host, KeyHost};
use reqwest::StatusCode;

use crate::running::{Drained, WorkingFolder};

const PANEL: &str = "/panel?issue.key=DEMO-1";
const KEY_1: &str = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const KEY_2: &str = "k2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// How soon each process must know what another one has stored.
const SOON: Duration = Duration::from_secs(1);

/// A database that several programs share, and the host that installs them.
struct Shared {
    folder: WorkingFolder,
    database: String,
    keys: KeyHost,
    client: reqwest::Client,
}

impl Shared {
    async fn new() -> Self {
        let folder = WorkingFolder::new();
        let database = format!("sqlite://{}", folder.database().display());
        Self {
            folder,
            database,
            keys: KeyHost::start().await.unwrap(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn host(&self, client_key: &str) -> Host {
        let host = Host::jira().key_host(&self.keys).client_key(client_key);
        host.start().await.unwrap()
    }

    /// One more program on the database; its URL has no final slash.
    fn program(&self, secret_keys: &str) -> (Drained, String) {
        let program = self.folder.serving(&[
            ("CONNECT_KEY_HOST", self.keys.url().as_str()),
            ("CONNECT_DATABASE_URL", &self.database),
            ("CONNECT_SECRET_KEYS", secret_keys),
        ]);
        let url = program.url.trim_end_matches('/').to_owned();
        (program.drained(), url)
    }

    /// Opens the panel at a program, signed with this secret.
    async fn panel(&self, url: &str, host: &Host, secret: &str) -> StatusCode {
        let token = host.request_token("GET", PANEL).hs256(secret);
        let token = token.build().unwrap();
        let page = self.client.get(format!("{url}{PANEL}&jwt={token}"));
        page.send().await.unwrap().status()
    }

    /// Waits until every row is sealed with this key.
    async fn all_sealed_with(&self, key_id: &str) {
        let database = sqlx::SqlitePool::connect(&self.database).await.unwrap();
        let others = "SELECT COUNT(*) FROM connect_tenants WHERE secret_key IS NOT ?1";
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let left: i64 = sqlx::query_scalar(others)
                .bind(key_id)
                .fetch_one(&database)
                .await
                .unwrap();
            if left == 0 {
                break database.close().await;
            }
            assert!(
                Instant::now() < end,
                "{left} rows are not sealed with {key_id}"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until the panel is refused there; fails when that takes too long.
    async fn is_refused_soon(&self, url: &str, host: &Host, secret: &str) {
        let end = Instant::now() + SOON;
        while self.panel(url, host, secret).await != 401 {
            assert!(Instant::now() < end, "{url} accepts a dead secret");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_258_a_rotation_at_one_of_two_processes() {
    let shared = Shared::new().await;
    let host = shared.host("tenant-a").await;
    let (_one, one) = shared.program(KEY_1);
    let (_other, other) = shared.program(KEY_1);
    host.install_url(&one).await.unwrap();
    for _ in 0..3 {
        let former = host.shared_secret();
        for url in [&one, &other] {
            assert_eq!(shared.panel(url, &host, &former).await, 200);
        }
        // `enabled`, which follows it, is signed with the new secret: the former one ends.
        host.reinstall().await.unwrap();
        let latest = host.shared_secret();
        assert_ne!(latest, former);
        assert_eq!(shared.panel(&other, &host, &latest).await, 200, "at once");
        shared.is_refused_soon(&one, &host, &former).await;
        shared.is_refused_soon(&other, &host, &former).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_259_an_uninstall_at_one_of_two_processes() {
    let shared = Shared::new().await;
    let (leaving, staying) = (shared.host("tenant-a").await, shared.host("tenant-b").await);
    let (_one, one) = shared.program(KEY_1);
    let (_other, other) = shared.program(KEY_1);
    for host in [&leaving, &staying] {
        host.install_url(&one).await.unwrap();
        let secret = host.shared_secret();
        assert_eq!(shared.panel(&other, host, &secret).await, 200);
    }
    let secret = leaving.shared_secret();
    leaving.uninstall().await.unwrap();
    assert_eq!(shared.panel(&one, &leaving, &secret).await, 401);
    shared.is_refused_soon(&other, &leaving, &secret).await;
    let secret = staying.shared_secret();
    assert_eq!(shared.panel(&other, &staying, &secret).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_260_keys_rotate_under_two_processes() {
    let shared = Shared::new().await;
    let first = shared.host("tenant-a").await;
    let both = async |urls: [&str; 2], host: &Host| {
        for url in urls {
            let secret = host.shared_secret();
            assert_eq!(shared.panel(url, host, &secret).await, 200, "{url}");
        }
    };
    let (one, one_url) = shared.program(KEY_1);
    let (other, other_url) = shared.program(KEY_1);
    first.install_url(&one_url).await.unwrap();
    both([&one_url, &other_url], &first).await;
    shared.all_sealed_with("k1").await;
    drop((one, other));

    // Added: each opens what either seals.
    let added = format!("{KEY_1},{KEY_2}");
    let (one, one_url) = shared.program(&added);
    // Promoted, at one of them first: it seals the rows again on its own, and logs that.
    let promoted = format!("{KEY_2},{KEY_1}");
    let (other, other_url) = shared.program(&promoted);
    shared.all_sealed_with("k2").await;
    let second = shared.host("tenant-b").await;
    second.install_url(&one_url).await.unwrap();
    for host in [&first, &second] {
        both([&one_url, &other_url], host).await;
    }
    drop(one);
    other.signal("TERM");
    let log = other.all();
    assert!(log.contains("re-encrypted secrets"), "{log}");
    // Since then, the other one had sealed a row with the former key.
    let (one, one_url) = shared.program(&promoted);
    both([&one_url, &one_url], &second).await;
    shared.all_sealed_with("k2").await;
    one.signal("TERM");
    let log = one.all();
    assert!(log.contains("all are sealed with this key now"), "{log}");

    // Dropped: nothing is lost.
    let (_one, one_url) = shared.program(KEY_2);
    for host in [&first, &second] {
        both([&one_url, &one_url], host).await;
    }
}
