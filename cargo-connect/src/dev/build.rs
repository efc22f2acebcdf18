//! Building the app with cargo, and finding what came out.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::error::DevError;
use crate::command::Dev;
use crate::workspace::{Package, Workspace, WorkspaceError, cargo, list};

/// What a build left behind.
#[derive(Debug)]
pub(crate) struct Built {
    /// The package's name.
    pub(crate) package: String,
    /// The program.
    pub(crate) executable: PathBuf,
    /// `target/connect/<package>`, where the build script writes.
    pub(crate) artifacts: PathBuf,
}

/// One line of `cargo build --message-format=json`.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Builds the package; cargo's own messages go to the user as they are.
pub(crate) fn build(options: &Dev) -> Result<Built, DevError> {
    let workspace = Workspace::of(Path::new("."))?;
    let package = workspace.choose(options.package.as_deref())?;

    let mut command = Command::new(cargo());
    command
        .args([
            "build",
            "--package",
            &package.name,
            "--message-format=json-render-diagnostics",
        ])
        .stderr(Stdio::inherit());
    if options.release {
        command.arg("--release");
    }
    if let Some(bin) = &options.bin {
        command.args(["--bin", bin]);
    }
    let output = command.output().map_err(|source| WorkspaceError::Cargo {
        command: "cargo build",
        source,
    })?;
    if !output.status.success() {
        return Err(DevError::Build);
    }
    let programs = programs(&output.stdout, package);
    let executable = match programs.as_slice() {
        [(_, executable)] => executable.clone(),
        [] => return Err(DevError::NoProgram(package.name.clone())),
        several => {
            return Err(DevError::WhichProgram {
                package: package.name.clone(),
                programs: list(several.iter().map(|(name, _)| name.as_str())),
            });
        }
    };
    Ok(Built {
        package: package.name.clone(),
        executable,
        artifacts: workspace
            .target_directory
            .join("connect")
            .join(&package.name),
    })
}

fn programs(messages: &[u8], package: &Package) -> Vec<(String, PathBuf)> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .filter(|message| {
            message.reason == "compiler-artifact"
                && message.manifest_path.as_ref() == Some(&package.manifest_path)
        })
        .filter_map(|message| {
            let target = message
                .target
                .filter(|target| target.kind.iter().any(|kind| kind == "bin"))?;
            Some((target.name, message.executable?))
        })
        .collect()
}
