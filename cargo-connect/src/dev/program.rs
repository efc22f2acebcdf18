//! The app as a process of its own, as it would run anywhere else.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use connect_host::KeyHost;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use url::Url;

use super::build::Built;
use super::error::DevError;

/// How long an app may take to listen. A debug build on a busy machine is slow.
const START_TIMEOUT: Duration = Duration::from_secs(30);
/// How long an app may take to finish its requests.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the address file is read.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// A running app.
pub(crate) struct Program {
    child: Mutex<Child>,
    base_url: Url,
    database: String,
    /// The folder of a database that is not kept; removed with the value.
    _scratch: Option<tempfile::TempDir>,
}

impl Program {
    /// Starts the app with the settings for a local host.
    pub(crate) async fn start(
        built: &Built,
        keys: &KeyHost,
        dev_host: &str,
        once: bool,
    ) -> Result<Self, DevError> {
        let kept = built.artifacts.join("dev");
        let scratch = if once {
            Some(tempfile::tempdir().map_err(|source| DevError::Folder {
                folder: std::env::temp_dir(),
                source,
            })?)
        } else {
            None
        };
        let folder = scratch
            .as_ref()
            .map_or(kept, |scratch| scratch.path().to_owned());
        std::fs::create_dir_all(&folder).map_err(|source| DevError::Folder {
            folder: folder.clone(),
            source,
        })?;
        let address_file = folder.join("address");
        // A file of an earlier run has an address where nothing listens.
        let _ = std::fs::remove_file(&address_file);
        let database = format!("sqlite://{}", folder.join("connect.sqlite").display());

        let mut command = Command::new(&built.executable);
        if once {
            // Several may run at once. Otherwise the app's own rule keeps its address the same.
            command.env("CONNECT_BIND", "127.0.0.1:0");
        }
        let mut child = command
            .env("CONNECT_MODE", "development")
            .env_remove("CONNECT_BASE_URL")
            .env("CONNECT_ADDRESS_FILE", &address_file)
            .env("CONNECT_DATABASE_URL", &database)
            .env("CONNECT_KEY_HOST", keys.url().as_str())
            .env("CONNECT_AUTHORIZATION_SERVER", keys.url().as_str())
            .env("CONNECT_DEV_HOSTS", dev_host)
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| DevError::Start {
                program: built.executable.clone(),
                source,
            })?;
        let base_url = listening(&mut child, &address_file).await?;
        Ok(Self {
            child: Mutex::new(child),
            base_url,
            database,
            _scratch: scratch,
        })
    }

    /// Where it listens.
    pub(crate) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The database that it was given.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// Waits until it exits by itself, which it should not.
    pub(crate) async fn exited(&self) -> DevError {
        match self.child.lock().await.wait().await {
            Ok(status) => DevError::Exited(status),
            Err(_) => DevError::Exited(ExitStatus::default()),
        }
    }

    /// Asks it to stop, and kills it if it does not.
    pub(crate) async fn stop(self) {
        let mut child = self.child.into_inner();
        if child.id().is_some_and(terminate)
            && tokio::time::timeout(STOP_TIMEOUT, child.wait())
                .await
                .is_ok()
        {
            return;
        }
        // It may have exited meanwhile, and then there is nothing to kill.
        let _ = child.kill().await;
    }
}

/// Asks a process to stop; `false` where that is not possible.
#[cfg(unix)]
fn terminate(id: u32) -> bool {
    use rustix::process::{Pid, Signal, kill_process};

    let pid = i32::try_from(id).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| kill_process(pid, Signal::TERM).is_ok())
}

#[cfg(not(unix))]
fn terminate(_: u32) -> bool {
    false
}

/// Waits for the file with the address that the app listens on.
async fn listening(child: &mut Child, address_file: &PathBuf) -> Result<Url, DevError> {
    let deadline = Instant::now() + START_TIMEOUT;
    loop {
        if let Ok(text) = std::fs::read_to_string(address_file)
            && let Ok(url) = Url::parse(text.trim())
        {
            return Ok(url);
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(DevError::ExitedEarly(status));
        }
        if Instant::now() > deadline {
            return Err(DevError::NotListening(START_TIMEOUT.as_secs()));
        }
        sleep(POLL_INTERVAL).await;
    }
}
