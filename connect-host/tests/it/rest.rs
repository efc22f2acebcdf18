//! A host's REST API against the client of this framework.

mod answers;
mod app;
mod changes;
mod confluence;
mod extractors;
mod installed_app;
mod memory;
mod permissions;
mod properties;
mod scope_proof;
mod scopes;
mod tokens;
mod users;
