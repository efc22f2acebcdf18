//! How a macro's parameters and its URL must agree, which the tables can't express.

use syn::LitStr;

use crate::args::Args;
use crate::findings::Findings;
use crate::signature::{Argument, Source};
use crate::value::Value;
use crate::wording;

/// The context parameter with the macro's body.
const BODY: &str = "macro.body";

/// Checks the arguments of a macro's attribute, and those of its function.
pub(super) fn check(attribute: &str, args: &Args, arguments: &[Argument], findings: &mut Findings) {
    parameters(args, findings);
    body(attribute, args, arguments, findings);
}

/// Each parameter has its own identifier, and an enum parameter has values to choose from.
fn parameters(args: &Args, findings: &mut Findings) {
    let Some(Value::Array(_, parameters)) = args.get("parameters").map(|arg| &arg.value) else {
        return;
    };
    let mut seen: Vec<String> = Vec::new();
    for parameter in parameters {
        let Value::Object(_, members) = parameter else {
            continue;
        };
        if let Some(identifier) = text(members, "identifier") {
            let name = identifier.value();
            if seen.contains(&name) {
                findings.error(identifier, wording::repeated_parameter(&name));
            }
            seen.push(name);
        }
        if let Some(kind) = members.get("type")
            && kind.value.as_word().as_deref() == Some("enum")
            && members.get("values").is_none()
        {
            findings.error_at(kind.value.span(), wording::CHOICE_WITHOUT_VALUES);
        }
    }
}

/// Only a macro with a body receives one.
fn body(attribute: &str, args: &Args, arguments: &[Argument], findings: &mut Findings) {
    let has_body = match args.get("body_type") {
        Some(arg) => arg.value.as_word().as_deref() != Some("none"),
        None => false,
    };
    if has_body {
        return;
    }
    for argument in arguments {
        if let Source::Context { name, .. } = &argument.source
            && name.value() == BODY
        {
            findings.error(name, wording::macro_without_body(attribute));
        }
    }
}

fn text<'a>(args: &'a Args, name: &str) -> Option<&'a LitStr> {
    args.get(name)?.value.as_str()
}
