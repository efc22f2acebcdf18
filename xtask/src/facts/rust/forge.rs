//! The tables about Forge.

use std::collections::BTreeSet;

use super::super::Tables;
use super::super::cell::Rust;
use super::{Fault, array, fault, item};

pub(super) fn text(tables: &Tables) -> Result<String, Fault> {
    check(tables)?;
    let targets = tables.forge_targets.iter().map(|row| {
        item(
            "Target",
            &[
                ("kind", row.kind.rust()),
                ("product", row.product.rust()),
                ("location", row.location.rust()),
                ("modules", row.modules.rust()),
                ("preview", row.preview.rust()),
                ("confidence", row.confidence.rust()),
                ("note", row.note.rust()),
            ],
        )
    });
    let modules = tables.forge_modules.iter().map(|row| {
        item(
            "ForgeModule",
            &[
                ("name", row.module.rust()),
                ("per_app", row.per_app.rust()),
                ("required", row.required.rust()),
                ("optional", row.optional.rust()),
                ("closed", row.closed.rust()),
                ("call", row.call.rust()),
                ("view", row.view.rust()),
                ("conditions", row.conditions.rust()),
                ("unlicensed", row.unlicensed.rust()),
            ],
        )
    });
    let properties = tables.forge_properties.iter().map(|row| {
        item(
            "ForgeProperty",
            &[
                ("kind", row.kind.rust()),
                ("module", row.module.rust()),
                ("name", row.property.rust()),
                ("from", row.from.rust()),
                ("transform", row.transform.rust()),
            ],
        )
    });
    let events = tables.forge_events.iter().map(|row| {
        item(
            "ForgeEvent",
            &[
                ("event", row.event.rust()),
                ("product", row.product.rust()),
                ("events", row.events.rust()),
                ("scopes", row.scopes.rust()),
                ("validated", row.validated.rust()),
                ("confidence", row.confidence.rust()),
            ],
        )
    });
    let context = tables.forge_context.iter().map(|row| {
        item(
            "ContextPath",
            &[
                ("parameter", row.parameter.rust()),
                ("product", row.product.rust()),
                ("path", row.path.rust()),
                ("modules", row.modules.rust()),
                ("confidence", row.confidence.rust()),
            ],
        )
    });
    let conditions = tables.forge_conditions.iter().map(|row| {
        item(
            "DisplayCondition",
            &[
                ("condition", row.condition.rust()),
                ("product", row.product.rust()),
                ("written", row.display_condition.rust()),
                ("views", row.views.rust()),
                ("confidence", row.confidence.rust()),
                ("note", row.note.rust()),
            ],
        )
    });
    Ok(format!(
        "use crate::fact::Confidence;\nuse crate::forge::condition::DisplayCondition;\n\
         use crate::forge::context::ContextPath;\nuse crate::forge::event::ForgeEvent;\n\
         use crate::forge::module::{{ForgeCall, ForgeModule, PerApp, View}};\n\
         use crate::forge::property::{{ForgeProperty, Transform}};\n\
         use crate::forge::target::Target;\nuse crate::product::Product;\n\n\
         {}\n{}\n{}\n{}\n{}\n{}",
        array("TARGETS", "Target", &targets.collect::<Vec<_>>()),
        array("MODULES", "ForgeModule", &modules.collect::<Vec<_>>()),
        array(
            "PROPERTIES",
            "ForgeProperty",
            &properties.collect::<Vec<_>>()
        ),
        array("EVENTS", "ForgeEvent", &events.collect::<Vec<_>>()),
        array("CONTEXT", "ContextPath", &context.collect::<Vec<_>>()),
        array(
            "CONDITIONS",
            "DisplayCondition",
            &conditions.collect::<Vec<_>>()
        ),
    ))
}

/// Checks that each name in one table is a row of the other.
fn check(tables: &Tables) -> Result<(), Fault> {
    let modules: BTreeSet<&str> = tables
        .forge_modules
        .iter()
        .map(|row| row.module.as_str())
        .collect();
    let kinds: BTreeSet<&str> = tables.modules.iter().map(|row| row.kind.as_str()).collect();
    for row in &tables.forge_targets {
        if !kinds.contains(&*row.kind) {
            return Err(fault(
                "forge_targets.tsv",
                &row.kind,
                "must be a module kind",
            ));
        }
        for module in &row.modules.0 {
            if !modules.contains(&**module) {
                let what = format!("`{module}` must be a module of Forge");
                return Err(fault("forge_targets.tsv", &row.kind, what));
            }
        }
    }
    for row in &tables.forge_properties {
        let known = tables
            .forge_modules
            .iter()
            .find(|known| known.module == row.module);
        let known = known.is_some_and(|known| {
            let names = known.required.0.iter().chain(&known.optional.0);
            names.clone().any(|name| *name == row.property)
        });
        if !known {
            let what = format!("`{}` has no property `{}`", row.module, row.property);
            return Err(fault("forge_properties.tsv", &row.kind, what));
        }
    }
    Ok(())
}
