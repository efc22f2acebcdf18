//! Lifecycle callbacks as hooks; the runtime serves the callbacks themselves.

use connect_model::MigrationStep;
use connect_model::declaration::kind;
use connect_syntax::Attribute;
use serde_json::Value;

use super::item::{HandlerFn, Item};
use super::names::Names;
use crate::attribute_ast::{AttrValue, Field};
use crate::diagnostics::Diagnostics;
use crate::text::{comment, remark};

/// The hooks for the callbacks of a descriptor.
pub(super) fn hooks(
    lifecycle: Option<&Value>,
    names: &mut Names,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Item> {
    let callbacks = match lifecycle {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Object(callbacks)) => callbacks,
        Some(json) => {
            let message = format!(
                "dropped `lifecycle`, which is {json}: the runtime serves its callbacks itself"
            );
            diagnostics.report("/lifecycle", message);
            return Vec::new();
        }
    };
    let mut hooks = Vec::new();
    let mut paths = Vec::new();
    for (name, json) in callbacks {
        let pointer = format!("/lifecycle/{name}");
        let mut known = kind::LIFECYCLE.into_iter().chain([kind::DARE_MIGRATION]);
        let attribute = known
            .find(|event| event == name)
            .and_then(|event| Attribute::named(&event.replace('-', "_")));
        let Some(attribute) = attribute else {
            if !name.starts_with("//") && !json.is_null() {
                let message =
                    format!("dropped `lifecycle.{name}`: the runtime has no such callback");
                diagnostics.report(&pointer, message);
            }
            continue;
        };
        let about = callbacks.get(&format!("//{name}"));
        let mut comments = about
            .map(|json| comment(&remark("", json)))
            .unwrap_or_default();
        let url = json.as_str().unwrap_or_default();
        comments.extend(comment(&format!("was at {url}")));
        paths.push(format!("{name} {url}"));
        if name == kind::DARE_MIGRATION {
            hooks.extend(MigrationStep::ALL.map(|step| {
                let mut comments = std::mem::take(&mut comments);
                comments.extend(comment(&format!("The host {}.", step.wants)));
                migration_step(step, &pointer, attribute, comments, names)
            }));
            continue;
        }
        hooks.push(Item {
            label: format!("lifecycle.{name}"),
            pointer,
            comments,
            attribute: attribute.name(),
            arguments: Vec::new(),
            name: names.function(name, "hook"),
            file: "lifecycle",
            function: Some(HandlerFn::hook()),
        });
    }
    if !paths.is_empty() {
        diagnostics.report(
            "/lifecycle",
            format!(
                "lifecycle: the runtime serves the callbacks and stores the installation; move anything else these did to src/lifecycle.rs: {}",
                paths.join(", ")
            ),
        );
    }
    hooks
}

/// The function for a step of a data migration. Its body is to be written: one that just succeeded would
/// promise what it does not do.
fn migration_step(
    step: MigrationStep,
    pointer: &str,
    attribute: Attribute,
    comments: Vec<String>,
    names: &mut Names,
) -> Item {
    let returns = if step.is_status() {
        "Result<connect_runtime::data_residency::MigrationStatus>"
    } else {
        "Result<()>"
    };
    let name = AttrValue::word(step.name);
    Item {
        label: format!("lifecycle.{}.{}", kind::DARE_MIGRATION, step.name),
        pointer: pointer.to_owned(),
        comments,
        attribute: attribute.name(),
        arguments: vec![Field::new("step", name)],
        name: names.function(&format!("{} migration", step.name), "step"),
        file: "lifecycle",
        function: Some(HandlerFn::of_tenant(returns)),
    }
}
