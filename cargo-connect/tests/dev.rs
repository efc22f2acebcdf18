//! `cargo connect dev --once` from the outside: what it prints and how it ends.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::net::TcpListener;
use std::process::{Command, Output};

fn dev(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "dev"])
        .args(arguments)
        .env_remove("CONNECT_DATABASE_URL")
        .output()
        .unwrap()
}

/// The app gets what the developer has set, and reports that it is not built for it.
#[test]
fn a_database_that_is_set_is_passed_on() {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "dev", "-p", "hello-world", "--once"])
        .env(
            "CONNECT_DATABASE_URL",
            "postgres://app:p4ssw0rd@127.0.0.1:9/votes",
        )
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("CONNECT_DATABASE_URL"), "{printed}");
    assert!(!printed.contains("p4ssw0rd"), "{printed}");
}

#[test]
fn once_opens_everything_and_succeeds() {
    let output = dev(&["-p", "hello-world", "--once"]);
    let (printed, logged) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(0), "{printed}\n{logged}");
    for part in [
        "connect/hello-world/descriptor.json",
        "scopes  READ",
        "installed                     POST /lifecycle/installed     204     401",
        "open \"hello\"                  GET /hello                    200     401",
        "open \"greeting\"               GET /greeting                 200     401",
        "webhook \"jira:issue_created\"  POST /webhooks/issue-created  204     401",
        "verified; refused without a token",
    ] {
        assert!(printed.contains(part), "{part:?} is missing in\n{printed}");
    }
}

#[test]
fn an_unknown_package_is_answered_with_the_known_ones() {
    let output = dev(&["-p", "helo-world", "--once"]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("no package `helo-world`"), "{printed}");
    assert!(printed.contains("hello-world"), "{printed}");
}

#[test]
fn an_address_in_use_is_reported_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (argument, what) in [("--listen", "the local host"), ("--app", "the app")] {
        let output = dev(&["-p", "hello-world", argument, &address]);
        let printed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{printed}");
        let expected = format!(
            "error: {what} can't listen on {address}: choose another address with {argument}\n"
        );
        assert!(printed.starts_with(&expected), "{printed}");
    }
}

#[test]
fn without_a_package_the_apps_to_choose_from_are_listed() {
    let output = dev(&["--once"]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("which app?"), "{printed}");
    assert!(printed.contains("hello-world"), "{printed}");
}

#[test]
fn an_app_with_a_descriptor_per_product_is_installed_in_each() {
    let output = dev(&["-p", "two-products", "--once"]);
    let (printed, logged) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(0), "{printed}\n{logged}");
    for part in [
        "connect/two-products/descriptor.jira.json",
        "connect/two-products/descriptor.confluence.json",
        "GET /jira/atlassian-connect.json",
        "GET /confluence/atlassian-connect.json",
        "open \"votes\"",
        "open \"approvals\"",
        "webhook \"page_created\"",
    ] {
        assert!(printed.contains(part), "{part:?} is missing in\n{printed}");
    }
    assert_eq!(printed.matches("open \"about\"").count(), 2, "{printed}");

    let only = dev(&["-p", "two-products", "--once", "--product", "confluence"]);
    let printed = String::from_utf8_lossy(&only.stdout);
    assert_eq!(only.status.code(), Some(0), "{printed}");
    assert!(!printed.contains("descriptor.jira.json"), "{printed}");
}
