//! `app!` and `library!`: the hidden module that handlers look for, and the app's registration.

use connect_model::ScopeSet;
use connect_syntax::{App, Library};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use super::need::{names, variant};
use super::registration::before_main;
use super::{ROOT, named, show};

/// Said when the build script did not run: `env!` prints it under `app!`.
const NO_BUILD_SCRIPT: &str = "`app!` needs the package's build script, which emits the descriptor\n\
    help: write build.rs with `fn main() { connect_build::emit(); }`\n\
    help: and in Cargo.toml, below [build-dependencies], `connect-build = \"0.1\"`";

/// Expands `app!`; on errors the hidden module is still there, so that no handler adds its own.
pub(crate) fn app(tokens: TokenStream) -> TokenStream {
    let expansion = match App::parse(tokens) {
        Ok(app) => {
            let root = root(app.state.as_ref(), app.ceiling);
            let references = named::references(&app.references);
            let properties = named::text(&app.properties.parts(), &app.references);
            let collect = before_main(&quote! { __connect::collect_app(APP); });
            quote! {
                #root
                const _: () = {
                    use ::connect_runtime::__private as __connect;
                    #references
                    const APP: __connect::AppRegistration = __connect::AppRegistration {
                        package: ::core::env!("CARGO_PKG_NAME"),
                        properties: #properties,
                        emitted: ::core::include_str!(::core::env!("CONNECT_EMITTED", #NO_BUILD_SCRIPT)),
                    };
                    #collect
                };
            }
        }
        Err(error) => broken(&error),
    };
    show("app!", &expansion);
    expansion
}

/// Expands `library!`.
pub(crate) fn library(tokens: TokenStream) -> TokenStream {
    let expansion = match Library::parse(tokens) {
        // The ceiling is the app's: its build checks what its libraries need.
        Ok(library) => root(library.state.as_ref(), None),
        Err(error) => broken(&error),
    };
    show("library!", &expansion);
    expansion
}

fn broken(error: &syn::Error) -> TokenStream {
    let root = root(None, None);
    let error = error.to_compile_error();
    quote! { #root #error }
}

fn root(state: Option<&Path>, ceiling: Option<ScopeSet>) -> TokenStream {
    let root = Ident::new(ROOT, Span::call_site());
    let state = state.map_or_else(|| quote! { () }, |path| quote! { #path });
    let granted = match ceiling {
        None => quote! { __connect::ScopeSet::ALL },
        Some(ceiling) => {
            let scopes = ceiling.iter().map(variant);
            quote! { __connect::ScopeSet::of(&[#(#scopes),*]) }
        }
    };
    let names = names();
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, unused_imports)]
        pub(crate) mod #root {
            use super::*;
            #names
            pub(crate) type State = #state;
            pub(crate) struct ModuleKeys;
            pub(crate) const GRANTED: __connect::ScopeSet = #granted;
        }
    }
}
