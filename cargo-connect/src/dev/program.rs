//! The app as a process of its own, as it would run anywhere else.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use connect_host::KeyHost;
use tokio::process::Command;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use url::Url;

use super::bridge::SCRIPT;
use super::database::{self, Database};
use super::error::DevError;
use super::forge;
use super::last_lines::{LastLines, Onward};
use super::process::Process;

/// How long an app may take to listen. A debug build on a busy machine is slow.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the output of an app that has exited is waited for.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(1);
/// How often the address file is read.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// How an app is started.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    pub(super) executable: &'a Path,
    /// Where the file with its address is.
    pub(super) folder: &'a Path,
    /// Where it keeps its data.
    pub(super) database: &'a Database,
    /// Where it listens.
    pub(super) bind: SocketAddr,
    /// Where it is reached, if that is elsewhere.
    pub(super) base_url: Option<&'a Url>,
    /// Whose keys verify the hosts' tokens.
    pub(super) keys: &'a KeyHost,
    /// Whether it is on Forge.
    pub(super) on_forge: bool,
    /// The origin of the local product.
    pub(super) product: &'a str,
    /// What happens to its output.
    pub(super) log: Log,
}

/// What happens to the output of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// It is shown, and the last lines are kept.
    Shown,
    /// It is kept, up to this many lines.
    Kept(usize),
}

/// A running app.
#[derive(Debug)]
pub(super) struct Program {
    process: Mutex<Process>,
    output: Output,
    base_url: Url,
}

/// What it prints.
#[derive(Debug)]
struct Output {
    lines: LastLines,
    tasks: Mutex<JoinSet<()>>,
}

impl Program {
    /// Starts the app, and waits until it listens.
    pub(super) async fn start(settings: &Settings<'_>) -> Result<Self, DevError> {
        let folder = settings.folder;
        std::fs::create_dir_all(folder).map_err(|source| DevError::Folder {
            folder: folder.to_owned(),
            source,
        })?;
        // The app that is replaced had a file of its own.
        let address_file = folder.join(format!("address-{}", settings.bind.port()));
        // A file of an earlier run has an address where nothing listens.
        let _ = std::fs::remove_file(&address_file);

        let key_host = settings.keys.url().as_str();
        let mut command = Command::new(settings.executable);
        command
            .env("CONNECT_MODE", "development")
            .env("CONNECT_BIND", settings.bind.to_string())
            .env_remove("CONNECT_BASE_URL")
            .env("CONNECT_ADDRESS_FILE", &address_file)
            .env(database::VARIABLE, settings.database.url())
            .env("CONNECT_KEY_HOST", key_host)
            .env("CONNECT_AUTHORIZATION_SERVER", key_host)
            .env("CONNECT_DEV_HOSTS", settings.product)
            // The browser shows colours; where the terminal does not, they are taken out.
            .env("CLICOLOR_FORCE", "1")
            .env("CONNECT_BRIDGE", format!("{}{SCRIPT}", settings.product))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(base_url) = settings.base_url {
            command.env("CONNECT_BASE_URL", base_url.as_str());
        }
        if settings.on_forge {
            forge::configure(&mut command, settings.keys);
        }
        let mut process = Process::start(&mut command).map_err(|source| DevError::Start {
            program: settings.executable.to_owned(),
            source,
        })?;
        let output = Output::of(&mut process, settings.log);
        let base_url = listening(&mut process, &address_file, &output).await;
        let _ = std::fs::remove_file(&address_file);
        Ok(Self {
            base_url: base_url?,
            process: Mutex::new(process),
            output,
        })
    }

    /// Where it is reached.
    pub(super) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Waits until it exits by itself, which it should not.
    pub(super) async fn exited(&self) -> DevError {
        let status = self.process.lock().await.wait().await.unwrap_or_default();
        DevError::Exited {
            status,
            printed: self.output.in_the_end().await,
        }
    }

    /// Asks it to stop, and kills it if it does not.
    pub(super) async fn stop(self) {
        // What it printed last has been shown already.
        drop(self.ended().await);
    }

    /// Stops it, and gives what it has printed, as far as that was kept.
    pub(super) async fn ended(self) -> String {
        self.process.into_inner().stop().await;
        self.output.in_the_end().await
    }
}

impl Output {
    fn of(process: &mut Process, log: Log) -> Self {
        let (lines, out, err) = match log {
            Log::Shown => (LastLines::default(), Onward::Output, Onward::Error),
            Log::Kept(most) => (LastLines::keeping(most), Onward::Nowhere, Onward::Nowhere),
        };
        let mut tasks = JoinSet::new();
        let (stdout, stderr) = process.output();
        if let Some(stdout) = stdout {
            lines.follow(stdout, out, &mut tasks);
        }
        if let Some(stderr) = stderr {
            lines.follow(stderr, err, &mut tasks);
        }
        Self {
            lines,
            tasks: Mutex::new(tasks),
        }
    }

    /// The last lines of a program that has exited.
    async fn in_the_end(&self) -> String {
        let all_read = async {
            let mut tasks = self.tasks.lock().await;
            while tasks.join_next().await.is_some() {}
        };
        // What it has started may still hold its output open.
        let _ = tokio::time::timeout(OUTPUT_TIMEOUT, all_read).await;
        self.lines.text()
    }
}

/// Waits for the file with the address that the app listens on.
async fn listening(
    process: &mut Process,
    address_file: &PathBuf,
    output: &Output,
) -> Result<Url, DevError> {
    let deadline = Instant::now() + START_TIMEOUT;
    loop {
        if let Ok(text) = std::fs::read_to_string(address_file)
            && let Ok(url) = Url::parse(text.trim())
        {
            return Ok(url);
        }
        if let Some(status) = process.exited() {
            return Err(exited_early(status, output).await);
        }
        if Instant::now() > deadline {
            return Err(DevError::NotListening {
                seconds: START_TIMEOUT.as_secs(),
                printed: output.lines.text(),
            });
        }
        sleep(POLL_INTERVAL).await;
    }
}

async fn exited_early(status: ExitStatus, output: &Output) -> DevError {
    DevError::ExitedEarly {
        status,
        printed: output.in_the_end().await,
    }
}
