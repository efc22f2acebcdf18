//! What the macros that need scopes have in common: the check against the app's ceiling, and the
//! entry in what the linker collects.

use connect_model::{Scope, reasons::not_granted};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::ROOT;
use super::registration::before_main;

/// Where something stands, under the names of whoever called the macro.
pub(super) fn at(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// The scopes that the app grants at most.
pub(super) fn granted(at: Span) -> TokenStream {
    let root = Ident::new(ROOT, at);
    quote_spanned! { at => crate::#root::GRANTED }
}

/// Brings the names that items are made of into the block around them.
pub(super) fn names() -> TokenStream {
    quote! { use ::connect_runtime::__private as __connect; }
}

/// A scope, by the name of its variant.
pub(super) fn variant(scope: Scope) -> TokenStream {
    let name = format_ident!("{scope:?}");
    quote! { __connect::Scope::#name }
}

/// Where it stands, for messages of the running program.
pub(super) fn origin(span: Span) -> TokenStream {
    let start = span.start();
    let (file, line, column) = (span.file(), start.line as u32, start.column as u32 + 1);
    quote! { __connect::Origin::new(#file, #line, #column) }
}

/// A constant that stops the compiler at `span` when the app does not grant the scope.
pub(super) fn within(what: &str, scope: Scope, span: Span) -> TokenStream {
    let at = at(span);
    let granted = granted(at);
    let message = not_granted(what, scope);
    let scope = variant(scope);
    quote_spanned! { at =>
        const _: () = __connect::within(#granted, #scope, #message);
    }
}

/// Hands a static to the linker.
pub(super) fn registered(need: &TokenStream) -> TokenStream {
    let collect = before_main(&quote! { __connect::collect_need(#need); });
    quote! {
        const _: () = { #collect };
    }
}

/// All errors as one expression, which has whatever type is asked of it, so that nothing is
/// reported in their wake.
pub(super) fn broken(error: &syn::Error) -> TokenStream {
    let mut errors: Vec<TokenStream> = error
        .clone()
        .into_iter()
        .map(|error| error.into_compile_error())
        .collect();
    let last = errors.pop();
    quote! { { #(#errors;)* #last } }
}
