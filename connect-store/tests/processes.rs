//! Processes that share one database, and end in whatever way.
//!
//! This binary starts itself: [`child`] is what runs in the processes that are killed.

#![cfg(feature = "sqlite")]
// Outside `#[test]` functions clippy does not know a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "processes/child.rs"]
mod child;
#[path = "processes/rules.rs"]
mod rules;

use std::sync::Arc;

use connect_store::{Sealer, SqliteStore, Store};
use tempfile::TempDir;

const APP: &str = "com.example.votes";

/// Opens the store that a URL names, in the parent and in its children.
async fn open(url: &str) -> Arc<dyn Store> {
    let path = url.strip_prefix("sqlite://").expect("a SQLite file");
    Arc::new(SqliteStore::open(path, Sealer::plain()).await.unwrap())
}

/// Runs a rule on a fresh SQLite file.
fn on_sqlite<F: Future<Output = ()>>(rule: impl FnOnce(String) -> F) {
    let folder = TempDir::new().unwrap();
    let url = format!(
        "sqlite://{}",
        folder.path().join("connect.sqlite").display()
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(rule(url));
}

#[test]
#[ignore = "it's what the other tests start"]
fn child() {
    child::main();
}

#[test]
fn case_263_a_killed_worker_s_jobs_are_taken_over_within_five_seconds() {
    on_sqlite(rules::takes_over_from_a_killed_worker);
}

#[test]
fn case_263_nothing_that_was_acknowledged_is_lost_by_kill_9() {
    on_sqlite(rules::loses_nothing_that_was_acknowledged);
}

#[test]
fn a_job_that_ends_its_process_is_dead_after_four_and_takes_nobody_along() {
    on_sqlite(rules::gives_up_a_job_that_ends_processes);
}

#[test]
fn four_processes_share_one_database_and_do_each_job_once() {
    on_sqlite(rules::does_each_job_once);
}

#[test]
fn an_order_is_kept_by_three_processes() {
    on_sqlite(rules::keeps_orders_in_three_processes);
}

#[test]
fn a_process_that_is_told_to_end_hands_its_jobs_back() {
    on_sqlite(rules::hands_back_at_the_end);
}
