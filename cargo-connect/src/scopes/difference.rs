//! What changed since a revision.

use connect_model::ScopeSet;
use connect_model::reasons::{Reasons, Requirement};
use serde::Serialize;

use super::revision::Then;

/// What an app asks for more and less than it did. Also what `--diff --json` prints; the shape is
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
    pub(super) fn of(now: &'a Reasons, then: &'a Then) -> Self {
        let change = now.change(then.scopes);
        let after = now.scopes();
        Self {
            app: &now.app,
            revision: &then.revision,
            commit: &then.commit,
            before: then.scopes,
            after,
            added: change.added,
            removed: change.removed,
            needs_approval: change.needs_approval(),
            causes: now.beyond(then.scopes).collect(),
            gone: then
                .reasons
                .as_ref()
                .map(|reasons| reasons.beyond(after).collect()),
        }
    }
}
