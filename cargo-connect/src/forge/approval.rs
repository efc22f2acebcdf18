//! What an administrator of a site with the Connect app must approve.

use std::fmt;

use connect_model::forge::change::{Escalation, escalation, scopes_of};
use connect_model::{Scope, ScopeSet};
use serde::Serialize;
use serde_json::Value;

/// The scopes of a first version on Forge that exceed what the app has on Connect. If there are none, it
/// reaches the sites with the app without approval ("Minor version updates (Connect to Forge)").
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Approval {
    /// The scopes that exceed it.
    beyond: Vec<Beyond>,
    /// The scopes that may exceed it: Atlassian's table has more rows than ours.
    unknown: Vec<String>,
}

/// A scope that exceeds what the app has.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Beyond {
    scope: String,
    /// The Connect scope that would cover it; `None` if there is none.
    enough: Option<Scope>,
}

impl Approval {
    /// The approval for what a manifest requests, for an app with these Connect scopes.
    pub(super) fn of(manifest: &Value, has: ScopeSet) -> Self {
        let mut approval = Self::default();
        for scope in scopes_of(manifest).into_keys() {
            match escalation(&scope, has) {
                Escalation::None => {}
                Escalation::Beyond(enough) => approval.beyond.push(Beyond { scope, enough }),
                Escalation::Unknown => approval.unknown.push(scope),
            }
        }
        approval
    }

    /// Whether an administrator must approve; `None` if that can't be known here.
    pub(super) fn is_needed(&self) -> Option<bool> {
        match (self.beyond.is_empty(), self.unknown.is_empty()) {
            (false, _) => Some(true),
            (true, true) => Some(false),
            (true, false) => None,
        }
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.is_needed() {
            Some(true) => "must approve the first version on Forge",
            Some(false) => "need not approve the first version on Forge for its scopes",
            None => "may have to approve the first version on Forge",
        };
        writeln!(
            f,
            "an administrator of a site that has the app on Connect {verdict}:"
        )?;
        for Beyond { scope, enough } in &self.beyond {
            match enough {
                Some(enough) => writeln!(
                    f,
                    "  {scope} is more than the app has: it would take {enough}"
                )?,
                None => writeln!(f, "  {scope} is more than any scope of Connect")?,
            }
        }
        if !self.unknown.is_empty() {
            let unknown = self.unknown.join(", ");
            writeln!(
                f,
                "  look up in Atlassian's table of equivalent scopes: {unknown}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_more_than_on_connect_is_reported() {
        let approval = |scopes: &[&str]| {
            let manifest = json!({ "permissions": { "scopes": scopes } });
            Approval::of(&manifest, ScopeSet::of(&[Scope::Write]))
        };
        assert_eq!(approval(&["read:jira-work"]).is_needed(), Some(false));
        assert_eq!(approval(&["read:app-system-token"]).is_needed(), None);
        let more = approval(&[
            "write:jira-work",
            "write:confluence-groups",
            "search:confluence",
        ]);
        assert_eq!(more.is_needed(), Some(true));
        assert_eq!(
            more.to_string(),
            "an administrator of a site that has the app on Connect must approve the first version on Forge:\n  \
             write:confluence-groups is more than any scope of Connect\n  \
             write:jira-work is more than the app has: it would take DELETE\n  \
             look up in Atlassian's table of equivalent scopes: search:confluence\n"
        );
    }
}
