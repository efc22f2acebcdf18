//! What an app costs a build, beside the same handlers written by hand: `cargo bench -p
//! connect-benches --bench compile`.
//!
//! For 10, 100 and 1,000 handlers two packages are written into a temporary folder: one annotates
//! its handlers, the other has the same ones as axum routes and a descriptor in a file. `cargo
//! check` takes turns with them. `cargo bench … -- 9` does nine rounds instead of five.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod handlers;

use std::fs;
use std::path::Path;

use connect_benches::generated::{Generated, Taken, crate_of_ours, spread};

use handlers::{annotated, by_hand, unannotated};

const SIZES: [usize; 3] = [10, 100, 1000];
/// How many times the hand-written time is allowed for, at the largest size.
const ALLOWED: f64 = 1.3;
/// What the build script may take for the largest descriptor, in milliseconds.
const EMISSION: f64 = 300.0;
/// What the macros may add to a clean debug build, in seconds.
const MACROS: f64 = 6.0;
/// The file that is saved before each check.
const SAVED: &str = "src/handlers_0.rs";

fn main() {
    // Cargo says `--bench`; the number is ours.
    let rounds = std::env::args().find_map(|argument| argument.parse().ok());
    let rounds: usize = rounds.unwrap_or(5);
    let folder = tempfile::tempdir().unwrap();
    let packages = packages(folder.path());
    println!("{rounds} rounds, taking turns; medians, in seconds\n");
    println!(
        "| handlers | annotated | by hand | ratio by the clock | ratio by processor time \
         | build script |\n|---|---|---|---|---|---|"
    );
    let mut verdicts = Vec::new();
    for size in SIZES {
        let (ours, theirs) = (name("annotated", size), name("by-hand", size));
        // Dependencies and the build script's own build don't count.
        for package in [&ours, &theirs] {
            packages.check(package, SAVED, false).unwrap();
        }
        let mut rows = Vec::new();
        for _ in 0..rounds {
            let ours = packages.check(&ours, SAVED, false).unwrap();
            let emission = emission(&packages, size);
            let theirs = packages.check(&theirs, SAVED, false).unwrap();
            rows.push((ours, theirs, emission));
        }
        let clock = |taken: &Taken| taken.clock.as_secs_f64();
        let ours = spread(rows.iter().map(|row| clock(&row.0)).collect()).0;
        let theirs = spread(rows.iter().map(|row| clock(&row.1)).collect()).0;
        let by_clock = spread(
            rows.iter()
                .map(|row| clock(&row.0) / clock(&row.1))
                .collect(),
        );
        let by_processor = spread(
            rows.iter()
                .filter_map(|row| Some((row.0.processor?, row.1.processor?)))
                .map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64())
                .collect(),
        );
        let emission = spread(rows.iter().map(|row| row.2).collect()).0;
        println!(
            "| {size} | {ours:.2} | {theirs:.2} | {:.2} ({:.2} to {:.2}) | {:.2} ({:.2} to {:.2}) \
             | {emission:.0} ms |",
            by_clock.0, by_clock.1, by_clock.2, by_processor.0, by_processor.1, by_processor.2,
        );
        verdicts.push((ours, by_processor.0, emission));
    }
    let [_, hundred, thousand] = verdicts.as_slice() else {
        return;
    };
    println!(
        "\nthe largest: {:.2} times the hand-written one by processor time (at most {ALLOWED}), \
         its descriptor in {:.0} ms (at most {EMISSION})",
        thousand.1, thousand.2
    );
    println!(
        "ten times the handlers take {:.1} times as long",
        thousand.0 / hundred.0
    );
    println!("{}", floor(&packages, rounds));
    println!("{}", with_cache(&packages, rounds));
    println!("{}", whole_build(&packages));
    println!("{}", touch(&packages));
    println!("{}", macros(&packages));
}

fn name(how: &str, size: usize) -> String {
    format!("{how}-{size}")
}

