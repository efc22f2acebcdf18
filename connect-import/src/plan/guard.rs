//! Pages for administrators: the host shows them only to administrators, which is not a check yet.

use connect_model::guard::{Guard, asks_for_administrators, is_for_administrators};
use connect_model::module_kind::Invocation;
use connect_model::{Scope, ScopeSet};
use serde_json::Value;

use super::module::Module;

/// The scopes that a descriptor requests.
pub(super) fn granted(scopes: Option<&Value>) -> ScopeSet {
    let names = scopes.and_then(Value::as_array).into_iter().flatten();
    names
        .filter_map(|name| Scope::named(name.as_str()?).ok()?)
        .collect()
}

/// Whether the page of a module gets `admin_only = true`: it is meant for administrators, and the
/// descriptor grants the scopes for asking whether a user is one.
pub(super) fn is_admin_only(module: &Module, granted: ScopeSet) -> bool {
    let guard = Guard {
        admin_only: true,
        licensed: None,
    };
    let conditions = module.fields.get("conditions");
    let is_meant = is_for_administrators(module.kind.name, module.location())
        || conditions.is_some_and(asks_for_administrators);
    is_meant
        && module.kind.invocation == Invocation::Iframe
        && !module.is_cacheable()
        && granted.covers_all(guard.scopes())
}
