//! Atlassian's validator and linter of Forge: npm packages, installed once below the target directory
//! and never shipped.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::left_out::leave_out;
use crate::scratch_package::workspace_root;

/// The packages, in the versions that the tests know. `.ci/run` names them, too.
const PACKAGES: [(&str, &str); 3] = [
    ("@forge/manifest", "13.7.0"),
    ("@forge/lint", "6.3.1"),
    ("tslib", "2.9.1"),
];

/// The packages on this machine.
#[derive(Debug)]
pub struct ForgeTools {
    modules: PathBuf,
}

impl ForgeTools {
    /// The packages, which are installed if they are missing; `None` if they can't be, after a line on
    /// standard error that the test is left out.
    #[must_use]
    pub fn find() -> Option<Self> {
        let folder = workspace_root().join("target/tests/forge-tools");
        std::fs::create_dir_all(&folder).unwrap();
        // One test installs them, and the others wait.
        let lock = File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        let modules = folder.join("node_modules");
        if !are_in(&modules) {
            // Otherwise npm would install into a package further up.
            std::fs::write(folder.join("package.json"), "{ \"private\": true }\n").unwrap();
            let mut npm = Command::new("npm");
            npm.args([
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--silent",
            ])
            .args(PACKAGES.map(|(name, version)| format!("{name}@{version}")))
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
            let _ = npm.status();
        }
        let tools = are_in(&modules).then_some(Self { modules });
        if tools.is_none() {
            leave_out("node with Atlassian's @forge/manifest and @forge/lint");
        }
        tools
    }

    /// Where node finds them: the value of `NODE_PATH`.
    #[must_use]
    pub fn modules(&self) -> &Path {
        &self.modules
    }

    /// node, which finds the packages wherever it runs.
    #[must_use]
    pub fn node(&self) -> Command {
        let mut node = Command::new("node");
        node.env("NODE_PATH", &self.modules);
        node
    }

    /// Everything that the validator reports for these manifests, each with its manifest.
    #[must_use]
    pub fn validate(&self, manifests: &[PathBuf]) -> Vec<(PathBuf, Finding)> {
        let script = workspace_root().join("cargo-connect/src/forge/validator.js");
        let script = std::fs::read_to_string(script).unwrap();
        let printed = run(self.node().args(["-e", &script, "--"]).args(manifests));
        let lines = printed.lines().map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let finding = Finding {
                is_error: line["level"] != "warning",
                message: text("message"),
            };
            (PathBuf::from(text("manifest")), finding)
        });
        let mut findings: Vec<_> = lines.collect();
        findings.sort();
        findings.dedup();
        findings
    }
}

/// Something that the validator reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Whether a deployment would be refused.
    pub is_error: bool,
    /// Its text.
    pub message: String,
}

/// Runs a node program, and returns what it prints.
///
/// # Panics
/// If it fails.
#[must_use]
pub fn run(node: &mut Command) -> String {
    let output = node.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

fn are_in(modules: &Path) -> bool {
    PACKAGES.iter().all(|(name, version)| {
        let manifest = std::fs::read_to_string(modules.join(name).join("package.json"));
        let manifest: Option<Value> = manifest
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok());
        manifest.is_some_and(|manifest| manifest["version"] == *version)
    })
}
