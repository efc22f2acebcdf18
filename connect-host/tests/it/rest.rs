//! A host's REST API against the client of this framework.

mod answers;
mod app;
mod extractors;
mod installed_app;
mod permissions;
mod properties;
mod scope_proof;
mod scopes;
mod tokens;
mod users;
