//! Printing expansions, with `CONNECT_MACROS_DEBUG=1` in the environment.

use proc_macro2::TokenStream;
use quote::quote;

/// Prints an expansion, if requested.
pub(super) fn show(what: &str, tokens: &TokenStream) {
    if is_shown() {
        eprintln!("// {what}\n{}", pretty(tokens));
    }
}

pub(super) fn is_shown() -> bool {
    std::env::var_os("CONNECT_MACROS_DEBUG").is_some()
}

/// The tokens as formatted by rustfmt, or as they are if they don't parse.
pub(super) fn pretty(tokens: &TokenStream) -> String {
    if let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) {
        return prettyplease::unparse(&file);
    }
    // An expression is formatted as the body of a function.
    let function = quote! { fn expression() { #tokens } };
    match syn::parse2::<syn::File>(function) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_string(),
    }
}
