//! Processes that share one database, and end in any way.
//!
//! This binary starts itself: [`child`] runs in the processes that are killed.

#![cfg(feature = "sqlite")]
// Outside `#[test]` functions, clippy doesn't recognize a test.
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
    if let Some(path) = url.strip_prefix("sqlite://") {
        return Arc::new(SqliteStore::open(path, Sealer::plain()).await.unwrap());
    }
    #[cfg(feature = "postgres")]
    {
        use connect_store::PostgresStore;
        let url = url.parse().unwrap();
        Arc::new(PostgresStore::open(&url, Sealer::plain()).await.unwrap())
    }
    #[cfg(not(feature = "postgres"))]
    panic!("not a SQLite file: {url}");
}

fn block_on(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test);
}

/// Runs a test on a new SQLite file.
fn on_sqlite<F: Future<Output = ()>>(rule: impl FnOnce(String) -> F) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    block_on(rule(format!("sqlite://{}", path.display())));
}

/// Runs a test on a new PostgreSQL database, if there is a server.
#[cfg(feature = "postgres")]
fn on_postgres<F: Future<Output = ()>>(rule: impl FnOnce(String) -> F) {
    block_on(async {
        if let Some(database) = connect_testing::postgres::TestDatabase::fresh().await {
            rule(database.url().to_owned()).await;
        }
    });
}

#[test]
#[ignore = "it's what the other tests start"]
fn child() {
    child::main();
}

macro_rules! rules {
    ($($test:ident: $rule:ident;)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::on_sqlite(super::rules::$rule); })*
        }

        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $test() { super::on_postgres(super::rules::$rule); })*
        }
    };
}

rules! {
    case_263_a_killed_worker_s_jobs_are_taken_over_within_five_seconds: takes_over_from_a_killed_worker;
    case_263_nothing_that_was_acknowledged_is_lost_by_kill_9: loses_nothing_that_was_acknowledged;
    a_job_that_ends_its_process_is_dead_after_four_and_takes_nobody_along: gives_up_a_job_that_ends_processes;
    four_processes_share_one_database_and_do_each_job_once: does_each_job_once;
    an_order_is_kept_by_three_processes: keeps_orders_in_three_processes;
    a_process_that_is_told_to_end_hands_its_jobs_back: hands_back_at_the_end;
}
