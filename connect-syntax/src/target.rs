//! `target = dialog(size = small)`: where a link opens, and the options that go with it.

use connect_model::nearest::nearest;
use connect_model::{Property, Type};
use serde_json::{Value as Json, json};
use syn::spanned::Spanned;

use crate::check::{self, Findings};
use crate::reference::Wants;
use crate::value::{Call, Value};
use crate::wording;

/// A target as Rust writes it, its name for the host, and the options that are its own ("Web
/// item": a target's options are those of the dialog, the inline dialog or the dialog module).
const TARGETS: &[(&str, &str, &[&str])] = &[
    ("page", "page", &[]),
    (
        "dialog",
        "dialog",
        &["chrome", "header", "height", "size", "width"],
    ),
    (
        "inline_dialog",
        "inlinedialog",
        &[
            "closeOthers",
            "isRelativeToMouse",
            "offsetX",
            "offsetY",
            "onHover",
            "onTop",
            "persistent",
            "showDelay",
            "width",
        ],
    ),
];

/// Whether a property is a target: an object with a `type` of the known ones.
pub(crate) fn is_target(property: &Property) -> bool {
    property.name == "target" && words(property).is_some_and(|words| words.contains(&"dialog"))
}

fn words(property: &Property) -> Option<&'static [&'static str]> {
    let Type::Object(members) = property.ty else {
        return None;
    };
    members.iter().find_map(|member| match member.ty {
        Type::Enum(words) if member.name == "type" => Some(words),
        _ => None,
    })
}

fn options(property: &Property) -> &'static [Property] {
    let Type::Object(members) = property.ty else {
        return &[];
    };
    members
        .iter()
        .find_map(|member| match member.ty {
            Type::Object(options) if member.name == "options" => Some(options),
            _ => None,
        })
        .unwrap_or_default()
}

/// `page`, `dialog`, `dialog(size = small)`, `inline_dialog(…)`, `dialog(editor)`.
pub(crate) fn read(property: &Property, written: &Value, findings: &mut Findings) -> Option<Json> {
    let (name, call) = match written {
        Value::Path(path) => (path.get_ident()?.to_string(), None),
        Value::Call(call) => (call.path.get_ident()?.to_string(), Some(call)),
        _ => return None,
    };
    let known = words(property).unwrap_or_default();
    let row = TARGETS
        .iter()
        .find(|row| (row.0 == name || row.1 == name) && known.contains(&row.1));
    let Some((_, word, own)) = row else {
        let names: Vec<&str> = TARGETS
            .iter()
            .filter(|row| known.contains(&row.1))
            .map(|row| row.0)
            .collect();
        let near = nearest(&name, names.iter().copied());
        findings.report.error_at(
            written.span(),
            wording::not_one_of("target", &name, &near, &names),
        );
        return None;
    };
    let Some(call) = call else {
        return Some(json!({ "type": word }));
    };
    if let [item] = call.positional.as_slice() {
        return module(property, call, item, known, findings);
    }
    if let Some(more) = call.positional.get(1) {
        findings.report.error_at(more.span(), wording::ONE_DIALOG);
        return None;
    }
    let of_all = options(property);
    for arg in call.named.iter() {
        let option = of_all
            .iter()
            .find(|option| option.argument == arg.name || option.name == arg.name);
        if let Some(option) = option
            && !own.contains(&option.name)
        {
            let takers: Vec<&str> = TARGETS
                .iter()
                .filter(|row| row.2.contains(&option.name) && known.contains(&row.1))
                .map(|row| row.0)
                .collect();
            let (owner, option) = (format!("`{name}`"), format!("option `{}`", option.argument));
            findings
                .report
                .error_at(arg.span, wording::other_form(&owner, &option, &takers));
            return None;
        }
    }
    let owner = format!("`{name}`");
    let options = check::object(&owner, None, &call.named, of_all, &["key"], findings);
    let mut target = json!({ "type": word });
    if !options.is_empty() {
        target["options"] = Json::Object(options);
    }
    Some(target)
}

/// `dialog(editor)`: a dialog that the app declares.
fn module(
    property: &Property,
    call: &Call,
    item: &Value,
    known: &[&str],
    findings: &mut Findings,
) -> Option<Json> {
    if !call.path.is_ident("dialog") || !known.contains(&"dialogmodule") {
        let label = property.argument;
        findings
            .report
            .error_at(call.path.span(), wording::no_dialog_module(label));
        return None;
    }
    let key = match item {
        Value::Path(path) => findings.refer(path, Wants::Key(&["dialogs"]), "target"),
        other => match other.as_str() {
            Some(key) => key.value(),
            None => {
                findings.report.error_at(other.span(), wording::ONE_DIALOG);
                return None;
            }
        },
    };
    Some(json!({ "type": "dialogmodule", "options": { "key": key } }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that unwraps `None` has failed, and says where.
    use super::*;

    #[test]
    fn each_option_of_the_table_belongs_to_a_target() {
        let kind = connect_model::module_kind("webItems").unwrap();
        let property = kind.property("target").unwrap();
        assert!(is_target(property));
        for option in options(property) {
            let taken = TARGETS.iter().any(|row| row.2.contains(&option.name));
            assert!(taken || option.name == "key", "{}", option.name);
        }
    }
}
