//! Packages that a benchmark writes, and what cargo needs for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::Failure;

/// A workspace of generated packages, with a target directory of its own.
#[derive(Debug)]
pub struct Generated {
    folder: PathBuf,
}

/// What a run of cargo took.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// From start to end.
    pub clock: Duration,
    /// Processor time of cargo and all that it started; `None` where there is no `/proc`.
    pub processor: Option<Duration>,
}

impl Generated {
    /// An empty workspace of packages with these names.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn new(folder: &Path, members: &[&str]) -> Result<Self, Failure> {
        let workspace = Self {
            folder: folder.to_owned(),
        };
        workspace.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n"
            ),
        )?;
        // The versions that our own build has already downloaded.
        fs::copy(ours().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(workspace)
    }

    /// The `Cargo.toml` of a package; our crates are given by name, others as they are written.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn package(
        &self,
        name: &str,
        dependencies: &str,
        build_dependencies: &str,
    ) -> Result<(), Failure> {
        self.write(
            &format!("{name}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\n{dependencies}\n[build-dependencies]\n{build_dependencies}\n"
            ),
        )
    }

    /// Writes a file of the workspace.
    ///
    /// # Errors
    /// When it or its folder can't be written.
    pub fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        Ok(fs::write(path, text)?)
    }

    /// Where a file of the workspace is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// `cargo check` of one package one file of which has just been saved.
    ///
    /// # Errors
    /// When the package has an error.
    pub fn check(&self, package: &str, saved: &str, incremental: bool) -> Result<Taken, Failure> {
        self.after_saving("check", package, saved, incremental)
    }

    /// `cargo build` of the same, without rustc's incremental cache.
    ///
    /// # Errors
    /// When the package has an error.
    pub fn build(&self, package: &str, saved: &str) -> Result<Taken, Failure> {
        self.after_saving("build", package, saved, false)
    }

    fn after_saving(
        &self,
        command: &str,
        package: &str,
        saved: &str,
        incremental: bool,
    ) -> Result<Taken, Failure> {
        let file = self.folder.join(package).join(saved);
        fs::write(&file, fs::read(&file)?)?;
        let incremental = if incremental { "1" } else { "0" };
        let (taken, _) = self.cargo(
            &[command, "--quiet", "--package", package],
            &[("CARGO_INCREMENTAL", incremental)],
        )?;
        Ok(taken)
    }

    /// Runs cargo in the workspace, without a network.
    ///
    /// # Errors
    /// When cargo fails; with what it printed.
    pub fn cargo(
        &self,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<(Taken, Output), Failure> {
        let before = processor_of_children();
        let start = Instant::now();
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .envs(environment.iter().copied())
            .output()?;
        let taken = Taken {
            clock: start.elapsed(),
            processor: processor_of_children().zip(before).map(|(a, b)| a - b),
        };
        if !output.status.success() {
            let printed = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo {arguments:?}: {printed}").into());
        }
        Ok((taken, output))
    }
}

/// A dependency on one of our crates, by its path.
pub fn crate_of_ours(name: &str) -> String {
    format!("{name} = {{ path = {:?} }}\n", ours().join(name))
}

fn ours() -> &'static Path {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches)
}

/// The median, the least and the greatest; zeros of nothing.
pub fn spread(mut numbers: Vec<f64>) -> (f64, f64, f64) {
    numbers.sort_by(f64::total_cmp);
    match (numbers.first(), numbers.last()) {
        (Some(least), Some(greatest)) => (numbers[numbers.len() / 2], *least, *greatest),
        _ => (0.0, 0.0, 0.0),
    }
}

/// Processor time of all children that have ended, from `/proc`, in hundredths of a second.
fn processor_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold anything; the numbers come after it.
    let (_, numbers) = stat.rsplit_once(')')?;
    let mut numbers = numbers.split_whitespace().skip(13);
    let (user, system): (u64, u64) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
}
