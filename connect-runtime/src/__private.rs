//! The names that macro expansions use. None of them is public API: they change with every release,
//! and the macros of one release only work with the runtime of the same release, which is why the
//! module's public name contains the version.
//!
//! This module only re-exports; inside the crate, everything is used from where it is defined.

pub use connect_model::declaration::{Auth, Declaration, Route};
pub use connect_model::guard::Licensed;
pub use connect_model::{Method, Origin, Product, Scope, ScopeSet, ScopeUse, ScopeUseKind};
pub use core::option::Option::{None, Some};
pub use inventory::submit;

pub use crate::__connect_concat as concat_str;
pub use crate::app::declared;
pub use crate::assets::{AssetFile, AssetFolder, asset};
#[cfg(feature = "client")]
pub use crate::checked_call::{
    CallSite, as_user, boolean, booleans, confluence, header, integer, integers, jira, json_patch,
    no_list, one, path_value, text, values, word, words,
};
pub use crate::const_str::{concat, length};
pub use crate::data_residency::{
    MigrationStatusResult, MigrationStepResult, respond_to_migration_status,
    respond_to_migration_step,
};
pub use crate::entry_point::{
    MainResult, ReportAnything, ReportError, ReportLocalError, ReportNothing, run_main,
};
pub use crate::extract::{ContextParameters, UrlParameters};
pub use crate::handler::{
    Argument, Carries, ConditionResult, ContextValue, ErasedCall, ErasedHandler, Handler,
    HandlerCall, Payload, RejectionResponse, ResponseFuture, Signature, Source, Sources, Unlisted,
    UnlistedResult, arguments, bind, context, early, events_of, handler, job_arguments, last,
    respond, respond_to_condition, returned, state,
};
pub use crate::jobs::ArgumentsOf;
pub use crate::named_item::{
    EmptyPlace, Item, NamedItem, Place, location_below, named_item_must_fit, of_kind, path_of_url,
};
pub use crate::registry::{
    AppRegistration, Entry, InOrder, Registration, ScopeUseEntry, StateType, Work, collected_apps,
    collected_items, collected_scope_uses,
};
pub use crate::scope_use::{by_hand, impersonation, scope_must_be_granted};

#[cfg(test)]
mod tests {
    #[test]
    fn the_public_name_has_the_version() {
        let version = env!("CARGO_PKG_VERSION").replace('.', "_");
        let name = format!("pub mod __private_{version} {{");
        assert!(
            include_str!("lib.rs").contains(&name),
            "a release has its own name: replace `__private_…` in the whole repository"
        );
    }
}
