//! What a change in an app's scopes means for sites that have installed it.

use serde::{Deserialize, Serialize};

use crate::scope::ScopeSet;

/// The difference between two sets of scopes, by what they allow: WRITE allows everything that READ
/// does, so that from READ to WRITE one scope is added and none removed.
///
/// Every site takes over a reduction automatically. An extension is different: "customers need to
/// approve" it, and until an administrator has, the site stays on its current version ("Upgrade and
/// version cloud apps", the Marketplace's documentation).
///
/// ```
/// use connect_model::reasons::Change;
/// use connect_model::{Scope, ScopeSet};
///
/// let (read, write) = (ScopeSet::of(&[Scope::Read]), ScopeSet::of(&[Scope::Write]));
/// let change = Change::between(read, write);
/// assert_eq!((change.added, change.removed), (write, ScopeSet::EMPTY));
/// assert!(change.needs_approval());
/// assert!(!Change::between(write, read).needs_approval());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The scopes in the new set that the old one does not cover.
    pub added: ScopeSet,
    /// The scopes in the old set that the new one does not cover.
    pub removed: ScopeSet,
}

impl Change {
    /// The change from one set to another.
    #[must_use]
    pub fn between(before: ScopeSet, after: ScopeSet) -> Self {
        Self {
            added: after
                .iter()
                .filter(|scope| !before.covers(*scope))
                .collect(),
            removed: before
                .iter()
                .filter(|scope| !after.covers(*scope))
                .collect(),
        }
    }

    /// Whether an administrator of each site must approve it, because it allows anything more.
    #[must_use]
    pub fn needs_approval(&self) -> bool {
        !self.added.is_empty()
    }

    /// Whether both sets allow the same.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope::{
        self, ActAsUser, Admin, Delete, ProjectAdmin, Read, SpaceAdmin, Write,
    };
    use proptest::prelude::*;

    fn between(before: &[Scope], after: &[Scope]) -> (String, String) {
        let change = Change::between(ScopeSet::of(before), ScopeSet::of(after));
        (change.added.to_string(), change.removed.to_string())
    }

    #[test]
    fn what_is_implied_is_neither_added_nor_removed() {
        let change = |added: &str, removed: &str| (added.to_owned(), removed.to_owned());
        assert_eq!(between(&[Read], &[Write]), change("WRITE", ""));
        assert_eq!(between(&[Write], &[Read]), change("", "WRITE"));
        assert_eq!(between(&[], &[Read]), change("READ", ""));
        assert_eq!(between(&[Write], &[Read, Write]), change("", ""));
        assert_eq!(
            between(&[Admin], &[ProjectAdmin, SpaceAdmin, Delete]),
            change("", "ADMIN")
        );
        assert_eq!(
            between(&[ProjectAdmin], &[SpaceAdmin]),
            change("SPACE_ADMIN", "PROJECT_ADMIN")
        );
        assert_eq!(
            between(&[Admin], &[Admin, ActAsUser]),
            change("ACT_AS_USER", "")
        );
        assert_eq!(
            between(&[Read, ActAsUser], &[Write]),
            change("WRITE", "ACT_AS_USER")
        );
    }

    fn sets() -> impl Strategy<Value = ScopeSet> {
        proptest::collection::vec(0..Scope::ALL.len(), 0..5).prop_map(|numbers| {
            numbers
                .into_iter()
                .map(|number| Scope::ALL[number])
                .collect()
        })
    }

    proptest! {
        #[test]
        fn approval_is_needed_exactly_when_something_more_is_allowed(before in sets(), after in sets()) {
            let change = Change::between(before, after);
            let more = Scope::ALL
                .into_iter()
                .any(|scope| after.covers(scope) && !before.covers(scope));
            prop_assert_eq!(change.needs_approval(), more);
            let back = Change::between(after, before);
            prop_assert_eq!((back.added, back.removed), (change.removed, change.added));
        }
    }
}
