//! What `--diff` prints. The JSON's format is documented in the module above.

use std::fmt;

use connect_model::forge::change::{Change, Rule, changes};
use serde::Serialize;
use serde_json::Value;

use super::approval::Approval;
use crate::scopes::revision::Revision;

/// A manifest's version change, compared with that of a revision.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    app: String,
    revision: String,
    commit: String,
    first: bool,
    version: Version,
    needs_approval: Option<bool>,
    changes: Vec<Explained>,
    approval: Approval,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Version {
    Major,
    Minor,
    Same,
}

/// A change with its cause.
#[derive(Debug, Serialize)]
struct Explained {
    #[serde(flatten)]
    change: Change,
    major: bool,
    source: Option<&'static str>,
    because: Option<String>,
}

impl Difference {
    /// Compares a manifest, given with its text, with that of a revision; if there is none, the app was not on
    /// Forge at that revision.
    pub(super) fn of(
        old: &Revision,
        before: Option<&Value>,
        (after, text): (&Value, &str),
        approval: Approval,
    ) -> Self {
        let explained = |change: Change| Explained {
            major: change.rule.is_major(),
            source: change.rule.source(),
            because: because(&change, text),
            change,
        };
        let changes = before.map(|before| changes(before, after));
        let changes: Vec<_> = changes.into_iter().flatten().map(explained).collect();
        let version = match changes.first() {
            _ if before.is_none() => Version::Major,
            // The most important one comes first.
            Some(first) if first.major => Version::Major,
            Some(_) => Version::Minor,
            None => Version::Same,
        };
        let key = after.pointer("/app/connect/key").and_then(Value::as_str);
        Self {
            app: key.unwrap_or_default().to_owned(),
            revision: old.name.clone(),
            commit: old.commit.clone(),
            first: before.is_none(),
            version,
            needs_approval: match before {
                Some(_) => Some(version == Version::Major),
                None => approval.is_needed(),
            },
            changes,
            approval,
        }
    }

    /// Whether Forge makes this a major version.
    pub(super) fn is_major(&self) -> bool {
        self.version == Version::Major
    }
}

/// The code that needs a new scope, from the comment after it in the manifest.
fn because(change: &Change, manifest: &str) -> Option<String> {
    if !matches!(change.rule, Rule::Scopes | Rule::Impersonation) {
        return None;
    }
    let (_, scope) = change.what.split_once('`')?;
    let scope = scope.trim_end_matches('`');
    manifest.lines().find_map(|line| {
        let (written, comment) = line.split_once(" # ")?;
        let name = written.trim().trim_start_matches("- ");
        let name = name.split(": ").next()?.trim_end_matches(':');
        (name.trim_matches(['"', '\'']) == scope).then(|| comment.to_owned())
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commit = self.commit.get(..7).unwrap_or(&self.commit);
        write!(f, "{} since {} ({commit}): ", self.app, self.revision)?;
        match self.version {
            _ if self.first => {
                writeln!(f, "its first version on Forge")?;
                return write!(f, "{}", self.approval);
            }
            Version::Major => writeln!(
                f,
                "a major version, which an administrator of each site must approve"
            )?,
            Version::Minor => writeln!(f, "a minor version, which each site gets by itself")?,
            Version::Same => writeln!(f, "the same manifest")?,
        }
        for one in &self.changes {
            let version = if one.major { "major" } else { "minor" };
            write!(f, "  {version}  {}", one.change)?;
            if let Some(because) = &one.because {
                write!(f, ", for {because}")?;
            }
            match one.source {
                Some(source) => writeln!(f, " ({source:?})")?,
                None if one.major => {
                    writeln!(f, " (not in Atlassian's table: to be on the safe side)")?
                }
                None => writeln!(f)?,
            }
        }
        Ok(())
    }
}
