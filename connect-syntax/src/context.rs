//! Where context parameters are requested, and whether the host fills in a name there.

use connect_model::context_parameter::{ContextParameter, Rule};
use connect_model::nearest::nearest;
use connect_model::{
    ModuleKind, Product, Unknown, check_context_parameter, check_context_parameter_of,
};
use syn::LitStr;

use crate::args::Args;
use crate::findings::{Deprecation, Findings};
use crate::value::Value;
use crate::wording;

/// The URL that requests context parameters from the host.
pub(crate) enum ContextUrl<'a> {
    /// The URL of a module.
    Module {
        kind: &'static ModuleKind,
        /// The products that its location or event belongs to.
        products: &'a [Product],
        /// The parameters that a macro declares.
        declared: Vec<String>,
    },
    /// The URL of an item that any module may refer to.
    Referenced,
}

impl ContextUrl<'_> {
    /// Reports at `literal` a name that the host does not fill in, and warns about a deprecated one.
    pub(crate) fn check(&self, name: &str, literal: &LitStr, findings: &mut Findings) {
        match self.known(name) {
            Err(message) => findings.error(literal, message),
            Ok(row) if row.deprecated => {
                let note = row.deprecation(self.kind());
                findings.deprecations.extend(note.map(|note| Deprecation {
                    note,
                    span: literal.span(),
                }));
            }
            Ok(_) => {}
        }
    }

    /// Whether the host fills in a name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.known(name).is_ok()
    }

    fn known(&self, name: &str) -> Result<&'static ContextParameter, String> {
        match self {
            Self::Module {
                kind,
                products,
                declared,
            } => check_context_parameter_of(kind, products, name)
                .map_err(|unbound| wording::unbound(&unbound))
                .and_then(|row| match row.rule {
                    Rule::MacroParameter => declares(declared, name).map(|()| row),
                    _ => Ok(row),
                }),
            Self::Referenced => check_context_parameter(name).or_else(|unknown| {
                macro_parameter(&unknown)
                    .ok_or_else(|| wording::unknown_context_parameter(&unknown))
            }),
        }
    }

    fn kind(&self) -> Option<&'static ModuleKind> {
        match self {
            Self::Module { kind, .. } => Some(kind),
            Self::Referenced => None,
        }
    }
}

/// The parameters that a macro declares.
pub(crate) fn declared(kind: &ModuleKind, args: &Args) -> Vec<String> {
    let written = args.get("parameters").filter(|_| kind.is_macro());
    let Some(Value::Array(_, parameters)) = written.map(|arg| &arg.value) else {
        return Vec::new();
    };
    let identifier = |parameter: &Value| match parameter {
        Value::Object(_, members) => Some(members.get("identifier")?.value.as_str()?.value()),
        _ => None,
    };
    parameters.iter().filter_map(identifier).collect()
}

/// Accepts a name that may be a macro's parameter: a macro's editor and its render modes receive
/// the same parameters as its own URL, and which macro it is can't be seen here. A name close to a
/// known one is more likely a typo.
fn macro_parameter(unknown: &Unknown) -> Option<&'static ContextParameter> {
    let plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let mut rows = connect_model::context_parameters().iter();
    rows.find(|row| row.rule == Rule::MacroParameter)
        .filter(|_| unknown.nearest.is_empty() && unknown.name.chars().all(plain))
}

/// A macro can store parameters that it doesn't declare, so a name is wrong only if it looks like a
/// misspelled declared one.
fn declares(declared: &[String], name: &str) -> Result<(), String> {
    if declared.iter().any(|one| one == name) {
        return Ok(());
    }
    match nearest(name, declared.iter().map(String::as_str)).first() {
        Some(near) => Err(wording::undeclared_parameter(name, near)),
        None => Ok(()),
    }
}
