//! Building the app with cargo, and finding the results.

use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::error::DevError;
use super::print;
use super::process::Process;
use super::sources::{Sources, dep_info};
use crate::command::Dev;
use crate::workspace::{Package, Workspace, WorkspaceError, cargo, list};

/// How many bytes of cargo's output are kept: the first errors are those that matter.
const PRINTED_BYTES: usize = 1 << 20;

/// The environment variable in which a build script lists the asset folders.
const ASSETS: &str = "CONNECT_ASSETS";
/// The environment variable with the path of the file that the build script wrote.
const EMITTED: &str = "CONNECT_EMITTED";
const ASSETS_SEPARATOR: char = ';';

/// What to build, and how.
#[derive(Debug)]
pub(crate) struct Build<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) package: &'a Package,
    pub(crate) options: &'a Dev,
}

/// The result of a build.
#[derive(Debug)]
pub(crate) struct Built {
    /// The package's name.
    pub(crate) package: String,
    /// The path of the program.
    pub(crate) executable: PathBuf,
    /// Whether it was already up to date.
    pub(crate) fresh: bool,
    /// The file that the build script wrote, if the package is an app.
    pub(crate) emitted: Option<PathBuf>,
    /// Folders whose files the app serves, below the package's folder.
    assets: Vec<PathBuf>,
    /// `target/connect/<package>`, where the build script writes.
    pub(crate) artifacts: PathBuf,
}

/// One line of `cargo build --message-format=json`.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    executable: Option<PathBuf>,
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
    #[serde(default)]
    fresh: bool,
    #[serde(default)]
    env: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Build<'_> {
    /// Builds the package; cargo's own messages are passed to the user unchanged. When the future is dropped,
    /// cargo and its children are killed.
    pub(crate) async fn run(&self) -> Result<Built, DevError> {
        let Self {
            package, options, ..
        } = self;
        let mut command = Command::new(cargo());
        command
            .args(["build", "--package", &package.name])
            .arg("--message-format=json-render-diagnostics")
            // The browser shows colours; they are removed if the terminal does not.
            .args(["--color", "always"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if options.release {
            command.arg("--release");
        }
        if let Some(bin) = &options.bin {
            command.args(["--bin", bin]);
        }
        let failed = |source| {
            let command = "cargo build";
            DevError::from(WorkspaceError::Cargo { command, source })
        };
        let mut cargo = Process::start(&mut command).map_err(failed)?;
        let (stdout, stderr) = cargo.output();
        let messages = async {
            let mut messages = Vec::new();
            match stdout {
                Some(mut stdout) => stdout.read_to_end(&mut messages).await.map(|_| messages),
                None => Ok(messages),
            }
        };
        let printed = async {
            match stderr {
                Some(stderr) => pass_on(stderr).await,
                None => Vec::new(),
            }
        };
        let (messages, printed) = tokio::join!(messages, printed);
        let status = cargo.wait().await.map_err(failed)?;
        let messages = messages.map_err(failed)?;
        if !status.success() {
            return Err(DevError::Build {
                printed: final_text(&printed),
            });
        }
        self.built(&messages)
    }

    fn built(&self, messages: &[u8]) -> Result<Built, DevError> {
        let name = &self.package.name;
        let messages: Vec<Message> = messages
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        let programs: Vec<_> = messages
            .iter()
            .filter(|message| {
                message.reason == "compiler-artifact"
                    && message.manifest_path.as_ref() == Some(&self.package.manifest_path)
            })
            .filter_map(|message| {
                let target = message.target.as_ref();
                let target =
                    target.filter(|target| target.kind.iter().any(|kind| kind == "bin"))?;
                Some((target, message.executable.clone()?, message.fresh))
            })
            .collect();
        let (executable, fresh) = match programs.as_slice() {
            [(_, executable, fresh)] => (executable.clone(), *fresh),
            [] => return Err(DevError::NoProgram(name.clone())),
            several => {
                return Err(DevError::WhichProgram {
                    package: name.clone(),
                    programs: list(several.iter().map(|(target, ..)| target.name.as_str())),
                });
            }
        };
        let folder = self.package.folder();
        let own = messages
            .iter()
            .filter(|message| message.package_id.as_ref() == Some(&self.package.id));
        let variables: Vec<_> = own.flat_map(|message| &message.env).collect();
        let emitted = variables.iter().find(|(name, _)| name == EMITTED);
        let assets = variables
            .iter()
            .filter(|(name, _)| name == ASSETS)
            .flat_map(|(_, folders)| folders.split(ASSETS_SEPARATOR))
            .filter(|name| !name.is_empty())
            .map(|name| folder.join(name))
            .collect();
        Ok(Built {
            package: name.clone(),
            executable,
            fresh,
            emitted: emitted.map(|(_, path)| path.into()),
            assets,
            artifacts: self.artifacts(),
        })
    }

    /// `target/connect/<package>`
    pub(crate) fn artifacts(&self) -> PathBuf {
        let artifacts = self.workspace.target_directory.join("connect");
        artifacts.join(&self.package.name)
    }

    /// What the app is built from, to the extent known before a build.
    pub(super) fn sources(&self) -> Sources {
        let folders = self.workspace.folders_of(self.package);
        Sources::of(folders, &self.workspace.target_directory)
    }
}

impl Built {
    /// What the app is built from.
    pub(super) fn sources(&self, build: &Build<'_>) -> Sources {
        // Without it, the packages' folders are still watched.
        let list = std::fs::read_to_string(self.executable.with_extension("d"));
        let files = dep_info(&list.unwrap_or_default());
        // With optimisations the files are embedded in the program.
        let assets = if build.options.release {
            Vec::new()
        } else {
            self.assets.clone()
        };
        build.sources().built_from(files, assets)
    }
}

/// Passes on cargo's output as it is printed, including its progress.
async fn pass_on(mut stderr: impl AsyncRead + Unpin) -> Vec<u8> {
    let mut printed = Vec::new();
    let mut chunk = vec![0; 8 * 1024];
    loop {
        match stderr.read(&mut chunk).await {
            Ok(0) | Err(_) => return printed,
            Ok(read) => {
                let read = chunk.get(..read).unwrap_or_default();
                print::error_text(read);
                let room = PRINTED_BYTES.saturating_sub(printed.len());
                printed.extend(read.iter().take(room));
            }
        }
    }
}

/// The text that remains on the screen, without what was overwritten.
fn final_text(printed: &[u8]) -> String {
    let text = String::from_utf8_lossy(printed);
    let lines = text.lines().map(|line| {
        let last = line.rsplit('\r').next().unwrap_or(line);
        last.trim_start_matches("\x1b[K")
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_printed_over_is_left_out() {
        let printed = b"   Compiling app\n\r    Building [==> ] 1/2\r\x1b[Kerror: no\n";
        assert_eq!(final_text(printed), "   Compiling app\nerror: no\n");
    }
}