fn packages(folder: &Path) -> Generated {
    let mut members = ["macros-alone", "functions", "submitted"]
        .map(str::to_owned)
        .to_vec();
    members.extend(SIZES.map(|size| name("annotated", size)));
    members.extend(SIZES.map(|size| name("by-hand", size)));
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let packages = Generated::new(folder, &members).unwrap();
    packages
        .package("macros-alone", &crate_of_ours("connect-macros"), "")
        .unwrap();
    packages.write("macros-alone/src/lib.rs", "").unwrap();
    for (package, submitted) in [("functions", false), ("submitted", true)] {
        let dependencies = crate_of_ours("connect-runtime")
            + "serde = { version = \"1\", features = [\"derive\"] }\ninventory = \"0.3\"\n";
        packages.package(package, &dependencies, "").unwrap();
        for (file, text) in unannotated(SIZES[SIZES.len() - 1], submitted) {
            packages.write(&format!("{package}/{file}"), &text).unwrap();
        }
    }
    for size in SIZES {
        let ours = name("annotated", size);
        let dependencies = crate_of_ours("connect-runtime")
            + "serde = { version = \"1\", features = [\"derive\"] }\n\
                            tokio = \"1\"\n";
        packages
            .package(&ours, &dependencies, &crate_of_ours("connect-build"))
            .unwrap();
        for (file, text) in annotated(size) {
            packages.write(&format!("{ours}/{file}"), &text).unwrap();
        }
        let theirs = name("by-hand", size);
        // What the framework builds on, so that both have the same to read.
        let dependencies = "axum = { version = \"0.8\", features = [\"http1\", \"tokio\", \
                            \"json\", \"query\"] }\n\
                            serde = { version = \"1\", features = [\"derive\"] }\n\
                            tokio = { version = \"1\", features = [\"full\"] }\n";
        packages.package(&theirs, dependencies, "").unwrap();
        for (file, text) in by_hand(size) {
            packages.write(&format!("{theirs}/{file}"), &text).unwrap();
        }
    }
    packages
}

/// What the last run of the build script took, in milliseconds: it has written it down.
fn emission(packages: &Generated, size: usize) -> f64 {
    let file = packages.path(&format!("{}/emission", name("annotated", size)));
    let seconds: f64 = fs::read_to_string(file).unwrap().parse().unwrap();
    seconds * 1000.0
}

/// What the largest package takes without anything of ours but its functions, and with one submission
/// to `inventory` for each, as multiples of the hand-written one: no attribute can be below that.
fn floor(packages: &Generated, rounds: usize) -> String {
    let size = SIZES[SIZES.len() - 1];
    let by_hand = name("by-hand", size);
    let [functions, submitted] = ["functions", "submitted"].map(|how| {
        packages.check(how, SAVED, false).unwrap();
        let ratios = (0..rounds).filter_map(|_| {
            let ours = packages.check(how, SAVED, false).unwrap().processor?;
            let theirs = packages.check(&by_hand, SAVED, false).unwrap().processor?;
            Some(ours.as_secs_f64() / theirs.as_secs_f64())
        });
        spread(ratios.collect())
    });
    format!(
        "of the hand-written one by processor time: the {size} functions alone {:.2} ({:.2} to {:.2}), \
         with one submission to inventory for each {:.2} ({:.2} to {:.2})",
        functions.0, functions.1, functions.2, submitted.0, submitted.1, submitted.2
    )
}

