//! A database of a test's own on a real PostgreSQL server.
//!
//! `CONNECT_TEST_POSTGRES_URL` names the server, with a user that may create databases;
//! `.ci/postgres COMMAND` starts one for as long as the command runs. Without it a test on PostgreSQL
//! is left out and says so; where `CI=true` is set, it fails.
//!
//! ```no_run
//! use connect_testing::postgres::TestDatabase;
//!
//! # async fn test() {
//! let Some(database) = TestDatabase::fresh().await else { return };
//! println!("{}", database.url());
//! # }
//! ```

use std::io::Write as _;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

/// Names the server; its user must be allowed to create databases.
pub const SERVER: &str = "CONNECT_TEST_POSTGRES_URL";

/// An empty database on the server, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
    url: String,
    places: AtomicU32,
}

impl TestDatabase {
    /// Creates a database. `None` if there is no server: the test must end here; a line on standard
    /// error says that it was left out.
    ///
    /// # Panics
    /// If there is no server and `CI` is `true`, or the server fails.
    pub async fn fresh() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let name = format!(
            "connect_test_{}_{}",
            std::process::id(),
            MADE.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = connect(&server).await;
        execute(
            &mut admin,
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        )
        .await;
        execute(&mut admin, &format!("CREATE DATABASE {name}")).await;
        admin.close().await.unwrap();
        let url = with_database(&server, &name);
        Some(Self {
            server,
            name,
            url,
            places: AtomicU32::new(0),
        })
    }

    /// The database's URL, with the user and password of the server's.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database's name on the server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Creates an empty schema in the database, and returns its URL: quicker than another database, for
    /// tests that need many.
    pub async fn place(&self) -> String {
        let place = format!("place_{}", self.places.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.connect().await;
        execute(&mut connection, &format!("CREATE SCHEMA {place}")).await;
        connection.close().await.unwrap();
        let separator = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{separator}options=-csearch_path%3D{place}", self.url)
    }

    /// A connection to the database, besides those of what is tested.
    pub async fn connect(&self) -> PgConnection {
        connect(&self.url).await
    }

    /// Waits until a connection to the database waits for another one's lock, or until `is_over`, when
    /// none is left to wait.
    ///
    /// # Panics
    /// If neither happens within ten seconds.
    pub async fn until_someone_waits(&self, is_over: impl Fn() -> bool) {
        let mut connection = self.connect().await;
        let waits =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
        let give_up = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while !is_over() {
            let waits = sqlx::query(waits)
                .bind(&self.name)
                .fetch_one(&mut connection);
            let waits: i64 = sqlx::Row::get(&waits.await.unwrap(), 0);
            if waits > 0 {
                return;
            }
            assert!(std::time::Instant::now() < give_up, "nobody waits");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Ends every other connection to the database at once, as a restarted server or a broken
    /// network would.
    pub async fn cut_connections(&self) {
        let mut admin = connect(&self.server).await;
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query(cut)
            .bind(&self.name)
            .execute(&mut admin)
            .await
            .unwrap();
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A thread of its own: a test's runtime can't block on itself.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let mut admin = connect(&server).await;
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                execute(&mut admin, &drop).await;
            });
        });
        // The test's own failure matters more than a database that is left behind.
        drop(dropping.join());
    }
}

/// The server, or the line that says that a test was left out.
fn server() -> Option<String> {
    static LEFT_OUT: AtomicU32 = AtomicU32::new(0);
    if let Some(server) = std::env::var(SERVER).ok().filter(|url| !url.is_empty()) {
        return Some(server);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "tests on PostgreSQL may not be left out where CI=true: set {SERVER}, or run `.ci/postgres cargo test`"
    );
    let count = LEFT_OUT.fetch_add(1, Ordering::Relaxed) + 1;
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Not `eprintln!`, which the test harness captures while a test passes.
    let line = format!(
        "left out for want of PostgreSQL: {test} ({count} in this program; `.ci/postgres cargo test` runs all)\n"
    );
    std::io::stderr().write_all(line.as_bytes()).ok()?;
    None
}

fn with_database(server: &str, name: &str) -> String {
    let (server, query) = server.split_once('?').unwrap_or((server, ""));
    let authority = server.find("://").map_or(0, |scheme| scheme + 3);
    let end = server[authority..]
        .find('/')
        .map_or(server.len(), |slash| authority + slash);
    let mut url = format!("{}/{name}", &server[..end]);
    if !query.is_empty() {
        url = format!("{url}?{query}");
    }
    url
}

async fn connect(url: &str) -> PgConnection {
    let options = PgConnectOptions::from_str(url)
        .unwrap()
        .disable_statement_logging();
    options.connect().await.unwrap()
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}
