//! The scopes that an expansion needs: the check against those that `app!` grants, and the entry for
//! the linker to collect.

use connect_model::Scope;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::paths::{GRANTED, SCOPE, SCOPE_MUST_BE_GRANTED, SCOPE_USE_ENTRY, SUBMIT, variant};
use super::tokens::at;

/// A constant that stops the compiler at `span` unless `app!` grants the scope.
pub(super) fn check(needed_by: &str, scope: Scope, span: Span) -> TokenStream {
    let at = at(span);
    let check = SCOPE_MUST_BE_GRANTED.at(at);
    let granted = GRANTED.at(at);
    let scope = variant(SCOPE, scope);
    quote_spanned! { at => const _: () = #check(#granted, #scope, #needed_by); }
}

/// Submits a `&'static ScopeUse` for the linker to collect.
pub(super) fn submit(scope_use: &TokenStream) -> TokenStream {
    quote! { #SUBMIT! { #SCOPE_USE_ENTRY(#scope_use) } }
}
