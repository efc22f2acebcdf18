//! Watching the app's files for changes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::sources::{Change, Sources};

/// An editor may write a file several times, or several files, for a single save.
const QUIET: Duration = Duration::from_millis(30);
/// Continuous saving must not postpone the build forever.
const LONGEST: Duration = Duration::from_millis(300);

/// What has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) sources: bool,
    pub(super) assets: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    something: Notify,
}

#[derive(Debug, Default)]
struct State {
    sources: Sources,
    changed: Changed,
    last: Option<Instant>,
}

/// Watches the files of an app.
#[derive(Debug)]
pub(super) struct Changes {
    watcher: RecommendedWatcher,
    watched: BTreeSet<(PathBuf, bool)>,
    shared: Arc<Shared>,
}

impl Changes {
    pub(super) fn of(sources: &Sources) -> notify::Result<Self> {
        let shared = Arc::new(Shared::default());
        let of_watcher = Arc::clone(&shared);
        let watcher = notify::recommended_watcher(move |event| of_watcher.take(event))?;
        let mut changes = Self {
            watcher,
            watched: BTreeSet::new(),
            shared,
        };
        changes.watch(sources);
        Ok(changes)
    }

    /// Watches these files and folders from now on.
    pub(super) fn watch(&mut self, sources: &Sources) {
        let (whole, alone) = sources.folders();
        let whole = whole.into_iter().map(|folder| (folder, true));
        let wanted: BTreeSet<_> = whole
            .chain(alone.into_iter().map(|folder| (folder, false)))
            .collect();
        for (folder, _) in self.watched.difference(&wanted) {
            // It may have been removed.
            let _ = self.watcher.unwatch(folder);
        }
        let mut watched: BTreeSet<_> = self.watched.intersection(&wanted).cloned().collect();
        for (folder, whole) in wanted {
            let mode = if whole {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            };
            // One that can't be watched is tried again after the next build.
            if !watched.contains(&(folder.clone(), whole))
                && self.watcher.watch(&folder, mode).is_ok()
            {
                watched.insert((folder, whole));
            }
        }
        self.watched = watched;
        self.shared.state.lock().sources = sources.clone();
    }

    /// Waits for a change, and for those that come together with it. No change is lost when the future is
    /// dropped.
    pub(super) async fn next(&self) -> Changed {
        let mut first = None;
        loop {
            let quiet_in = self.shared.quiet_in();
            match quiet_in {
                None => self.shared.something.notified().await,
                Some(wait) => {
                    let began = *first.get_or_insert_with(Instant::now);
                    if wait.is_zero() || began.elapsed() >= LONGEST {
                        return self.shared.taken();
                    }
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }
}

impl Shared {
    /// Handles one file system event.
    fn take(&self, event: notify::Result<Event>) {
        // Too many at once: the lost events may have been about anything.
        let lost = event.as_ref().is_ok_and(Event::need_rescan);
        let mut state = self.state.lock();
        let before = state.changed;
        match event {
            _ if lost => state.changed.sources = true,
            Ok(event) if writes(event.kind) => {
                for path in &event.paths {
                    match state.sources.change(path) {
                        Some(Change::Source) => state.changed.sources = true,
                        Some(Change::Asset) => state.changed.assets = true,
                        None => continue,
                    }
                    state.last = Some(Instant::now());
                }
            }
            _ => return,
        }
        if lost {
            state.last = Some(Instant::now());
        }
        if state.changed != before {
            self.something.notify_one();
        }
    }

    /// How long until it is quiet; `None` if nothing has changed.
    fn quiet_in(&self) -> Option<Duration> {
        let state = self.state.lock();
        if state.changed == Changed::default() {
            return None;
        }
        let since = state.last.map_or(QUIET, |last| last.elapsed());
        Some(QUIET.saturating_sub(since))
    }

    fn taken(&self) -> Changed {
        std::mem::take(&mut self.state.lock().changed)
    }
}

/// Whether an event may change a file's content: reading a file is an event, too.
fn writes(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Any | EventKind::Access(_) | EventKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SOURCES: Changed = Changed {
        sources: true,
        assets: false,
    };

    async fn next(changes: &Changes) -> Changed {
        let next = changes.next();
        tokio::time::timeout(Duration::from_secs(20), next)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_is_saved_is_noticed_and_what_is_read_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["src", "static"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        let main = root.join("src/main.rs");
        fs::write(&main, "fn main() {}").unwrap();
        let sources = Sources::of([root.clone()], &root.join("target"));
        let mut changes = Changes::of(&sources).unwrap();

        fs::write(&main, "fn main() { }").unwrap();
        assert_eq!(next(&changes).await, SOURCES);
        // As editors save: to a file beside it, which is then renamed.
        fs::write(root.join("src/.main.rs.tmp"), "fn main() {  }").unwrap();
        fs::rename(root.join("src/.main.rs.tmp"), &main).unwrap();
        assert_eq!(next(&changes).await, SOURCES);
        fs::create_dir(root.join("src/panels")).unwrap();
        fs::write(root.join("src/panels/votes.rs"), "").unwrap();
        // The folder is watched only once its event has been read, and then searched for files.
        fs::write(root.join("src/lib.rs"), "").unwrap();
        assert_eq!(next(&changes).await, SOURCES);

        // Only the build knows which folders contain assets.
        changes.watch(&sources.built_from([main.clone()], [root.join("static")]));
        fs::read(&main).unwrap();
        fs::write(root.join("static/style.css"), "p {}").unwrap();
        let assets = Changed {
            sources: false,
            assets: true,
        };
        assert_eq!(next(&changes).await, assets);
    }
}
