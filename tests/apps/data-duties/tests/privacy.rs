//! Personal data that an app stores is reported from its queue, and erased when the host says so.

#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::time::{Duration, SystemTime};

use connect_host::rest::Answer;
use connect_host::{Host, KeyHost, Method};
use connect_runtime::Running;
use connect_runtime::config::Database;
use connect_runtime::jobs::JobState;
use connect_runtime::tenants::jobs::{JobStore, NewJob};
use connect_runtime::tenants::{Sealer, SqliteStore};
use data_duties::{Moves, Names};
use serde_json::Value;
use tempfile::TempDir;

const KEY: &str = "com.example.data-duties";
const REPORT: &str = "/rest/atlassian-connect/latest/report-accounts";
/// The accounts that Atlassian gives for tests.
const ACTIVE: &str = "5be24ad8b1653240376955d2";
const CLOSED: &str = "5be24ba3f91c106033269289";

/// The app on a site, with a second connection to its database.
struct Site {
    host: Host,
    names: Names,
    app: Running,
    queue: SqliteStore,
    rounds: u32,
    _folder: TempDir,
}

impl Site {
    async fn installed() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("connect.sqlite");
        let keys = KeyHost::start().await.unwrap();
        let host = Host::jira()
            .key_host(&keys)
            .serve_rest()
            .start()
            .await
            .unwrap();
        let names = Names::default();
        let app = data_duties::app(Moves::default(), names.clone()).unwrap();
        let app = app.config(|config| {
            config
                .key_host(keys.url().clone())
                .dev_host(host.base_url())
                .database(Database::Sqlite(file.clone()))
        });
        let app = app.spawn().await.unwrap();
        host.install(&app).await.unwrap();
        let queue = SqliteStore::open(&file, Sealer::plain()).await.unwrap();
        Self {
            host,
            names,
            app,
            queue,
            rounds: 0,
            _folder: folder,
        }
    }

    fn keep(&self, account_id: &str) {
        self.names.keep(self.host.client_key(), account_id);
    }

    fn read(&self, account_id: &str) -> Option<SystemTime> {
        self.names.read(self.host.client_key(), account_id)
    }

    /// Stores the job that begins each day, now.
    async fn next_day(&mut self) {
        self.rounds += 1;
        let mut job = NewJob::new(KEY, "", "own:personal-data", "{}\nnull");
        job.delivery = Some(format!("day {}", self.rounds));
        let _ = self.queue.accept(job).await.unwrap();
        self.app.jobs_done().await.unwrap();
        let dead = self
            .app
            .jobs()
            .list(JobState::Dead, None, 10)
            .await
            .unwrap();
        assert!(dead.is_empty(), "{dead:?}");
    }

    fn answer_once(&self, answer: Answer) {
        self.host.rest(Method::POST, REPORT).unwrap().once(answer);
    }

    fn reports(&self) -> usize {
        let calls = self.host.rest_calls();
        calls
            .iter()
            .filter(|call| call.to_string().contains("report-accounts"))
            .count()
    }

    /// Makes the progress that the host stores older by this much.
    fn begun_earlier_by(&self, time: Duration) {
        let addon = format!("/rest/atlassian-connect/1/addons/{KEY}");
        let mut progress = self.host.property(&addon, "connect-personal-data").unwrap();
        let begun = progress["begun"].as_i64().unwrap();
        progress["begun"] = Value::from(begun - i64::try_from(time.as_secs()).unwrap());
        self.host
            .set_property(&addon, "connect-personal-data", progress);
    }
}

#[tokio::test]
async fn accounts_are_reported_once_a_cycle_and_erased_when_they_are_closed() {
    let mut site = Site::installed().await;
    for number in 0..100 {
        site.keep(&format!("557058:{number:03}"));
    }
    site.keep(ACTIVE);
    site.keep(CLOSED);
    site.names.keep("another site", CLOSED);
    site.host.update_account("557058:007");

    site.next_day().await;
    assert_eq!(site.reports(), 2, "102 accounts, 90 at a time");
    assert_eq!(site.read(CLOSED), None);
    assert_eq!(site.names.read("another site", CLOSED), None);
    assert_eq!(site.read(ACTIVE), Some(SystemTime::UNIX_EPOCH));
    assert!(site.read("557058:007").unwrap() > SystemTime::UNIX_EPOCH);

    // The host's cycle of seven days has begun.
    site.host.close_account("557058:008");
    site.next_day().await;
    assert_eq!(site.reports(), 2);
    assert!(site.read("557058:008").is_some());
    site.begun_earlier_by(Duration::from_hours(7 * 24 + 1));
    site.next_day().await;
    assert_eq!(site.reports(), 4);
    assert_eq!(site.read("557058:008"), None);
}

#[tokio::test]
async fn a_report_waits_if_the_host_says_so_and_resumes_the_next_day_if_it_is_gone() {
    let mut site = Site::installed().await;
    site.keep(CLOSED);
    site.answer_once(Answer::status(404));
    site.next_day().await;
    assert_eq!(site.reports(), 1);
    assert!(site.read(CLOSED).is_some(), "nothing reports it as closed");

    site.answer_once(Answer::status(429).retry_after(Duration::from_secs(1)));
    site.next_day().await;
    assert_eq!(site.reports(), 3);
    assert_eq!(site.read(CLOSED), None);
}

#[tokio::test]
async fn a_site_that_has_removed_the_app_gets_no_report() {
    let mut site = Site::installed().await;
    site.keep(CLOSED);
    site.host.uninstall().await.unwrap();
    site.next_day().await;
    assert_eq!(site.reports(), 0);
}
