//! From what is validated to the few lines that register it. Nothing here can fail.

mod app;
mod handler;
mod main_fn;

pub(crate) use app::{app, library};
pub(crate) use handler::handler;
pub(crate) use main_fn::main;

use proc_macro2::TokenStream;

/// The name that a handler's expansion looks for in the crate root. When neither `app!` nor
/// `library!` stands there, rustc says that it can't find this, which is why it is a sentence.
const ROOT: &str = "__connect_app_or_library_goes_in_the_crate_root";

/// Prints an expansion for whoever asked to see it.
fn show(what: &str, tokens: &TokenStream) {
    if std::env::var_os("CONNECT_MACROS_DEBUG").is_none() {
        return;
    }
    eprintln!("// {what}\n{}", pretty(tokens));
}

/// The tokens as rustfmt would lay them out, or as they are when they are no file of Rust.
fn pretty(tokens: &TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_string(),
    }
}
