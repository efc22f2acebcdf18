//! What of the app exists on Forge, what does not, and how far it has moved.

use std::fmt;

use connect_model::ScopeSet;
use connect_model::forge::change::scopes_of;
use connect_model::forge::{Gap, GapKind};
use serde::Serialize;
use serde_json::Value;

use super::approval::Approval;
use crate::counted::counted;

/// What `cargo connect forge report` prints. Fields may be added, but existing ones keep their meaning.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Whether the app states that it is to run on Forge.
    goes: bool,
    /// The number of modules in the manifest, without endpoints and triggers.
    modules: usize,
    /// The scopes that the manifest requests.
    scopes: Vec<String>,
    /// What remains until the app is only on Forge ("Checking your Forge adoption status").
    adoption: Vec<Adoption>,
    /// What an administrator of a site with the Connect app must approve.
    approval: Approval,
    /// The parts of the app that the manifest lacks, in source order.
    gaps: Vec<Gap>,
}

/// Something that an app that is only on Forge has, or no longer has.
#[derive(Debug, Serialize)]
struct Adoption {
    what: &'static str,
    done: bool,
}

/// Parts of the manifest that are not modules for users.
const PLUMBING: [&str; 4] = ["endpoint", "preUninstall", "scheduledTrigger", "trigger"];

impl Report {
    /// `has` are the scopes that the app requests on Connect.
    pub(super) fn of(gaps: Vec<Gap>, manifest: Option<&Value>, has: ScopeSet) -> Self {
        let Some(manifest) = manifest else {
            return Report {
                goes: false,
                modules: 0,
                scopes: Vec::new(),
                adoption: Vec::new(),
                approval: Approval::default(),
                gaps,
            };
        };
        let modules = manifest.get("modules").and_then(Value::as_object);
        let modules = modules.into_iter().flatten();
        let modules = modules
            .filter(|(name, _)| !PLUMBING.contains(&name.as_str()))
            .map(|(_, modules)| modules.as_array().map_or(0, Vec::len))
            .sum();
        let scopes: Vec<String> = scopes_of(manifest).into_keys().collect();
        let connect = manifest.pointer("/app/connect");
        let adoption = vec![
            Adoption {
                what: "the manifest has the app's key on Connect, so listing and data stay",
                done: connect.is_some_and(|connect| connect.get("key").is_some()),
            },
            Adoption {
                what: "the manifest has nothing but the key about Connect",
                done: connect
                    .and_then(Value::as_object)
                    .is_none_or(|connect| connect.keys().all(|name| name == "key")),
            },
            Adoption {
                what: "no module stays on Connect",
                done: manifest.get("connectModules").is_none(),
            },
            Adoption {
                what: "no scope is one of Connect",
                done: !scopes.iter().any(|scope| scope.contains(":connect-")),
            },
        ];
        Report {
            goes: true,
            modules,
            scopes,
            adoption,
            approval: Approval::of(manifest, has),
            gaps,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.goes {
            writeln!(f, "on Forge: {}", counted(self.modules, "module"))?;
            for scope in &self.scopes {
                writeln!(f, "  asks for {scope}")?;
            }
            for step in &self.adoption {
                let mark = if step.done { "done" } else { "open" };
                writeln!(f, "  {mark}: {}", step.what)?;
            }
            write!(f, "\n{}", self.approval)?;
        } else {
            writeln!(
                f,
                "the app does not go to Forge yet; write `forge = native` in app!"
            )?;
        }
        let groups = [
            ("has no place", &[GapKind::NoPlace][..]),
            ("is left out on purpose", &[GapKind::Skipped]),
            (
                "people would notice",
                &[
                    GapKind::Condition,
                    GapKind::Parameter,
                    GapKind::Event,
                    GapKind::Page,
                ],
            ),
            ("is otherwise", &[GapKind::Behaviour, GapKind::Property]),
        ];
        for (title, kinds) in groups {
            let of_group = |gap: &&Gap| kinds.contains(&gap.kind);
            let count = self.gaps.iter().filter(of_group).count();
            if count > 0 {
                writeln!(f, "\n{title} ({count}):")?;
                for gap in self.gaps.iter().filter(of_group) {
                    writeln!(f, "  {gap}")?;
                }
            }
        }
        Ok(())
    }
}
