//! `target = dialog(size = small)`: where a link opens, and its options.

use connect_model::Property;
use connect_model::module_kind::Type;
use connect_model::nearest::nearest;
use connect_model::target::targets;
use syn::spanned::Spanned;

use super::{Checker, is_misspelled};
use crate::args::Args;
use crate::property_tree::PropertyTree;
use crate::reference::ReferenceTarget;
use crate::report::Report;
use crate::value::{Value, ValueCall};
use crate::wording;

/// Whether a property is a target: an object with one of the known `type`s.
pub(super) fn is_target(property: &Property) -> bool {
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
pub(super) fn read(
    property: &Property,
    written: &Value,
    checker: &mut Checker<'_>,
) -> Option<PropertyTree> {
    let (name, call) = match written {
        Value::Path(path) => (path.get_ident()?.to_string(), None),
        Value::Call(call) => (call.path.get_ident()?.to_string(), Some(call)),
        _ => return None,
    };
    let known = words(property).unwrap_or_default();
    let known_targets = || targets().iter().filter(|it| known.contains(&it.name));
    let target = known_targets().find(|it| it.argument == name || it.name == name);
    let Some(target) = target else {
        let names: Vec<&str> = known_targets().map(|it| it.argument).collect();
        let near = nearest(&name, names.iter().copied());
        let message = wording::not_one_of("target", &name, &near, &names);
        checker.findings.error_at(written.span(), message);
        return None;
    };
    let Some(call) = call else {
        return Some(PropertyTree::object([("type", target.name.into())]));
    };
    if let [item] = call.positional.as_slice() {
        return module(property, call, item, known, checker);
    }
    if let Some(more) = call.positional.get(1) {
        checker.findings.error_at(more.span(), wording::ONE_DIALOG);
        return None;
    }
    let of_all = options(property);
    for arg in call.named.iter() {
        let option = of_all.iter().find(|option| option.argument == arg.name);
        if let Some(option) = option
            && !target.options.contains(&option.name)
        {
            let takers: Vec<&str> = known_targets()
                .filter(|it| it.options.contains(&option.name))
                .map(|it| it.argument)
                .collect();
            let (owner, option) = (format!("`{name}`"), format!("option `{}`", option.argument));
            let message = wording::other_form(&owner, &option, &takers);
            checker.findings.error_at(arg.span, message);
            return None;
        }
    }
    let owner = format!("`{name}`");
    if target.name == "dialog" {
        check_dimensions(&call.named, of_all, &mut checker.findings.report);
    }
    let options = checker.object(&owner, &call.named, of_all, &["key"], &[]);
    let options = options.members;
    let word = ("type", target.name.into());
    Some(if options.is_empty() {
        PropertyTree::object([word])
    } else {
        PropertyTree::object([word, ("options", options.into())])
    })
}

/// Reports a dialog with a height but no width, or the other way round: a host refuses the descriptor.
/// Source: "Dialog options".
pub(super) fn check_dimensions(options: &Args, members: &[Property], report: &mut Report) {
    if options.is_given("size") {
        return;
    }
    for [one, other] in [["height", "width"], ["width", "height"]] {
        let misspelt = members
            .iter()
            .any(|member| member.argument == other && is_misspelled(options, members, member));
        if let Some(arg) = options.iter().find(|arg| arg.name == one)
            && !options.is_given(other)
            && !misspelt
        {
            report.error_at(arg.span, wording::one_dimension(one, other));
        }
    }
}

/// `dialog(editor)`: a dialog that the app declares.
fn module(
    property: &Property,
    call: &ValueCall,
    item: &Value,
    known: &[&str],
    checker: &mut Checker<'_>,
) -> Option<PropertyTree> {
    if !call.path.is_ident("dialog") || !known.contains(&"dialogmodule") {
        let message = wording::no_dialog_module(property.argument);
        checker.findings.error_at(call.path.span(), message);
        return None;
    }
    let key = match (item, item.as_str()) {
        (Value::Path(path), _) => {
            let dialog = ReferenceTarget::Key(&["dialogs"]);
            checker.findings.refer(path, dialog, "target")
        }
        (_, Some(key)) => key.value().into(),
        (other, None) => {
            checker.findings.error_at(other.span(), wording::ONE_DIALOG);
            return None;
        }
    };
    Some(PropertyTree::object([
        ("type", "dialogmodule".into()),
        ("options", PropertyTree::object([("key", key)])),
    ]))
}
