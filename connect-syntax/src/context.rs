//! Where context parameters are asked for, and whether the host fills a name in there.

use connect_model::context_parameter::ContextParameter;
use connect_model::{ModuleKind, Product, check_context_parameter, check_context_parameter_of};
use syn::LitStr;

use crate::check::Findings;
use crate::declared::Deprecation;
use crate::wording;

/// What asks the host for context parameters.
pub(crate) enum Place<'a> {
    /// A module, and the products that it says it is for.
    Module(&'static ModuleKind, &'a [Product]),
    /// What any module may name by its URL.
    Served,
}

impl Place<'_> {
    /// Reports at `literal` a name that the host does not fill in, and warns of a deprecated one.
    pub(crate) fn check(&self, name: &str, literal: &LitStr, findings: &mut Findings) {
        match self.known(name) {
            Err(message) => findings.report.error(literal, message),
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

    fn known(&self, name: &str) -> Result<&'static ContextParameter, String> {
        match self {
            Self::Module(kind, products) => check_context_parameter_of(kind, products, name)
                .map_err(|unbound| wording::unbound(&unbound)),
            Self::Served => {
                check_context_parameter(name).map_err(|unknown| wording::unknown(&unknown))
            }
        }
    }

    fn kind(&self) -> Option<&'static ModuleKind> {
        match self {
            Self::Module(kind, _) => Some(kind),
            Self::Served => None,
        }
    }
}
