//! The app as a separate process, as it would run anywhere else.

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

/// How long an app may take to start listening. A debug build on a busy machine is slow.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait for the output of an app that has exited.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(1);
/// How often the address file is read.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// How to start an app.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    pub(super) executable: &'a Path,
    /// The folder for the file with its address.
    pub(super) folder: &'a Path,
    /// The database for its data.
    pub(super) database: &'a Database,
    /// The address it listens on.
    pub(super) bind: SocketAddr,
    /// Its base URL, if that is different.
    pub(super) base_url: Option<&'a Url>,
    /// The key host whose keys verify the hosts' tokens.
    pub(super) keys: &'a KeyHost,
    /// Whether it is on Forge.
    pub(super) on_forge: bool,
    /// The origin of the local product.
    pub(super) product: &'a str,
    /// How its output is handled.
    pub(super) log: Log,
}

/// How the output of an app is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// It is shown, and the last lines are kept.
    Shown,
    /// It is only kept, up to this many lines.
    Kept(usize),
}

/// A running app.
#[derive(Debug)]
pub(super) struct Program {
    process: Mutex<Process>,
    output: Output,
    base_url: Url,
}

/// Its captured output.
#[derive(Debug)]
struct Output {
    lines: LastLines,
    tasks: Mutex<JoinSet<()>>,
}

impl Program {
    /// Starts the app and waits until it is listening.
    pub(super) async fn start(settings: &Settings<'_>) -> Result<Self, DevError> {
        let folder = settings.folder;
        std::fs::create_dir_all(folder).map_err(|source| DevError::Folder {
            folder: folder.to_owned(),
            source,
        })?;
        // The app being replaced has a file of its own.
        let address_file = folder.join(format!("address-{}", settings.bind.port()));
        // A file from an earlier run contains an address where nothing listens.
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
            // The browser shows colours; they are removed if the terminal does not.
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

    /// The app's base URL.
    pub(super) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Waits until it exits on its own, which it should not.
    pub(super) async fn exited(&self) -> DevError {
        let status = self.process.lock().await.wait().await.unwrap_or_default();
        DevError::Exited {
            status,
            printed: self.output.in_the_end().await,
        }
    }

    /// Asks it to stop, and kills it if it does not.
    pub(super) async fn stop(self) {
        // Its last output has already been shown.
        drop(self.ended().await);
    }

    /// Stops it and returns the output that was kept.
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
        // Its children may still hold its output open.
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