/// What a developer waits for between two saves: the largest package checked with rustc's incremental
/// cache, where everything is expanded again and the rest is remembered.
fn with_cache(packages: &Generated, rounds: usize) -> String {
    let size = SIZES[SIZES.len() - 1];
    let (ours, theirs) = (name("annotated", size), name("by-hand", size));
    for package in [&ours, &theirs] {
        packages.check(package, SAVED, true).unwrap();
    }
    let rows: Vec<(Taken, Taken)> = (0..rounds)
        .map(|_| [&ours, &theirs].map(|package| packages.check(package, SAVED, true).unwrap()))
        .map(|[ours, theirs]| (ours, theirs))
        .collect();
    let clock = |taken: &Taken| taken.clock.as_secs_f64();
    let ours = spread(rows.iter().map(|row| clock(&row.0)).collect()).0;
    let theirs = spread(rows.iter().map(|row| clock(&row.1)).collect()).0;
    format!("with the incremental cache: {ours:.2} s, by hand {theirs:.2} s")
}

/// What `cargo build` takes for the largest package, machine code and linking included. One round: it
/// takes most of a minute.
fn whole_build(packages: &Generated) -> String {
    let size = SIZES[SIZES.len() - 1];
    let [ours, theirs] = ["annotated", "by-hand"].map(|how| {
        let package = name(how, size);
        packages.build(&package, SAVED).unwrap();
        packages.build(&package, SAVED).unwrap()
    });
    let processor = match (ours.processor, theirs.processor) {
        (Some(ours), Some(theirs)) => {
            format!("{:.2}", ours.as_secs_f64() / theirs.as_secs_f64())
        }
        _ => "unknown".to_owned(),
    };
    format!(
        "`cargo build`: {:.1} s, by hand {:.1} s; by processor time {processor} of it",
        ours.clock.as_secs_f64(),
        theirs.clock.as_secs_f64(),
    )
}

/// Changes one handler of the largest package, and looks at what cargo builds again.
fn touch(packages: &Generated) -> String {
    let package = name("annotated", 1000);
    let file = format!("{package}/{SAVED}");
    let text = fs::read_to_string(packages.path(&file)).unwrap();
    packages
        .write(&file, &text.replace("/// Panel 0\n", "/// Another name\n"))
        .unwrap();
    let arguments = ["check", "--package", &package, "--message-format=json"];
    let (taken, output) = packages
        .cargo(&arguments, &[("CARGO_INCREMENTAL", "0")])
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let built: Vec<&str> = printed
        .lines()
        .filter(|line| line.contains("\"fresh\":false"))
        .filter(|line| !line.contains(&format!("{package}#")))
        .collect();
    assert!(built.is_empty(), "dependencies were built again: {built:?}");
    let descriptor = packages.path(&format!("target/connect/{package}/descriptor.json"));
    let descriptor = fs::read_to_string(descriptor).unwrap();
    assert!(
        descriptor.contains("Another name"),
        "the descriptor is the old one"
    );
    format!(
        "after a change of one of 1,000 handlers: {:.2} s, the descriptor is new, no dependency \
         was built again",
        taken.clock.as_secs_f64()
    )
}

/// What the macros add to a clean debug build. The model is the runtime's as well, and with it come
/// syn and what else derives; so both are built from nothing, the model alone and with the macros.
fn macros(packages: &Generated) -> String {
    let target = packages.path("macros-target");
    let target = target.to_str().unwrap();
    let mut rows = Vec::new();
    for _ in 0..3 {
        let [model, macros] = ["connect-model", "connect-macros"].map(|package| {
            let _ = fs::remove_dir_all(target);
            let arguments = ["build", "--quiet", "--package", package];
            let (taken, _) = packages
                .cargo(&arguments, &[("CARGO_TARGET_DIR", target)])
                .unwrap();
            taken.clock.as_secs_f64()
        });
        rows.push((model, macros));
    }
    let added = spread(rows.iter().map(|(model, macros)| macros - model).collect());
    let all = spread(rows.iter().map(|row| row.1).collect());
    format!(
        "the macros add {:.1} s ({:.1} to {:.1}) to a clean debug build (at most {MACROS} on two \
         cores); with the model and all that they need, alone: {:.1} s",
        added.0, added.1, added.2, all.0
    )
}
