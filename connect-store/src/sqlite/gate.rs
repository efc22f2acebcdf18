//! The line in which writers of one file wait for each other.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

/// A caller that has waited this long goes on without its turn: SQLite's own lock is what counts.
const PATIENCE: Duration = Duration::from_secs(5);

/// SQLite's own way of waiting for another writer is to sleep for up to a tenth of a second and to
/// look again, and an unlucky one starves (sqlite.org, "sqlite3_busy_timeout"). Here writers
/// wait in the kernel's line instead, on a lock of a file beside the database, and each has its
/// turn. It is a courtesy: who writes without it, as the app's own statements do, only waits as
/// SQLite waits.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    /// The lock is the process's: within it, this is the line.
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
    /// The gate of a database: a file of its name with `-gate` behind it, which may be deleted when
    /// no process runs. Where it can't be made, there is no queue.
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
        // A caller that is gone drops the turn, which unlocks.
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
        // Those that gave up block no others.
        let other = Gate::beside(&path);
        let turn = other.turn().await;
        assert!(turn.locked.is_some());
        drop(turn);
        assert!(mine.turn().await.locked.is_some());
    }
}
