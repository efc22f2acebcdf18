//! Whatever it can't start with: one clear error, exit status 1, and nothing lost.

use std::fs;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::running::Place;

/// No settings beyond what every test has.
const NONE: [(&str, &str); 0] = [];

/// A sound database of this version.
fn with_database() -> Place {
    let place = Place::new();
    let program = place.serving(&NONE);
    program.signal("TERM");
    let (status, said) = program.ended();
    assert!(status.success(), "{said}");
    place
}

async fn database(place: &Place) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(place.database());
    options.connect().await.unwrap()
}

#[test]
fn a_database_file_that_is_missing_is_made() {
    let place = with_database();
    assert_eq!(place.files(), ["connect.sqlite"]);
    // And is taken up again.
    drop(place.serving(&NONE));
}

#[test]
fn a_database_folder_that_is_missing() {
    let place = Place::new();
    let said = place.refused(&[("CONNECT_DATABASE_URL", "sqlite://nowhere/connect.sqlite")]);
    assert!(said.contains("its folder nowhere is not there"), "{said}");
    assert!(said.contains("make the folder"), "{said}");
    assert_eq!(place.files().len(), 0, "nothing is left behind");
}

#[test]
fn a_database_that_is_a_folder() {
    let place = Place::new();
    fs::create_dir(place.database()).unwrap();
    let said = place.refused(&NONE);
    assert!(said.contains("is a folder; name a file in it"), "{said}");
}

