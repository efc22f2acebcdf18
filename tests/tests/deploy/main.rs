//! The files of `deploy/` build what they promise. Where a Docker daemon answers, `.ci/run` builds the
//! image; the files are read everywhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers that read files fail their test by panicking"
)]

mod proxies;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The largest image, in bytes.
const LARGEST: u64 = 40 * 1024 * 1024;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn read(name: &str) -> String {
    let path = root().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An empty folder for a test of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The instructions of a Dockerfile, with continued lines joined.
fn instructions(dockerfile: &str) -> Vec<(String, String)> {
    let text = dockerfile.replace("\\\n", " ");
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            (name.to_ascii_uppercase(), rest.trim().to_owned())
        })
        .collect()
}

/// Whether an image is named with its full version: what is built does not change on its own.
fn is_pinned(image: &str) -> bool {
    let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
    let version = tag.split('-').next().unwrap_or_default();
    version.split('.').count() >= 2 && version.split('.').all(|part| part.parse::<u32>().is_ok())
}

#[test]
fn the_image_is_pinned_runs_unprivileged_and_holds_no_secret() {
    let instructions = instructions(&read("deploy/Dockerfile"));
    let mut stages = BTreeSet::from(["scratch".to_owned()]);
    let mut user = None;
    for (name, rest) in &instructions {
        let words: Vec<_> = rest.split_whitespace().collect();
        match name.as_str() {
            "FROM" => {
                let image = words[0];
                assert!(
                    stages.contains(image) || is_pinned(image),
                    "not pinned: {image}"
                );
                stages.extend(words.get(2).map(|&stage| stage.to_owned()));
                user = None;
            }
            "USER" => user = Some(rest.clone()),
            "ENV" | "ARG" => {
                let upper = rest.to_ascii_uppercase();
                let secret = ["SECRET", "PASSWORD", "TOKEN", "DATABASE_URL"];
                assert!(
                    !secret.iter().any(|word| upper.contains(word)),
                    "a secret: {rest}"
                );
            }
            "ADD" => panic!("ADD fetches what nobody has reviewed: {rest}"),
            _ => {}
        }
    }
    let user = user.expect("the last stage has a USER");
    let id = user.split(':').next().unwrap().parse::<u32>();
    assert!(id.is_ok_and(|id| id > 0), "not a number above 0: {user}");
    let build = instructions
        .iter()
        .find(|(_, rest)| rest.contains("cargo build"));
    let (_, build) = build.expect("it builds");
    assert!(
        build.contains("--locked") && build.contains("--release"),
        "{build}"
    );
    let last = instructions.iter().rposition(|(name, _)| name == "FROM");
    let base = &instructions[last.unwrap()].1;
    assert_eq!(base, "scratch", "the image holds the program and no system");
    let ignored = read(".dockerignore");
    for secret in [".git", "target", "**/.env", "**/*.sqlite"] {
        assert!(
            ignored.lines().any(|line| line == secret),
            "{secret} is sent to the builder"
        );
    }
}

#[test]
fn the_services_are_pinned_and_take_their_secrets_from_outside() {
    let compose = read("deploy/compose.yaml");
    for line in compose.lines().map(str::trim) {
        if let Some(image) = line.strip_prefix("image: ") {
            assert!(is_pinned(image), "not pinned: {image}");
        }
        let name = line.split(':').next().unwrap_or_default();
        if ["PASSWORD", "SECRET_KEYS", "DATABASE_URL"]
            .iter()
            .any(|secret| name.ends_with(secret))
        {
            assert!(
                line.contains("${") && line.contains(":?"),
                "a secret: {line}"
            );
        }
    }
    let settings = read("deploy/env.example");
    for secret in ["POSTGRES_PASSWORD", "CONNECT_SECRET_KEYS"] {
        assert!(
            settings.lines().any(|line| line == format!("{secret}=")),
            "{secret}"
        );
        assert!(compose.contains(&format!("${{{secret}:?")), "{secret}");
    }
}

/// Docker's client reads the file without a daemon.
#[test]
fn docker_reads_the_services() {
    let compose = docker(&["compose", "-f", "deploy/compose.yaml", "config", "--quiet"]);
    let Some(compose) = compose else {
        left_out("there is no `docker compose` to read deploy/compose.yaml");
        return;
    };
    assert!(compose.is_ok(), "{compose:?}");
}

/// systemd reads the unit, and finds little that the service may do beyond what it needs.
#[test]
fn systemd_reads_the_unit_and_finds_it_confined() {
    let unit = folder("systemd").join("votes.service");
    // It would report that the program is missing.
    let text = read("deploy/connect-app.service").replace("/usr/local/bin/votes", "/bin/sh");
    fs::write(&unit, text).unwrap();
    // In tenths, out of ten: an unconfined service scores more than nine.
    let confined = ["security", "--offline=true", "--threshold=20"];
    for arguments in [&["verify"][..], &confined] {
        let mut analyze = Command::new("systemd-analyze");
        let Ok(output) = analyze.args(arguments).arg(&unit).output() else {
            left_out("there is no `systemd-analyze` to read deploy/connect-app.service");
            return;
        };
        let listed = String::from_utf8_lossy(&output.stdout);
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {listed}{problem}");
        assert!(problem.is_empty(), "{arguments:?}: {problem}");
    }
}

/// Takes as long as a release build: `.ci/run` runs it, where a daemon answers.
#[test]
#[ignore = "rebuilds everything in a container"]
fn the_image_builds_where_docker_runs() {
    if !matches!(
        docker(&["info", "--format", "{{.ServerVersion}}"]),
        Some(Ok(_))
    ) {
        left_out("no Docker daemon answers, so deploy/Dockerfile was read and not built");
        return;
    }
    let image = "connect-deploy-test";
    let built = docker(&["build", "-q", "-f", "deploy/Dockerfile", "-t", image, "."]);
    built.unwrap().unwrap();
    let inspect = |what: &str| {
        let shown = docker(&["image", "inspect", "--format", what, image]);
        shown.unwrap().unwrap().trim().to_owned()
    };
    let size: u64 = inspect("{{.Size}}").parse().unwrap();
    assert!(size < LARGEST, "{size} bytes");
    assert_eq!(inspect("{{.Config.User}}"), "65532:65532");
}

/// Reports it where it is seen: the output of a passing test is not.
fn left_out(why: &str) {
    let _ = writeln!(std::io::stderr(), "left out: {why}");
}

/// What docker prints; `None` if there is no such command.
fn docker(arguments: &[&str]) -> Option<Result<String, String>> {
    let mut docker = Command::new("docker");
    docker
        .args(arguments)
        .current_dir(root())
        .env("CONNECT_BASE_URL", "https://votes.example.com")
        .env("POSTGRES_PASSWORD", "for-a-test")
        .env("CONNECT_SECRET_KEYS", "k1:for-a-test");
    let output = docker.output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Some(Ok(text(&output.stdout)));
    }
    let problem = text(&output.stderr);
    let missing = [
        "is not a docker command",
        "unknown command",
        "unknown shorthand flag",
    ];
    if missing.iter().any(|words| problem.contains(words)) {
        return None;
    }
    Some(Err(problem))
}
