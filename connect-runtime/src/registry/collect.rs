//! Collection by the linker. Each expansion submits a static to [`inventory`], whose constructor
//! pushes it onto a list before `main`: nothing is allocated then, and no code of the app runs. An
//! item's [`Registration`] is made when the app starts, by the function in its [`Entry`].

use connect_model::ScopeUse;

use super::{AppRegistration, Registration};

/// An annotated item: the function that makes its registration.
#[derive(Debug)]
pub struct Entry(pub fn() -> Registration);

/// A place in the code that needs scopes.
#[derive(Debug)]
pub struct ScopeUseEntry(pub &'static ScopeUse);

inventory::collect!(AppRegistration);
inventory::collect!(Entry);
inventory::collect!(ScopeUseEntry);

/// The apps of this program, in no particular order.
#[must_use]
pub fn collected_apps() -> Vec<AppRegistration> {
    inventory::iter::<AppRegistration>().copied().collect()
}

/// The registrations of the annotated items of this program, in no particular order.
#[must_use]
pub fn collected_items() -> Vec<Registration> {
    inventory::iter::<Entry>()
        .map(|entry| (entry.0)())
        .collect()
}

/// The places in this program that need scopes, in no particular order.
#[must_use]
pub fn collected_scope_uses() -> Vec<ScopeUse> {
    inventory::iter::<ScopeUseEntry>()
        .map(|entry| entry.0.clone())
        .collect()
}
