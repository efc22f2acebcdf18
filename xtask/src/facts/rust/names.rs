//! The tables that are searched by name, each as an array of rows of the model.

use super::super::Tables;
use super::super::cell::Rust;
use super::super::rows::{
    ConditionRow, ContextParameterRow, EnvironmentRow, EventRow, LocationRow,
};
use super::{Fault, array, fault, item};

pub(super) fn locations(rows: &[LocationRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "Location",
                &[
                    ("name", row.location.rust()),
                    ("product", row.product.rust()),
                    ("accepts", row.accepts.rust()),
                    ("default_for", row.default_for.rust()),
                    ("area", row.area.rust()),
                    ("confidence", row.confidence.rust()),
                    ("note", row.note.rust()),
                ],
            )
        })
        .collect();
    format!(
        "use crate::fact::Confidence;\nuse crate::location::Location;\nuse crate::product::Product;\n\n{}",
        array("LOCATIONS", "Location", &items)
    )
}

pub(super) fn events(rows: &[EventRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "Event",
                &[
                    ("name", row.event.rust()),
                    ("product", row.product.rust()),
                    ("group", row.group.rust()),
                    ("filter_jql", row.filter_jql.rust()),
                    ("property_keys", row.property_keys.rust()),
                    ("exclude_body", row.exclude_body.rust()),
                    ("dynamic", row.dynamic.rust()),
                    ("scope", row.scope.rust()),
                    ("context", row.context.rust()),
                    ("confidence", row.confidence.rust()),
                    ("note", row.note.rust()),
                ],
            )
        })
        .collect();
    format!(
        "use crate::event::Event;\nuse crate::fact::Confidence;\nuse crate::product::Product;\n\n{}",
        array("EVENTS", "Event", &items)
    )
}

pub(super) fn context_parameters(rows: &[ContextParameterRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "ContextParameter",
                &[
                    ("name", row.parameter.rust()),
                    ("product", row.product.rust()),
                    ("rule", row.rule.rust()),
                    ("available", row.available.rust()),
                    ("kinds", row.kinds.rust()),
                    ("deprecated", row.deprecated.rust()),
                    ("instead", row.instead.rust()),
                    ("current_in", row.current_in.rust()),
                    ("scope", row.scope.rust()),
                    ("confidence", row.confidence.rust()),
                    ("note", row.note.rust()),
                ],
            )
        })
        .collect();
    format!(
        "use crate::context_parameter::{{ContextParameter, Rule}};\nuse crate::fact::Confidence;\n\
         use crate::product::Product;\n\n{}",
        array("CONTEXT_PARAMETERS", "ContextParameter", &items)
    )
}

pub(super) fn conditions(tables: &Tables) -> Result<String, Fault> {
    let known = |condition: &str, product| {
        let mut rows = tables.conditions.iter();
        rows.any(|row| row.condition == condition && row.product == product)
    };
    for row in &tables.condition_parameters {
        if !known(&row.condition, row.product) {
            let what = format!("`{}` must be a condition of that product", row.condition);
            return Err(fault("condition_parameters.tsv", &row.parameter, what));
        }
    }
    let items: Vec<String> = tables
        .conditions
        .iter()
        .map(|row| {
            item(
                "Condition",
                &[
                    ("name", row.condition.rust()),
                    ("product", row.product.rust()),
                    ("parameters", condition_parameters(tables, row)),
                    ("entities", row.entities.rust()),
                    ("in_url", row.in_url.rust()),
                    ("context_free", row.context_free.rust()),
                    ("confidence", row.confidence.rust()),
                    ("note", row.note.rust()),
                ],
            )
        })
        .collect();
    Ok(format!(
        "use crate::condition::{{Condition, ConditionParameter}};\nuse crate::fact::Confidence;\n\
         use crate::product::Product;\n\n{}",
        array("CONDITIONS", "Condition", &items)
    ))
}

fn condition_parameters(tables: &Tables, condition: &ConditionRow) -> String {
    let rows = tables.condition_parameters.iter();
    let own =
        rows.filter(|row| row.condition == condition.condition && row.product == condition.product);
    let items: Vec<String> = own
        .map(|row| {
            item(
                "ConditionParameter",
                &[
                    ("name", row.parameter.rust()),
                    ("argument", row.argument.rust()),
                    ("required", row.required.rust()),
                    ("values", row.values.rust()),
                ],
            )
        })
        .collect();
    format!("&[{}]", items.join(", "))
}

pub(super) fn environments(rows: &[EnvironmentRow]) -> String {
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            item(
                "Environment",
                &[
                    ("domain", row.domain.rust()),
                    ("kind", row.kind.rust()),
                    ("key_host", row.key_host.rust()),
                    ("authorization_server", row.authorization_server.rust()),
                ],
            )
        })
        .collect();
    format!(
        "use crate::environment::{{Environment, EnvironmentKind}};\n\n{}",
        array("ENVIRONMENTS", "Environment", &items)
    )
}
