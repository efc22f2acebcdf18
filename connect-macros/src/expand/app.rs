//! `app!` and `library!`: the hidden module that other expansions import from, and the app's
//! registration.

use connect_model::ScopeSet;
use connect_syntax::app::crate_fields;
use connect_syntax::{App, Library};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, Type};

use super::named_item;
use super::paths::{APP_REGISTRATION, SCOPE, SCOPE_SET, SUBMIT, facade, root_module, variant};
use super::show::show;

/// The error when the build script did not run, which `env!` reports at `app!`.
const NO_BUILD_SCRIPT: &str = "`app!` needs the package's build script, which emits the descriptor\n\
    help: write build.rs with `fn main() { connect_build::emit(); }`\n\
    help: and in Cargo.toml, below [build-dependencies], `connect-build = \"0.1\"`";

/// Expands `app!`, called through the runtime's path `found` if that is known. On errors, the hidden
/// module is still generated, so that no item adds an error about it.
pub(crate) fn app(tokens: TokenStream, found: Option<Path>) -> TokenStream {
    let expansion = match App::parse(tokens.clone()) {
        Ok(app) => registered(&app, found.as_ref()),
        Err(error) => broken(tokens, found.as_ref(), &error),
    };
    show("app!", &expansion);
    expansion
}

fn registered(app: &App, found: Option<&Path>) -> TokenStream {
    let module = hidden_module(
        app.state.as_ref(),
        app.crate_path.as_ref().or(found),
        app.ceiling,
    );
    let root = root_module();
    let references = named_item::references(&app.references);
    let properties = named_item::text(&app.properties.parts(), &app.references);
    quote! {
        #module
        const _: () = {
            use #root as __connect;
            #references
            const APP: #APP_REGISTRATION = #APP_REGISTRATION {
                package: ::core::env!("CARGO_PKG_NAME"),
                properties: #properties,
                emitted: ::core::include_str!(::core::env!("CONNECT_EMITTED", #NO_BUILD_SCRIPT)),
            };
            #SUBMIT! { APP }
        };
    }
}

/// Expands `library!`.
pub(crate) fn library(tokens: TokenStream, found: Option<Path>) -> TokenStream {
    let expansion = match Library::parse(tokens.clone()) {
        // The app grants scopes, and its build script checks what its libraries need.
        Ok(library) => {
            let runtime = library.crate_path.as_ref().or(found.as_ref());
            hidden_module(library.state.as_ref(), runtime, None)
        }
        Err(error) => broken(tokens, found.as_ref(), &error),
    };
    show("library!", &expansion);
    expansion
}

fn broken(tokens: TokenStream, found: Option<&Path>, error: &syn::Error) -> TokenStream {
    let (state, runtime) = crate_fields(tokens);
    let module = hidden_module(state.as_ref(), runtime.as_ref().or(found), None);
    let error = error.to_compile_error();
    quote! { #module #error }
}

fn hidden_module(
    state: Option<&Type>,
    runtime: Option<&Path>,
    granted: Option<ScopeSet>,
) -> TokenStream {
    let root = root_module();
    let facade = facade(runtime);
    let state = state.map_or_else(|| quote! { () }, |ty| quote! { #ty });
    let granted = match granted {
        None => quote! { #SCOPE_SET::ALL },
        Some(granted) => {
            let scopes = granted.iter().map(|scope| variant(SCOPE, scope));
            quote! { #SCOPE_SET::of(&[#(#scopes),*]) }
        }
    };
    // Names that the user writes are resolved in the root itself, apart from the module's names.
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, unused_imports)]
        pub(crate) use #facade as __connect_facade;
        #[doc(hidden)]
        #[allow(dead_code)]
        pub(crate) type __ConnectState = #state;
        #[doc(hidden)]
        #[allow(dead_code, unused_imports)]
        pub(crate) mod #root {
            use super::__connect_facade as __connect;
            pub(crate) use super::__connect_facade::*;
            pub(crate) use super::__ConnectState as __State;
            pub(crate) const GRANTED: #SCOPE_SET = #granted;
        }
    }
}
