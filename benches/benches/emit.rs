//! What a build script costs that writes both artifacts of an app of 1,000 modules, the descriptor and all that
//! Forge wants: `cargo bench -p connect-benches --bench emit --profile dev`.
//!
//! The package is written into a temporary folder. Each run is a process of its own, as a build script is, with
//! what cargo sets for one: at first with no artifact there, then with all of them there and one handler
//! changed. Cargo builds build scripts without optimisation, as `--profile dev` does; without that it is
//! measured what an optimised one would cost.

// A benchmark prints its results.
#![allow(clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use connect_benches::Failure;
use connect_benches::cpu;
use connect_benches::row::{shown, spread};

const MODULES: usize = 1_000;
/// How many handlers there are in one file.
const IN_A_FILE: usize = 50;
/// What it may take, in milliseconds by the clock.
const ALLOWED: f64 = 500.0;
/// Says that this process is a build script.
const ROLE: &str = "CONNECT_BENCH_EMITS";

fn main() -> Result<(), Failure> {
    if std::env::var_os(ROLE).is_some() {
        return emit();
    }
    // `cargo bench` says so; without it it is enough that it runs.
    let long = std::env::args().any(|argument| argument == "--bench");
    let rounds = if long { 15 } else { 1 };
    let folder = tempfile::tempdir()?;
    let package = Package::new(folder.path())?;
    println!("ms by the clock (ms of processor time), {MODULES} modules, descriptor and manifest");
    println!(
        "{:>5} {:>18} {:>18}",
        "round", "nothing is there", "one is changed"
    );
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for number in 1..=rounds {
        package.clean()?;
        let fresh = package.emits()?;
        package.change(number)?;
        let changed = package.emits()?;
        println!("{number:>5} {fresh:>18} {changed:>18}");
        first.push(fresh);
        again.push(changed);
    }
    let clock = |runs: &[Run]| spread(runs.iter().map(|run| run.clock).collect());
    let processor = |runs: &[Run]| spread(runs.iter().filter_map(|run| run.processor).collect());
    println!("\nnothing is there, by the clock       {}", clock(&first));
    println!("                  by processor time  {}", processor(&first));
    println!("one is changed,   by the clock       {}", clock(&again));
    println!("                  by processor time  {}", processor(&again));
    println!("allowed: {ALLOWED} ms by the clock");
    Ok(())
}

/// What a build script does, and what it took.
fn emit() -> Result<(), Failure> {
    let begin = Instant::now();
    connect_build::emit();
    let taken = begin.elapsed();
    let milliseconds = |time: Duration| (time.as_secs_f64() * 1e3).to_string();
    let processor = cpu::of_thread().map_or_else(String::new, milliseconds);
    let report = format!("{} {processor}", milliseconds(taken));
    Ok(fs::write(std::env::var(ROLE)?, report)?)
}

/// What a run took, in milliseconds.
struct Run {
    clock: f64,
    processor: Option<f64>,
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.0} ({})", self.clock, shown(self.processor, 0));
        f.pad(&text)
    }
}

/// The package whose build script runs.
struct Package(PathBuf);

impl Package {
    fn new(folder: &Path) -> Result<Self, Failure> {
        let package = Self(folder.to_owned());
        package.write(
            "Cargo.toml",
            "[package]\nname = \"many\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        )?;
        for (path, text) in sources() {
            package.write(&path, &text)?;
        }
        Ok(package)
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.0))?;
        Ok(fs::write(path, text)?)
    }

    /// Removes the artifacts.
    fn clean(&self) -> Result<(), Failure> {
        for folder in ["target", "out"] {
            let folder = self.0.join(folder);
            if folder.is_dir() {
                fs::remove_dir_all(folder)?;
            }
        }
        Ok(())
    }

    /// Gives one handler another name.
    fn change(&self, number: usize) -> Result<(), Failure> {
        let path = "src/handlers_0.rs";
        let text = fs::read_to_string(self.0.join(path))?;
        let line = text
            .lines()
            .find(|line| line.starts_with("/// "))
            .unwrap_or_default();
        self.write(path, &text.replacen(line, &format!("/// Name {number}"), 1))
    }

    /// One run of the build script, which is held to have written everything.
    fn emits(&self) -> Result<Run, Failure> {
        let out = self.0.join("out");
        fs::create_dir_all(&out)?;
        let report = self.0.join("report");
        let output = Command::new(std::env::current_exe()?)
            .env(ROLE, &report)
            .env("CARGO_MANIFEST_DIR", &self.0)
            .env("CARGO_PKG_NAME", "many")
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env("OUT_DIR", &out)
            .stderr(Stdio::inherit())
            .output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if let Some(error) = printed
            .lines()
            .find(|line| line.starts_with("cargo::error"))
        {
            return Err(error.to_owned().into());
        }
        let artifacts = self.0.join("target/connect/many");
        for (file, some) in [
            ("descriptor.json", "\"/panel-990"),
            ("forge/manifest.yml", "key: panel-990"),
        ] {
            if !fs::read_to_string(artifacts.join(file))?.contains(some) {
                return Err(format!("{file} has no {some}").into());
            }
        }
        let report = fs::read_to_string(report)?;
        let mut numbers = report.split_whitespace().map(str::parse);
        let clock = numbers.next().ok_or("the build script has not ended")??;
        let processor = numbers.next().transpose()?;
        Ok(Run { clock, processor })
    }
}

/// Path and text of each file: of ten handlers five are panels that take the key, three are pages, and two
/// are webhooks.
fn sources() -> Vec<(String, String)> {
    let mut main = String::from(
        "use connect_runtime::prelude::*;\n\nconnect_runtime::app! {\n    key = \"com.example.many\",\n    \
         name = \"Many\",\n    forge = native,\n    \
         vendor = { name = \"Example\", url = \"https://example.com\" },\n}\n\n",
    );
    let mut files = Vec::new();
    for number in 0..MODULES.div_ceil(IN_A_FILE) {
        main.push_str(&format!("mod handlers_{number};\n"));
        let handlers = number * IN_A_FILE..MODULES.min((number + 1) * IN_A_FILE);
        let text: String = handlers.map(handler).collect();
        let text = format!("use connect_runtime::prelude::*;\n\nuse crate::IssueEvent;\n\n{text}");
        files.push((format!("src/handlers_{number}.rs"), text));
    }
    files.push(("src/main.rs".to_owned(), main));
    files
}

fn handler(at: usize) -> String {
    match at % 10 {
        0 | 2 | 4 | 6 | 8 => format!(
            "/// Panel {at}\n#[web_panel(location = \"atl.jira.view.issue.right.context\")]\n\
             pub async fn panel_{at}(#[context(\"issue.key\")] issue: String, tenant: Tenant) -> Page {{\n    \
             Page::new(\"Panel {at}\").body(format!(\"{{issue}} in {{}}\", tenant.base_url()))\n}}\n\n"
        ),
        1 | 5 | 7 => format!(
            "/// Page {at}\n#[general_page]\n\
             pub async fn page_{at}(tenant: Tenant) -> Page {{\n    \
             Page::new(\"Page {at}\").body(tenant.base_url().to_string())\n}}\n\n"
        ),
        _ => format!(
            "#[webhook(event = \"jira:issue_updated\")]\n\
             pub async fn hook_{at}(event: Event<IssueEvent>, tenant: Tenant) -> Result<()> {{\n    \
             println!(\"{{}} in {{}}\", event.issue.key, tenant.base_url());\n    Ok(())\n}}\n\n"
        ),
    }
}
