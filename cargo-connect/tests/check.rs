//! `cargo connect check` from the outside: what it prints and how it ends.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::collections::BTreeMap;
use std::process::{Command, Output};

use serde_json::Value;

fn check(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "check"])
        .args(arguments)
        .output()
        .unwrap()
}

/// The outcome of each rule.
fn outcomes(output: &Output) -> BTreeMap<String, String> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rules = report["rules"].as_array().unwrap().iter();
    rules
        .map(|rule| (text(&rule["rule"]), text(&rule["outcome"])))
        .collect()
}

#[test]
fn an_app_is_started_installed_and_checked() {
    let output = check(&["-p", "issue-votes", "--json"]);
    let logged = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{logged}");
    let outcomes = outcomes(&output);
    for rule in [
        "host-accepts",
        "descriptor-served",
        "genuine-token",
        "unauthenticated",
        "forged-token",
        "install-keys",
        "uninstalled-sites",
        "cache-control",
        "frame-ancestors",
        "reflected-input",
        "secrets-in-answers",
        "secrets-in-logs",
        "answer-times",
        "page-weight",
        "host-findings",
    ] {
        assert_eq!(outcomes[rule], "passed", "{rule}");
    }
}

#[test]
fn an_app_that_is_only_read_is_not_started() {
    let output = check(&["-p", "issue-votes", "--json", "--only-read"]);
    assert_eq!(output.status.code(), Some(0));
    let outcomes = outcomes(&output);
    assert_eq!(outcomes["app-key"], "passed");
    assert_eq!(outcomes["genuine-token"], "not-judged");
}

/// Something other than the app: it answers everyone with the same text.
#[test]
fn a_running_app_is_checked_as_an_unknown_caller() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let anything = axum::Router::new().fallback(async || "votes");
    runtime.spawn(async move { axum::serve(listener, anything).await });
    let output = check(&["-p", "issue-votes", "--json", "--url", &url]);
    assert_eq!(output.status.code(), Some(1));
    let outcomes = outcomes(&output);
    for rule in ["unauthenticated", "forged-token", "install-keys"] {
        assert_eq!(outcomes[rule], "failed", "{rule}");
    }
    assert_eq!(outcomes["genuine-token"], "not-judged");
}

#[test]
fn a_check_that_cannot_run_has_its_own_status() {
    let unknown = check(&["-p", "isue-votes"]);
    let printed = String::from_utf8_lossy(&unknown.stderr);
    assert_eq!(unknown.status.code(), Some(2), "{printed}");
    assert!(printed.contains("no package `isue-votes`"), "{printed}");
    let nobody = check(&["-p", "issue-votes", "--url", "http://127.0.0.1:1"]);
    let printed = String::from_utf8_lossy(&nobody.stderr);
    assert_eq!(nobody.status.code(), Some(2), "{printed}");
    assert!(printed.contains("did not answer"), "{printed}");
}
