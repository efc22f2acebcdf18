//! Every way that opening a database can fail.

use connect_testing::postgres::TestDatabase;
use sqlx::AssertSqlSafe;
use url::Url;

use super::super::*;

async fn refused(url: &str) -> PostgresOpenError {
    let error = PostgresStore::open(&url.parse().unwrap(), Sealer::plain())
        .await
        .expect_err("the database cannot be used");
    let password = Url::parse(url).unwrap();
    if let Some(password) = password.password() {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(password), "{shown}");
    }
    error
}

async fn sql(database: &TestDatabase, sql: &str) {
    let mut connection = database.connect().await;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .unwrap();
}

/// The database's URL with a change.
fn but(database: &TestDatabase, change: impl FnOnce(&mut Url)) -> String {
    let mut url = Url::parse(database.url()).unwrap();
    change(&mut url);
    url.into()
}

async fn made(database: &TestDatabase) {
    let url = database.url().parse().unwrap();
    let store = PostgresStore::open(&url, Sealer::plain()).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_missing_server_is_named() {
    // A port that is bound here, and not listened on.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let error = refused(&format!("postgres://u:p4ssw0rd@127.0.0.1:{port}/db")).await;
    assert!(
        matches!(error, PostgresOpenError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(
        error.to_string().contains(&format!("127.0.0.1:{port}/db")),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_database_are_distinguished() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let wrong = but(&database, |url| {
        url.set_password(Some("wr0ng-one")).unwrap()
    });
    let error = refused(&wrong).await;
    assert!(
        matches!(error, PostgresOpenError::Refused { .. }),
        "{error:?}"
    );
    let missing = but(&database, |url| url.set_path("/nowhere"));
    let error = refused(&missing).await;
    assert!(
        matches!(error, PostgresOpenError::Missing { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let tls = but(&database, |url| url.set_query(Some("sslmode=verify-full")));
    let error = refused(&tls).await;
    assert!(matches!(error, PostgresOpenError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn a_user_without_rights_learns_which_are_missing() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let user = format!("{}_guest", database.name());
    sql(
        &database,
        &format!(
            "CREATE USER {user} PASSWORD 'gu3st-w0rd'; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        ),
    )
    .await;
    let guest = but(&database, |url| {
        url.set_username(&user).unwrap();
        url.set_password(Some("gu3st-w0rd")).unwrap();
    });
    let error = refused(&guest).await;
    assert!(
        matches!(error, PostgresOpenError::NoRights { .. }),
        "{error:?}"
    );
    sql(&database, &format!("DROP USER {user}")).await;
}

#[tokio::test]
async fn a_database_that_is_read_only_or_of_another_encoding_is_refused() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let name = database.name();
    sql(
        &database,
        &format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
    )
    .await;
    let error = refused(database.url()).await;
    assert!(
        matches!(error, PostgresOpenError::ReadOnly { .. }),
        "{error:?}"
    );

    let latin = format!("{name}_latin");
    let make = format!(
        "SET default_transaction_read_only = off;
         CREATE DATABASE {latin} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    );
    // One statement at a time: a database can't be created within a transaction.
    for statement in make.split(';') {
        let mut connection = database.connect().await;
        sqlx::raw_sql("SET default_transaction_read_only = off")
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let error = refused(&but(&database, |url| url.set_path(&latin))).await;
    assert!(
        matches!(&error, PostgresOpenError::Encoding { encoding, .. } if encoding == "LATIN1"),
        "{error:?}"
    );
    let mut connection = database.connect().await;
    for statement in [
        "SET default_transaction_read_only = off".to_owned(),
        format!("DROP DATABASE {latin} WITH (FORCE)"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_newer_version_s_and_another_build_s_schema_are_refused() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    made(&database).await;
    made(&database).await;
    sql(
        &database,
        "INSERT INTO connect_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'later', TRUE, '', 1)",
    )
    .await;
    let error = refused(database.url()).await;
    assert!(
        matches!(error, PostgresOpenError::Newer { found: 99, .. }),
        "{error:?}"
    );
    sql(
        &database,
        "DELETE FROM connect_migrations WHERE version = 99; UPDATE connect_migrations SET checksum = ''",
    )
    .await;
    let error = refused(database.url()).await;
    assert!(
        matches!(error, PostgresOpenError::Altered { version: 1, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_app_s_own_tables_and_migrations_may_be_in_the_database() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    sql(
        &database,
        "CREATE TABLE _sqlx_migrations (version BIGINT); INSERT INTO _sqlx_migrations VALUES (7)",
    )
    .await;
    made(&database).await;
}
