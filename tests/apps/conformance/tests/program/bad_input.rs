//! A configuration or database that the app can't start with: one clear error, exit status 1, and
//! no data lost.

use std::fs;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::running::WorkingFolder;

/// No settings beyond what every test has.
const NONE: [(&str, &str); 0] = [];

/// A sound database of this version.
fn with_database() -> WorkingFolder {
    let folder = WorkingFolder::new();
    let program = folder.serving(&NONE);
    program.signal("TERM");
    let (status, stderr) = program.ended();
    assert!(status.success(), "{stderr}");
    folder
}

async fn database(folder: &WorkingFolder) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.database());
    options.connect().await.unwrap()
}

#[test]
fn a_missing_database_file_is_created() {
    let folder = with_database();
    assert_eq!(folder.files(), ["connect.sqlite", "connect.sqlite-gate"]);
    // And is opened again.
    drop(folder.serving(&NONE));
}

#[test]
fn a_missing_database_folder_is_reported() {
    let folder = WorkingFolder::new();
    let stderr = folder.refused(&[("CONNECT_DATABASE_URL", "sqlite://nowhere/connect.sqlite")]);
    assert!(
        stderr.contains("its folder nowhere is not there"),
        "{stderr}"
    );
    assert!(stderr.contains("make the folder"), "{stderr}");
    assert_eq!(folder.files().len(), 0, "nothing is left behind");
}

#[test]
fn a_database_that_is_a_folder_is_reported() {
    let folder = WorkingFolder::new();
    fs::create_dir(folder.database()).unwrap();
    let stderr = folder.refused(&NONE);
    assert!(
        stderr.contains("is a folder; name a file in it"),
        "{stderr}"
    );
}

