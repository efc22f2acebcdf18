//! What the app's own code needs beyond the scopes that `app!` grants. The macros check that where it
//! is written, even in code that is never called, and report it. Only the build script sees what libraries,
//! other programs of the package and pages need.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect_model::{ScopeSet, ScopeUse};
use connect_syntax::App;

use crate::origin::relative;
use crate::read::Crate;

/// The needs that are left to the macros.
pub(super) struct Beyond {
    /// Whether there are calls.
    pub(super) calls: bool,
    /// Whether there are webhook events.
    pub(super) events: bool,
}

/// Removes from `needs` what the macros report in the app's crate, which has this index. In a
/// macro of the app that is never used they report nothing, and nothing is needed.
pub(super) fn leave_to_macros(
    app: &App,
    (index, crates): (usize, &[Crate]),
    base: &Path,
    needs: &mut Vec<ScopeUse>,
) -> Beyond {
    let ceiling = app.ceiling.unwrap_or(ScopeSet::ALL);
    let own = names_of_files(crates, index, base);
    let before = needs.len();
    needs.retain(|need| ceiling.covers_all(need.scopes) || !own.contains(&*need.origin.file));
    let items = crates.get(index).map(|one| &one.items.annotated);
    let mut events = items
        .into_iter()
        .flatten()
        .flat_map(|found| &found.declared.event_scopes);
    Beyond {
        calls: needs.len() < before,
        events: events.any(|event| !ceiling.covers(event.scope)),
    }
}

/// The files of one of the crates, by each name that the other crates use for them.
fn names_of_files(crates: &[Crate], index: usize, base: &Path) -> BTreeSet<String> {
    let identity = |file: &PathBuf| file.canonicalize().unwrap_or_else(|_| file.clone());
    let own = crates.get(index).map(|one| &one.files);
    let own: BTreeSet<PathBuf> = own.into_iter().flatten().map(identity).collect();
    crates
        .iter()
        .flat_map(|one| &one.files)
        .filter(|file| own.contains(&identity(file)))
        .map(|file| relative(file, base))
        .collect()
}
