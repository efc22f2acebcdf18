//! Waiting until jobs are done: for tests, and for a developer's table of webhook results.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use connect_store::jobs::JobId;
use tokio::sync::watch;

/// How many runs are remembered.
const MOST: usize = 256;

/// The recent runs of this process.
#[derive(Debug, Clone)]
pub(crate) struct Settled(Arc<Lately>);

#[derive(Debug)]
struct Lately {
    runs: watch::Sender<u64>,
    /// The latest runs, and why they failed.
    latest: Mutex<VecDeque<(JobId, Option<String>)>>,
}

impl Default for Settled {
    fn default() -> Self {
        Self(Arc::new(Lately {
            runs: watch::Sender::new(0),
            latest: Mutex::default(),
        }))
    }
}

/// Notices runs that end from now on.
pub(crate) struct Watch(watch::Receiver<u64>);

impl Settled {
    pub(crate) fn watch(&self) -> Watch {
        Watch(self.0.runs.subscribe())
    }

    /// Records that a run has ended.
    pub(super) fn ended(&self, id: JobId, failed: Option<&str>) {
        {
            let mut latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner);
            if latest.len() == MOST {
                latest.pop_front();
            }
            latest.push_back((id, failed.map(str::to_owned)));
        }
        self.0.runs.send_modify(|runs| *runs += 1);
    }

    /// Waits up to `within` for a run of a job to end: returns why it failed, if it did. `None` if it
    /// didn't end in time.
    pub(crate) async fn of(&self, id: JobId, within: Duration) -> Option<Option<String>> {
        let mut watch = self.watch();
        let found = async {
            loop {
                let run = self
                    .0
                    .latest
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .iter()
                    .rev()
                    .find(|run| run.0 == id)
                    .cloned();
                if let Some((_, failed)) = run {
                    return failed;
                }
                watch.next().await;
            }
        };
        tokio::time::timeout(within, found).await.ok()
    }
}

impl Watch {
    /// Returns when another run has ended.
    pub(crate) async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
