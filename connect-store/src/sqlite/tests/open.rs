//! Every way that opening a file can fail.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::super::*;

async fn refused(path: &Path) -> OpenError {
    SqliteStore::open(path, Sealer::plain())
        .await
        .expect_err("the file cannot be used")
}

async fn made(path: &Path) {
    SqliteStore::open(path, Sealer::plain())
        .await
        .unwrap()
        .close()
        .await;
}

#[tokio::test]
async fn a_missing_file_is_created_for_its_owner_only() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    assert_eq!(store.path(), path);
    #[cfg(unix)]
    for file in fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{:?}",
            file.path()
        );
    }
    store.close().await;
    made(&path).await;
}

#[tokio::test]
async fn an_empty_file_counts_as_new() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("empty.sqlite");
    fs::write(&path, "").unwrap();
    made(&path).await;
}

#[tokio::test]
async fn a_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let error = refused(folder.path()).await;
    assert!(matches!(error, OpenError::Folder { .. }));
    assert!(error.to_string().contains("connect.sqlite"), "{error}");
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("nowhere");
    let error = refused(&missing.join("connect.sqlite")).await;
    assert!(
        matches!(&error, OpenError::NoFolder { folder, .. } if *folder == missing),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_file_as_a_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "text").unwrap();
    let error = refused(&file.join("connect.sqlite")).await;
    assert!(
        matches!(error, OpenError::NoFolder { .. } | OpenError::Other { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_read_only_file_is_refused_unchanged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    made(&path).await;
    let before = fs::read(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, OpenError::ReadOnly { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn what_is_not_a_database_is_refused_unchanged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    for text in [
        "{\"not\": \"a database\"}".repeat(100),
        "SQLite format 3\0 but not really".repeat(100),
    ] {
        fs::write(&path, &text).unwrap();
        let error = refused(&path).await;
        assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
        assert_eq!(fs::read(&path).unwrap(), text.as_bytes());
    }
}

#[tokio::test]
async fn a_broken_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    made(&path).await;
    let whole = fs::read(&path).unwrap();
    let mut overwritten = whole.clone();
    overwritten[4096..8192].fill(0xAB);
    for broken in [&overwritten[..], &whole[..whole.len() / 2]] {
        fs::write(&path, broken).unwrap();
        let error = refused(&path).await;
        assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_newer_version_s_file_is_refused_and_its_rows_stay() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    let newer = "INSERT INTO connect_migrations (version, description, success, checksum, execution_time) VALUES (99, 'later', TRUE, X'00', 1)";
    sqlx::query(newer).execute(&store.writer).await.unwrap();
    store.close().await;
    let error = refused(&path).await;
    assert!(
        matches!(
            error,
            OpenError::Newer {
                found: 99,
                known: 4,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn another_build_s_schema_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    sqlx::query("UPDATE connect_migrations SET checksum = X'00'")
        .execute(&store.writer)
        .await
        .unwrap();
    store.close().await;
    assert!(matches!(
        refused(&path).await,
        OpenError::Altered { version: 1, .. }
    ));
}

#[tokio::test]
async fn an_app_s_own_tables_may_be_in_the_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&path, Sealer::plain()).await.unwrap();
    sqlx::query("CREATE TABLE _sqlx_migrations (version INTEGER)")
        .execute(&store.writer)
        .await
        .unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations VALUES (7)")
        .execute(&store.writer)
        .await
        .unwrap();
    store.close().await;
    made(&path).await;
}
