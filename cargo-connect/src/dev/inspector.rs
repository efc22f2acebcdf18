//! What the local hosts' inspector shows about the app besides its requests: where its sources declare each
//! part of its descriptor, and its jobs.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use connect_host::{AppSources, Host};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::database::{self, Database};

/// The calls of the app's program that make up the report: `jobs` with these arguments, each with a heading.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Jobs by state", &["counts"]),
    ("Dead", &["list", "dead"]),
    ("Waiting", &["list", "waiting"]),
    ("Ready", &["list", "ready"]),
];

/// How long the program may take to respond.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many bytes of the output are shown.
const ANSWER_BYTES: u64 = 64 * 1024;

/// Passes the sources and jobs of a built app to the hosts. `emitted` is the file that its build
/// script wrote, if any.
pub(super) fn describe_app(
    hosts: &[Host],
    executable: &Path,
    emitted: Option<&Path>,
    database: &Database,
) {
    let sources = emitted.and_then(sources).unwrap_or_default();
    let program = Program {
        executable: executable.to_owned(),
        database: database.clone(),
    };
    for host in hosts {
        host.set_app_sources(sources.clone());
        let program = program.clone();
        host.set_job_report(move || {
            let program = program.clone();
            async move { program.jobs().await }
        });
    }
}

/// `None` if the file can't be read, in which case the build would have failed.
fn sources(emitted: &Path) -> Option<AppSources> {
    let text = std::fs::read(emitted).ok()?;
    let emitted = serde_json::from_slice(&text).ok()?;
    Some(AppSources::of(&emitted))
}

/// The app's program, and the database that it works with.
#[derive(Debug, Clone)]
struct Program {
    executable: PathBuf,
    database: Database,
}

impl Program {
    /// The report about the app's jobs, or why there is none.
    async fn jobs(&self) -> Result<String, String> {
        let mut report = String::new();
        for (heading, arguments) in SECTIONS {
            let output = tokio::time::timeout(PATIENCE, self.run(arguments));
            let answer = match output.await {
                Ok(answer) => answer?,
                Err(_) => return Err("it takes too long to answer".to_owned()),
            };
            report.push_str(&format!("{heading}\n{answer}\n"));
        }
        Ok(report)
    }

    /// The program's output when run with `jobs` and these arguments.
    async fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new(&self.executable);
        command
            .arg("jobs")
            .args(arguments)
            .env("CONNECT_MODE", "development")
            .env(database::VARIABLE, self.database.url())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (answer, complaint) = tokio::join!(read(stdout), read(stderr));
        let status = child.wait().await.map_err(|error| error.to_string())?;
        if status.success() {
            Ok(answer)
        } else {
            Err(format!("{status}\n{complaint}"))
        }
    }
}

async fn read(output: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(output) = output {
        // What was read before an error is all there is.
        let _ = output.take(ANSWER_BYTES).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(executable: &str) -> Program {
        Program {
            executable: executable.into(),
            database: Database::of(Path::new("x")),
        }
    }

    /// `echo` prints its arguments.
    #[tokio::test]
    async fn the_report_has_the_output_of_each_call() {
        let report = program("echo").jobs().await.unwrap();
        assert!(
            report.starts_with("Jobs by state\njobs counts\n"),
            "{report}"
        );
        assert!(report.contains("Dead\njobs list dead\n"), "{report}");
    }

    /// `cat` finds no file of that name.
    #[tokio::test]
    async fn a_program_that_fails_is_the_reason() {
        let reason = program("cat").jobs().await.unwrap_err();
        assert!(reason.contains("exit status: 1"), "{reason}");
        assert!(reason.contains("No such file"), "{reason}");
        let reason = program("/no/such/program").jobs().await.unwrap_err();
        assert!(reason.contains("No such file"), "{reason}");
    }
}
