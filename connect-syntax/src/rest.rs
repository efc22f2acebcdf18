//! The macros that need scopes: `jira!`, `confluence!`, `as_user!`, `scopes!`.
//!
//! [`RestCall`] is one call of the REST API. It is parsed first, skipping what can't be
//! parsed; then everything is looked up, so that all errors of a call are reported at once.

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
