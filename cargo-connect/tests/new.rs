//! `cargo connect new` from the outside: what it makes is built, tested, linted and run.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::path::Path;
use std::process::{Command, Output};

use connect_testing::ScratchPackage;
use connect_testing::scratch_package::{built, stderr, succeeded};

fn connect(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .arg("connect")
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", built(env!("CARGO_TARGET_TMPDIR")))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap()
}

/// One test, because the packages are built together; reusing what the framework's own tests have built.
#[cfg(unix)]
#[test]
fn every_shape_is_tidy_passes_its_tests_and_opens() {
    let workspace = ScratchPackage::beside_the_framework();
    let mut packages = Vec::new();
    for product in ["jira", "confluence", "both"] {
        for (name, full) in [("minimal", None), ("full", Some("--full"))] {
            let name = format!("{name}-{product}");
            let arguments = ["new", &name, "--path", ".", "--product", product];
            let arguments: Vec<_> = arguments.into_iter().chain(full).collect();
            succeeded(&connect(workspace.root(), &arguments));
            packages.push(name);
        }
    }
    for (name, more) in [
        ("forge", &["--product", "confluence"][..]),
        ("full-forge", &["--full", "--product", "both"]),
    ] {
        let arguments = ["new", name, "--path", ".", "--forge"];
        let made = connect(workspace.root(), &[&arguments, more].concat());
        succeeded(&made);
        let printed = String::from_utf8_lossy(&made.stdout);
        assert!(
            printed.contains("cargo connect dev --forge --open"),
            "{printed}"
        );
        packages.push(name.to_owned());
    }
    for package in &packages {
        workspace.without_lints(package);
    }
    let manifest = workspace.read("minimal-jira/Cargo.toml");
    assert!(
        manifest.contains("connect-runtime = { path = "),
        "{manifest}"
    );
    let main = workspace.read("full-both/src/main.rs");
    assert!(main.contains("key = \"com.example.full-both\""), "{main}");
    assert!(main.contains("name = \"Full both\""), "{main}");

    let cargo = |arguments: &[&str]| {
        Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(workspace.root())
            .env("CARGO_TARGET_DIR", built(env!("CARGO_TARGET_TMPDIR")))
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .unwrap()
    };
    // The whole workspace would include the framework.
    let selected: Vec<_> = packages.iter().flat_map(|name| ["-p", name]).collect();
    let checked = cargo(&[&["fmt", "--check"], &*selected].concat());
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
    let lints = ["--all-targets", "--", "-Dwarnings"];
    succeeded(&cargo(&[&["clippy"], &*selected, &lints].concat()));
    // Their programs among the whole workspace's: with the features for which the framework is built already.
    let programs: Vec<_> = packages.iter().flat_map(|name| ["--bin", name]).collect();
    let tested = cargo(&[&["test", "--workspace", "--no-fail-fast"], &*programs].concat());
    let printed = String::from_utf8_lossy(&tested.stdout);
    assert!(tested.status.success(), "{}\n{printed}", stderr(&tested));
    // One test in each minimal app, two in the one for both, three per product in the full ones.
    assert_eq!(
        printed.matches(" ... ok\n").count(),
        1 + 1 + 1 + 2 + 3 + 3 + 6 + 6
    );

    for name in ["forge", "full-forge"] {
        let checked = connect(workspace.root(), &["forge", "check", "-p", name]);
        let printed = String::from_utf8_lossy(&checked.stdout);
        assert!(
            checked.status.success() && printed.contains("nothing is wrong"),
            "{name}: {printed}"
        );
    }

    for name in ["minimal-jira", "full-both"] {
        let opened = connect(workspace.root(), &["dev", "-p", name, "--once"]);
        let printed = String::from_utf8_lossy(&opened.stdout);
        assert!(opened.status.success(), "{printed}\n{}", stderr(&opened));
    }
}

#[test]
fn what_cannot_be_created_is_reported_and_nothing_is_left() {
    let folder = ScratchPackage::with_files(&[("taken/notes.md", "")]);
    for (arguments, error) in [
        (&["new"] as &[_], "which name? Write cargo connect new NAME"),
        (
            &["new", "taken"],
            "taken exists: name another folder, or remove it",
        ),
        (&["new", "maud"], "`maud` is what one of the app's"),
        (&["new", "1st"], "invalid character `1` in package name"),
        (&["new", "test"], "invalid package name `test`"),
        (&["new", "two words"], "invalid character ` `"),
        (&["new", "größe"], "`com.example.größe` is not an app key"),
        (&["new", "votes", "--key", "a b"], "`a b` is not an app key"),
        (
            &["new", "votes", "--path", "."],
            ". is not a checkout of connect",
        ),
        (
            &["new", "votes", "--product", "trello"],
            "invalid value 'trello'",
        ),
    ] {
        let refused = connect(folder.root(), arguments);
        let printed = stderr(&refused);
        assert!(!refused.status.success(), "{arguments:?}");
        assert!(printed.contains(error), "{arguments:?}: {printed}");
        let left = std::fs::read_dir(folder.root()).unwrap();
        assert_eq!(left.count(), 1, "{arguments:?}");
    }
}

#[test]
fn the_framework_can_be_a_git_repository() {
    let folder = ScratchPackage::new();
    let url = "https://example.com/connect";
    succeeded(&connect(folder.root(), &["new", "votes", "--git", url]));
    let manifest = folder.read("votes/Cargo.toml");
    for package in ["connect-runtime", "connect-build", "connect-host"] {
        let line = format!("{package} = {{ git = \"{url}\" }}\n");
        assert!(manifest.contains(&line), "{manifest}");
    }
    assert!(folder.read("votes/.gitignore").contains("*.sqlite\n"));
}
