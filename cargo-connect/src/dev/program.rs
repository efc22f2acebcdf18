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

/// How long an app may take to say where it listens. A debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an app may take to end what it is doing.
const GRACE: Duration = Duration::from_secs(5);
/// How often is looked whether the app has said where it listens.
const GLANCE: Duration = Duration::from_millis(10);

/// A running app.
pub(crate) struct Program {
    child: Mutex<Child>,
    base_url: Url,
    database: String,
    /// The folder of a database that is not kept; removed with the value.
    _scratch: Option<tempfile::TempDir>,
}

impl Program {
    /// Starts the app with everything that a local host needs it to know.
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
        // A file of an earlier run would name an address where nobody listens.
        let _ = std::fs::remove_file(&address_file);
        let database = format!("sqlite://{}", folder.join("connect.sqlite").display());

        let mut child = Command::new(&built.executable)
            .env("CONNECT_MODE", "development")
            .env("CONNECT_BIND", "127.0.0.1:0")
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

    /// Waits until it ends by itself, which it should not.
    pub(crate) async fn ended(&self) -> DevError {
        match self.child.lock().await.wait().await {
            Ok(status) => DevError::Ended(status),
            Err(_) => DevError::Ended(ExitStatus::default()),
        }
    }

    /// Asks it to end, and makes it end when it does not.
    pub(crate) async fn stop(self) {
        let mut child = self.child.into_inner();
        if let Some(id) = child.id() {
            // Tokio can only kill; `kill` asks. Where there is none, killing is what is left.
            let asked = Command::new("kill").arg(id.to_string()).status().await;
            if asked.is_ok_and(|status| status.success())
                && tokio::time::timeout(GRACE, child.wait()).await.is_ok()
            {
                return;
            }
        }
        // It may have ended meanwhile, and then there is nothing to kill.
        let _ = child.kill().await;
    }
}

/// Waits for the file in which the app says where it listens.
async fn listening(child: &mut Child, address_file: &PathBuf) -> Result<Url, DevError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(text) = std::fs::read_to_string(address_file)
            && let Ok(url) = Url::parse(text.trim())
        {
            return Ok(url);
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(DevError::EndedEarly(status));
        }
        if Instant::now() > deadline {
            return Err(DevError::Silent(PATIENCE.as_secs()));
        }
        sleep(GLANCE).await;
    }
}
