//! The documents generated from this crate's tables. `CONNECT_WRITE_DOCUMENTS=1 cargo test -p
//! connect-runtime --lib documents` regenerates them.

use std::path::Path;

use crate::config::Setting;
use crate::metrics::Metric;

/// Puts a table between its two marks in a document.
fn with(document: &str, mark: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = document.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{table}{end}{after}")
}

#[test]
fn say_what_the_tables_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploying.md");
    let present = std::fs::read_to_string(&path).unwrap();
    let made = with(&present, "metrics", &Metric::table());
    let made = with(&made, "settings", &Setting::table());
    if std::env::var_os("CONNECT_WRITE_DOCUMENTS").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    assert!(
        made == present,
        "docs/deploying.md is not what the tables say: \
         CONNECT_WRITE_DOCUMENTS=1 cargo test -p connect-runtime --lib documents"
    );
}

/// Every setting that `Config::from_lookup` reads is in the table, and vice versa.
#[test]
fn name_each_setting_that_is_read() {
    let source = include_str!("../config/environment.rs");
    let read: std::collections::BTreeSet<_> = source
        .split('"')
        .filter(|text| text.starts_with("CONNECT_") || *text == "PORT")
        .filter(|text| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .collect();
    let listed: std::collections::BTreeSet<_> = crate::config::SETTINGS
        .iter()
        .map(|setting| setting.name)
        .collect();
    assert_eq!(read, listed);
}
