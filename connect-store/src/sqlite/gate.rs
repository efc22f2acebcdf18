//! A queue for the writers of one file.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

/// A caller that has waited this long proceeds without its turn: SQLite's own lock is what counts.
const PATIENCE: Duration = Duration::from_secs(5);

/// SQLite waits for another writer by sleeping for up to a tenth of a second and checking again,
/// and an unlucky writer starves (sqlite.org, "sqlite3_busy_timeout"). Here writers wait in the
/// kernel's queue instead, on a lock of a file beside the database, and each gets its turn. It is
/// cooperative: statements that write without it, such as the app's own, only wait as SQLite does.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    /// The lock belongs to the process: within it, this is the queue.
    file: Arc<Mutex<Option<Arc<File>>>>,
}

/// The turn to write. It ends when this is dropped.
pub(super) struct Turn {
    locked: Option<Arc<File>>,
    _line: Option<OwnedMutexGuard<Option<Arc<File>>>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(file) = &self.locked {
            // An error would mean that it isn't locked.
            let _ = file.unlock();
        }
    }
}

impl Gate {
    /// The gate of a database: a file named like it with the suffix `-gate`, which may be deleted
    /// when no process is running. If it can't be created, there is no queue.
    pub(super) fn beside(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push("-gate");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(name).ok().map(Arc::new);
        Self {
            file: Arc::new(Mutex::new(file)),
        }
    }

    /// Waits for the turn to write.
    pub(super) async fn turn(&self) -> Turn {
        let waits = async {
            let line = Arc::clone(&self.file).lock_owned().await;
            let locked = match &*line {
                Some(file) => locked(file).await,
                None => None,
            };
            Turn {
                locked,
                _line: Some(line),
            }
        };
        timeout(PATIENCE, waits).await.unwrap_or(Turn {
            locked: None,
            _line: None,
        })
    }
}

async fn locked(file: &Arc<File>) -> Option<Arc<File>> {
    match file.try_lock() {
        Ok(()) => return Some(Arc::clone(file)),
        Err(std::fs::TryLockError::WouldBlock) => {}
        Err(std::fs::TryLockError::Error(_)) => return None,
    }
    let (got, turn) = oneshot::channel();
    let file = Arc::clone(file);
    tokio::task::spawn_blocking(move || {
        let locked: io::Result<()> = file.lock();
        // If the caller is gone, the turn is dropped, which unlocks.
        let _ = got.send(Turn {
            locked: locked.is_ok().then_some(file),
            _line: None,
        });
    });
    let mut turn = turn.await.ok()?;
    turn.locked.take()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[tokio::test]
    async fn one_at_a_time_in_this_process_and_in_others() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("x.sqlite");
        let (mine, other) = (Gate::beside(&path), Gate::beside(&path));
        let turn = mine.turn().await;
        for waiting in [mine.clone(), other] {
            let waits = waiting.turn();
            assert!(timeout(Duration::from_millis(50), waits).await.is_err());
        }
        drop(turn);
        // Writers that gave up block no others.
        let other = Gate::beside(&path);
        let turn = other.turn().await;
        assert!(turn.locked.is_some());
        drop(turn);
        assert!(mine.turn().await.locked.is_some());
    }
}
