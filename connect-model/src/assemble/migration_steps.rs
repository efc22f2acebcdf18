//! Data residency migration steps: a host calls all of them, so an app has either all or none.

use super::Fault;
use crate::declaration::{Declaration, kind};
use crate::migration_step::MigrationStep;

/// The fault of an app that serves only some of the steps.
pub(super) fn missing(declarations: &[Declaration]) -> Option<Fault> {
    let served: Vec<&Declaration> = declarations
        .iter()
        .filter(|one| one.kind == kind::DARE_MIGRATION)
        .collect();
    let first = served.iter().min_by(|a, b| a.origin.cmp(&b.origin))?;
    let is_served = |step: &MigrationStep| served.iter().any(|one| one.key == step.name);
    let missing: Vec<&str> = MigrationStep::ALL
        .iter()
        .filter(|step| !is_served(step))
        .map(|step| step.name)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let attributes: Vec<String> = missing
        .iter()
        .map(|name| format!("#[dare_migration(step = {name})]"))
        .collect();
    Some(Fault {
        message: format!(
            "a host calls an app in five steps while it moves data, and a migration fails without `{}`; \
             write a function for each: {}",
            missing.join("`, `"),
            attributes.join(", ")
        ),
        origin: Some(first.origin.clone()),
    })
}