#[test]
fn a_read_only_database_is_reported() {
    let folder = with_database();
    let before = fs::read(folder.database()).unwrap();
    let mut permissions = fs::metadata(folder.database()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.database(), permissions).unwrap();
    let stderr = folder.refused(&NONE);
    assert!(
        stderr.contains("connect.sqlite cannot be written"),
        "{stderr}"
    );
    assert!(stderr.contains("let the app's user write"), "{stderr}");
    assert_eq!(fs::read(folder.database()).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = with_database();
    let mut connection = database(&folder).await;
    let newer = "INSERT INTO connect_migrations \
         (version, description, success, checksum, execution_time) VALUES (99, 'later', TRUE, X'00', 1)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    let count = "SELECT count(*) FROM connect_migrations";
    let before: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let stderr = folder.refused(&NONE);
    assert!(
        stderr.contains("was written by a newer version"),
        "{stderr}"
    );
    assert!(stderr.contains("run that version"), "{stderr}");
    let mut connection = database(&folder).await;
    let rows: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(rows, before, "the file is as it was");
}

#[test]
fn a_corrupt_database_is_refused_and_left_alone() {
    let whole = fs::read(with_database().database()).unwrap();
    let mut overwritten = whole.clone();
    overwritten[4096..8192].fill(0xab);
    for broken in [
        overwritten,
        whole[..whole.len() / 2].to_vec(),
        b"{\"not\": \"a database\"}".repeat(100),
        b"SQLite format 3\0, or so it says".repeat(100),
    ] {
        let folder = WorkingFolder::new();
        fs::write(folder.database(), &broken).unwrap();
        let stderr = folder.refused(&NONE);
        assert!(
            stderr.contains("is not a sound SQLite database"),
            "{stderr}"
        );
        assert!(stderr.contains("restore it from a backup"), "{stderr}");
        let after = fs::read(folder.database()).unwrap();
        assert!(after == broken, "the file is untouched");
    }
}

#[test]
fn a_port_that_is_in_use_is_reported() {
    let folder = WorkingFolder::new();
    let first = folder.serving(&NONE);
    let before = fs::metadata(folder.database()).unwrap().modified().unwrap();
    let port = first.port().to_string();
    for setting in [
        ("CONNECT_BIND", format!("127.0.0.1:{port}")),
        ("PORT", port.clone()),
    ] {
        let cleared = ("CONNECT_BIND", String::new());
        let stderr = folder.refused(&[cleared, setting]);
        assert!(
            stderr.contains(&format!("another program has port {port}")),
            "{stderr}"
        );
        assert!(stderr.contains("set PORT or CONNECT_BIND"), "{stderr}");
    }
    let after = fs::metadata(folder.database()).unwrap().modified().unwrap();
    assert_eq!(before, after, "the first one's database is untouched");
    first.signal("TERM");
    assert!(first.ended().0.success());
}

#[test]
fn an_address_that_this_machine_does_not_have_is_reported() {
    // RFC 5737: an address for documentation.
    let stderr = WorkingFolder::new().refused(&[("CONNECT_BIND", "192.0.2.1:3000")]);
    assert!(
        stderr.contains("can't listen on 192.0.2.1:3000"),
        "{stderr}"
    );
    assert!(
        stderr.contains("an address that this machine has"),
        "{stderr}"
    );
}

#[test]
fn a_malformed_base_url_is_reported() {
    for value in [
        "votes.example.com",
        "https://",
        "ftp://votes.example.com",
        "https://user@votes.example.com",
        "https://votes.example.com/?a=1",
        "https://votes.example.com/#a",
        "https://votes example.com",
        "https://votes.example.com:99999",
        "/votes",
        "\u{1F980}",
    ] {
        let folder = WorkingFolder::new();
        let stderr = folder.refused(&[("CONNECT_BASE_URL", value)]);
        assert!(
            stderr.starts_with("error: CONNECT_BASE_URL is `"),
            "{stderr}"
        );
        assert!(
            stderr.contains("such as `https://votes.example.com`"),
            "{stderr}"
        );
        assert_eq!(folder.files().len(), 0, "no database is created");
    }
}

#[test]
fn malformed_variables_are_reported() {
    for (name, value) in [
        ("CONNECT_MODE", "prod"),
        ("CONNECT_BIND", "3000"),
        ("CONNECT_BIND", "localhost:3000"),
        ("CONNECT_DATABASE_URL", "connect.sqlite"),
        ("CONNECT_DATABASE_URL", "mysql://localhost/app"),
        ("CONNECT_DATABASE_URL", "sqlite://"),
        ("CONNECT_KEY_HOST", "keys"),
        ("CONNECT_DEV_HOSTS", "127.0.0.1:4000"),
        ("CONNECT_LEEWAY", "-1"),
        ("CONNECT_LEEWAY", "31"),
        ("CONNECT_BODY_LIMIT", "1MiB"),
        ("CONNECT_BODY_LIMIT", "0"),
        ("CONNECT_WEBHOOK_LIMIT", "25MB"),
        ("CONNECT_LIFECYCLE_LIMIT", "0"),
        ("CONNECT_ENVIRONMENTS", "prod"),
        ("CONNECT_WRITE_TIMEOUT", "0"),
        ("CONNECT_CONNECTIONS", "0"),
        ("CONNECT_REQUEST_TIMEOUT", "soon"),
        ("CONNECT_REQUEST_TIMEOUT", "0"),
        ("CONNECT_SESSION_TOKENS", "yes"),
        ("CONNECT_BRIDGE", "all.js"),
        ("CONNECT_LOG", "not a [filter"),
    ] {
        let stderr = WorkingFolder::new().refused(&[(name, value)]);
        assert!(
            stderr.starts_with(&format!("error: {name} is ")),
            "{stderr}"
        );
        assert!(stderr.contains("; write "), "{stderr}");
    }
    let stderr = WorkingFolder::new().refused(&[("CONNECT_BIND", ""), ("PORT", "65536")]);
    assert!(stderr.starts_with("error: PORT is `65536`"), "{stderr}");
}

#[test]
fn malformed_secret_keys_are_not_repeated() {
    for value in [
        "sEcReT",
        "k1:sEcReT",
        "k1:c0VjUmVU",
        ":sEcReT",
        "k1:sEcReT,k1:sEcReT",
    ] {
        let stderr = WorkingFolder::new().refused(&[("CONNECT_SECRET_KEYS", value)]);
        assert!(
            stderr.starts_with("error: CONNECT_SECRET_KEYS can't be used"),
            "{stderr}"
        );
        assert!(
            !stderr.contains("sEcReT") && !stderr.contains("c0VjUmVU"),
            "{stderr}"
        );
    }
}

#[cfg(unix)]
#[test]
fn variables_that_are_not_utf_8_are_reported() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let value = OsStr::from_bytes(b"https://\xff.example");
    let stderr = WorkingFolder::new().refused(&[("CONNECT_BASE_URL", value)]);
    assert_eq!(
        stderr,
        "error: CONNECT_BASE_URL is not UTF-8; set it again\n"
    );
}

#[test]
fn a_missing_variable_is_reported() {
    let stderr = WorkingFolder::new().refused(&[("CONNECT_MODE", "production")]);
    assert_eq!(
        stderr,
        "error: CONNECT_BASE_URL is required in production: set it to the app's public https URL\n"
    );
}

