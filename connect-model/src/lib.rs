//! What an Atlassian Connect app *is*.
//!
//! This crate only knows the platform: it does no I/O, does nothing when a program starts, and has
//! no opinion about syntax or servers. Macros, build scripts, the runtime and the local host all
//! use it, so that they can't disagree.
//!
//! | module | contents |
//! |---|---|
//! | [`mod@module_kind`] | the module kinds, with their products and properties |
//! | [`mod@form`] | the forms in which the platform accepts an object, and what each requires |
//! | [`mod@location`], [`mod@event`], [`mod@context_parameter`], [`mod@condition`] | the names that the host knows |
//! | [`mod@link`], [`mod@target`] | what a web item's link opens |
//! | [`mod@environment`] | the domains of sites, with the servers that authenticate them |
//! | [`mod@fact`], [`mod@nearest`] | when a name is known, and suggestions if it is not |
//! | [`mod@operation`] | the REST operations, their parameters, and the scope that each needs |
//! | [`mod@client_method`] | the client's methods that call operations themselves |
//! | [`mod@scope`] | scopes, which of them imply others, and the least set that covers a need |
//! | [`mod@descriptor`] | a descriptor, parsed without losing a field and written in a stable order |
//! | [`mod@declaration`], [`mod@scope_use`] | what an app declares in code, and what its code needs scopes for |
//! | [`mod@guard`] | an item's requirements besides a token |
//! | [`mod@origin`], [`mod@paths`], [`mod@title`] | where an item is declared, the names of artifacts and routes, and readable titles |
//! | [`mod@forge`] | the app on Forge: its manifest, and what that lacks |
//! | [`mod@assemble`], [`mod@reasons`] | assembling the descriptor, and the reasons for its scopes |
//!
//! The facts are data: tables in the repository, one fact per line, from which the sorted static
//! arrays in `src/generated/` are generated.
//!
//! # One rule about names
//! A name that any row lists is known, whatever the row's confidence, and using it is never an
//! error. A name that no row lists is [`Unknown`], with the nearest names and the way out:
//!
//! ```
//! use connect_model::{check_location, module_kind};
//!
//! let panel = module_kind("webPanels").unwrap();
//! let unknown = check_location(panel, "atl.jira.view.issue.right.contxt").unwrap_err();
//! assert_eq!(
//!     unknown.to_string(),
//!     r#"unknown web panel location "atl.jira.view.issue.right.contxt""#
//! );
//! assert_eq!(
//!     unknown.suggestion().unwrap(),
//!     r#"did you mean "atl.jira.view.issue.right.context"?"#
//! );
//! ```

pub mod app_field;
pub mod assemble;
pub mod client_method;
pub mod condition;
pub mod context_parameter;
pub mod declaration;
pub mod descriptor;
pub mod environment;
pub mod event;
pub mod fact;
pub mod forge;
pub mod form;
mod generated;
pub mod guard;
mod half_hours;
pub mod link;
pub mod location;
pub mod method;
mod migration_step;
pub mod module_kind;
pub mod nearest;
pub mod operation;
pub mod origin;
pub mod paths;
pub mod product;
pub mod reasons;
pub mod scope;
pub mod scope_use;
pub mod target;
pub mod title;

pub use app_field::app_fields;
pub use condition::{
    Condition, ConditionParameter, ConditionUse, check_condition, condition, conditions,
};
pub use context_parameter::{
    ContextParameter, Unbound, check_context_parameter, check_context_parameter_of,
    context_parameters,
};
pub use descriptor::{Descriptor, DescriptorError};
pub use environment::{Environment, EnvironmentKind};
pub use event::{Event, check_event, event, events};
pub use fact::{Confidence, Unknown};
pub use half_hours::half_hours;
pub use location::{Location, LocationUse, check_location, location, locations};
pub use method::Method;
pub use migration_step::MigrationStep;
pub use module_kind::{
    ModuleKind, Property, check_module_kind, module_kind, module_kind_of_attribute, module_kinds,
};
pub use operation::{Operation, OperationError, check_operation};
pub use origin::Origin;
pub use product::{HostProduct, Product};
pub use scope::{Scope, ScopeFact, ScopeSet, scope_facts};
pub use scope_use::{ScopeUse, ScopeUseKind};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
