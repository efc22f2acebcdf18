//! What has changed since a revision.

use connect_model::ScopeSet;
use connect_model::reasons::{Reasons, Requirement};
use serde::Serialize;

use super::revision::Revision;

/// What an app requests more and less than before. Also what `--diff --json` prints; the format is
/// documented in the module above.
#[derive(Debug, Serialize)]
pub(super) struct Difference<'a> {
    pub(super) app: &'a str,
    pub(super) revision: &'a str,
    pub(super) commit: &'a str,
    pub(super) before: ScopeSet,
    pub(super) after: ScopeSet,
    pub(super) added: ScopeSet,
    pub(super) removed: ScopeSet,
    pub(super) needs_approval: bool,
    pub(super) causes: Vec<&'a Requirement>,
    pub(super) gone: Option<Vec<&'a Requirement>>,
}

impl<'a> Difference<'a> {
    pub(super) fn of(new: &'a Reasons, old: &'a Revision) -> Self {
        let change = new.change(old.scopes);
        let after = new.scopes();
        Self {
            app: &new.app,
            revision: &old.name,
            commit: &old.commit,
            before: old.scopes,
            after,
            added: change.added,
            removed: change.removed,
            needs_approval: change.needs_approval(),
            causes: new.beyond(old.scopes).collect(),
            gone: old
                .reasons
                .as_ref()
                .map(|reasons| reasons.beyond(after).collect()),
        }
    }
}