#[test]
fn an_address_file_that_cannot_be_written_is_reported() {
    let folder = WorkingFolder::new();
    let stderr = folder.refused(&[("CONNECT_ADDRESS_FILE", "nowhere/address")]);
    assert!(
        stderr.contains("can't write the address to nowhere/address"),
        "{stderr}"
    );
    assert!(
        stderr.contains("set CONNECT_ADDRESS_FILE to a file"),
        "{stderr}"
    );
}

#[test]
fn case_244_development_switches_do_not_start_in_production() {
    let public = ("CONNECT_BASE_URL", "https://votes.example.com");
    for (switch, value) in [
        ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000"),
        ("CONNECT_DEV_HOSTS", "https://staging.example.com"),
        ("CONNECT_KEY_HOST", "http://127.0.0.1:4000"),
        ("CONNECT_KEY_HOST", "https://localhost:4000"),
        ("CONNECT_KEY_HOST", "http://keys.example.com"),
    ] {
        let folder = WorkingFolder::new();
        let stderr = folder.refused(&[public, (switch, value)]);
        assert!(
            stderr.contains("a development switch is on in production mode"),
            "{stderr}"
        );
        assert!(
            stderr.contains(switch) && stderr.contains("CONNECT_MODE=development"),
            "{stderr}"
        );
        assert_eq!(folder.files().len(), 0);
    }
    let production = ("CONNECT_MODE", "production");
    let stderr = WorkingFolder::new()
        .refused(&[production, ("CONNECT_BASE_URL", "http://votes.example.com")]);
    assert!(stderr.contains("a base URL without TLS"), "{stderr}");
}

#[test]
fn case_273_dangerous_settings_are_refused_in_production_or_loud() {
    let public = ("CONNECT_BASE_URL", "https://votes.example.com");
    for (name, value) in [
        ("CONNECT_DATABASE_URL", "memory:"),
        ("CONNECT_BRIDGE", "http://cdn.example.com/all.js"),
        ("CONNECT_KEY_HOST", "http://keys.example.com"),
        ("CONNECT_AUTHORIZATION_SERVER", "https://127.0.0.1:4000"),
        ("CONNECT_BASE_URLS", "http://old.example.com"),
    ] {
        let stderr = WorkingFolder::new().refused(&[public, (name, value)]);
        assert!(
            stderr.contains("a development switch is on in production mode"),
            "{stderr}"
        );
        assert!(stderr.contains(name), "{stderr}");
    }
    let folder = WorkingFolder::new();
    let program = folder.serving(&[
        public,
        ("CONNECT_KEY_HOST", "https://keys.example.com"),
        ("CONNECT_AUTHORIZATION_SERVER", "https://tokens.example.com"),
        ("CONNECT_BRIDGE", "https://cdn.example.com/all.js"),
        (
            "CONNECT_ENVIRONMENTS",
            "production,a.example=https://keys.a.example",
        ),
    ]);
    for name in [
        "CONNECT_KEY_HOST=",
        "CONNECT_AUTHORIZATION_SERVER=",
        "CONNECT_BRIDGE=",
        "CONNECT_ENVIRONMENTS names https://keys.a.example",
        "stored as plain text",
    ] {
        let warned = program
            .log_text()
            .lines()
            .any(|line| line.contains("WARN") && line.contains(name));
        assert!(warned, "{name}: {}", program.log_text());
    }
    drop(program);
    // Safe settings are not reported.
    let keys = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let program = WorkingFolder::new();
    let program = program.serving(&[public, ("CONNECT_SECRET_KEYS", keys)]);
    assert!(
        !program.log_text().contains("WARN"),
        "{}",
        program.log_text()
    );
}

#[test]
fn development_switches_are_logged_outside_of_production() {
    let folder = WorkingFolder::new();
    let program = folder.serving(&[
        ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000"),
        ("CONNECT_KEY_HOST", "http://127.0.0.1:4000"),
        ("CONNECT_BASE_URL", "http://127.0.0.1:3000"),
    ]);
    for switch in ["CONNECT_DEV_HOSTS", "CONNECT_KEY_HOST", "CONNECT_BASE_URL"] {
        let warned = program.log_text().lines().any(|line| {
            line.contains("WARN") && line.contains("development switch") && line.contains(switch)
        });
        assert!(warned, "{switch}: {}", program.log_text());
    }
    assert!(
        program.log_text().contains("stored as plain text"),
        "{}",
        program.log_text()
    );
}
