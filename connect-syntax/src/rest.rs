//! The macros that need scopes: `jira!`, `confluence!`, `as_user!`, `scopes!`.
//!
//! [`RestCall`] is one call of the REST API. What was written is parsed first, and what can't be
//! parsed is left out; then everything is looked up, so that all errors of a call show at once.

mod as_user;
mod body;
mod call;
mod call_syntax;
mod literal;
mod parameters;
mod scopes;
mod step;

pub use self::as_user::AsUser;
pub use self::body::BodyKind;
pub use self::call::RestCall;
pub use self::literal::GivenValue;
pub use self::scopes::NamedScopes;
pub use self::step::{Step, ValueShape};