#[test]
fn a_database_that_is_read_only() {
    let place = with_database();
    let before = fs::read(place.database()).unwrap();
    let mut permissions = fs::metadata(place.database()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.database(), permissions).unwrap();
    let said = place.refused(&NONE);
    assert!(said.contains("connect.sqlite cannot be written"), "{said}");
    assert!(said.contains("let the app's user write"), "{said}");
    assert_eq!(fs::read(place.database()).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_a_newer_version() {
    let place = with_database();
    let mut connection = database(&place).await;
    let newer = "INSERT INTO connect_migrations \
         (version, description, success, checksum, execution_time) VALUES (99, 'later', TRUE, X'00', 1)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    let tenant = "SELECT count(*) FROM connect_migrations";
    connection.close().await.unwrap();
    let said = place.refused(&NONE);
    assert!(said.contains("was written by a newer version"), "{said}");
    assert!(said.contains("run that version"), "{said}");
    let mut connection = database(&place).await;
    let rows: i64 = sqlx::query_scalar(tenant)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(rows, 2, "the file is as it was");
}

#[test]
fn a_database_that_is_corrupt() {
    let whole = fs::read(with_database().database()).unwrap();
    let mut overwritten = whole.clone();
    overwritten[4096..8192].fill(0xab);
    for broken in [
        overwritten,
        whole[..whole.len() / 2].to_vec(),
        b"{\"not\": \"a database\"}".repeat(100),
        b"SQLite format 3\0, or so it says".repeat(100),
    ] {
        let place = Place::new();
        fs::write(place.database(), &broken).unwrap();
        let said = place.refused(&NONE);
        assert!(said.contains("is not a sound SQLite database"), "{said}");
        assert!(said.contains("restore it from a backup"), "{said}");
        let after = fs::read(place.database()).unwrap();
        assert!(after == broken, "what can be saved of it is still there");
    }
}

#[test]
fn a_port_that_is_in_use() {
    let place = Place::new();
    let first = place.serving(&NONE);
    let before = fs::metadata(place.database()).unwrap().modified().unwrap();
    let port = first.port().to_string();
    for setting in [
        ("CONNECT_BIND", format!("127.0.0.1:{port}")),
        ("PORT", port.clone()),
    ] {
        let cleared = ("CONNECT_BIND", String::new());
        let said = place.refused(&[cleared, setting]);
        assert!(
            said.contains(&format!("another program has port {port}")),
            "{said}"
        );
        assert!(said.contains("set PORT or CONNECT_BIND"), "{said}");
    }
    let after = fs::metadata(place.database()).unwrap().modified().unwrap();
    assert_eq!(before, after, "the first one's database is its own");
    first.signal("TERM");
    assert!(first.ended().0.success());
}

#[test]
fn an_address_that_this_machine_does_not_have() {
    // RFC 5737: an address for documentation.
    let said = Place::new().refused(&[("CONNECT_BIND", "192.0.2.1:3000")]);
    assert!(said.contains("can't listen on 192.0.2.1:3000"), "{said}");
    assert!(said.contains("an address that this machine has"), "{said}");
}

#[test]
fn a_base_url_that_is_malformed() {
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
        let place = Place::new();
        let said = place.refused(&[("CONNECT_BASE_URL", value)]);
        assert!(said.starts_with("error: CONNECT_BASE_URL is `"), "{said}");
        assert!(
            said.contains("such as `https://votes.example.com`"),
            "{said}"
        );
        assert_eq!(place.files().len(), 0, "no database is made");
    }
}

#[test]
fn variables_that_are_malformed() {
    for (name, value) in [
        ("CONNECT_MODE", "prod"),
        ("CONNECT_BIND", "3000"),
        ("CONNECT_BIND", "localhost:3000"),
        ("CONNECT_DATABASE_URL", "connect.sqlite"),
        ("CONNECT_DATABASE_URL", "postgres://localhost/app"),
        ("CONNECT_DATABASE_URL", "sqlite://"),
        ("CONNECT_KEY_HOST", "keys"),
        ("CONNECT_DEV_HOSTS", "127.0.0.1:4000"),
        ("CONNECT_LEEWAY", "-1"),
        ("CONNECT_LEEWAY", "31"),
        ("CONNECT_BODY_LIMIT", "1MiB"),
        ("CONNECT_BODY_LIMIT", "0"),
        ("CONNECT_REQUEST_TIMEOUT", "soon"),
        ("CONNECT_REQUEST_TIMEOUT", "0"),
        ("CONNECT_SESSION_TOKENS", "yes"),
        ("CONNECT_BRIDGE", "all.js"),
        ("CONNECT_LOG", "not a [filter"),
    ] {
        let said = Place::new().refused(&[(name, value)]);
        assert!(said.starts_with(&format!("error: {name} is ")), "{said}");
        assert!(said.contains("; write "), "{said}");
    }
    let said = Place::new().refused(&[("CONNECT_BIND", ""), ("PORT", "65536")]);
    assert!(said.starts_with("error: PORT is `65536`"), "{said}");
}

#[test]
fn secret_keys_that_are_malformed_are_not_repeated() {
    for value in [
        "sEcReT",
        "k1:sEcReT",
        "k1:c0VjUmVU",
        ":sEcReT",
        "k1:sEcReT,k1:sEcReT",
    ] {
        let said = Place::new().refused(&[("CONNECT_SECRET_KEYS", value)]);
        assert!(
            said.starts_with("error: CONNECT_SECRET_KEYS cannot be used"),
            "{said}"
        );
        assert!(
            !said.contains("sEcReT") && !said.contains("c0VjUmVU"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn variables_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let value = OsStr::from_bytes(b"https://\xff.example");
    let said = Place::new().refused(&[("CONNECT_BASE_URL", value)]);
    assert_eq!(said, "error: CONNECT_BASE_URL is not UTF-8; set it again\n");
}

#[test]
fn a_variable_that_is_missing() {
    let said = Place::new().refused(&[("CONNECT_MODE", "production")]);
    assert!(said.contains("CONNECT_BASE_URL is not set"), "{said}");
}

#[test]
fn an_address_file_that_cannot_be_written() {
    let place = Place::new();
    let said = place.refused(&[("CONNECT_ADDRESS_FILE", "nowhere/address")]);
    assert!(
        said.contains("can't write the address to nowhere/address"),
        "{said}"
    );
    assert!(
        said.contains("set CONNECT_ADDRESS_FILE to a file"),
        "{said}"
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
        let place = Place::new();
        let said = place.refused(&[public, (switch, value)]);
        assert!(
            said.contains("a development switch is on in production mode"),
            "{said}"
        );
        assert!(
            said.contains(switch) && said.contains("CONNECT_MODE=development"),
            "{said}"
        );
        assert_eq!(place.files().len(), 0);
    }
    let production = ("CONNECT_MODE", "production");
    let said =
        Place::new().refused(&[production, ("CONNECT_BASE_URL", "http://votes.example.com")]);
    assert!(said.contains("a base URL without TLS"), "{said}");
}

#[test]
fn development_switches_are_loud_outside_of_production() {
    let place = Place::new();
    let program = place.serving(&[
        ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000"),
        ("CONNECT_KEY_HOST", "http://127.0.0.1:4000"),
        ("CONNECT_BASE_URL", "http://127.0.0.1:3000"),
    ]);
    for switch in ["CONNECT_DEV_HOSTS", "CONNECT_KEY_HOST", "CONNECT_BASE_URL"] {
        let warned = program.said().lines().any(|line| {
            line.contains("WARN") && line.contains("development switch") && line.contains(switch)
        });
        assert!(warned, "{switch}: {}", program.said());
    }
    assert!(
        program.said().contains("stored as plain text"),
        "{}",
        program.said()
    );
}
