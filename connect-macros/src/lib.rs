//! The attributes and macros of connect. Use them through `connect_runtime`, which re-exports
//! them; nothing here works without it.
//!
//! Each entry point reads with [`connect_syntax`] and expands to data plus one function. With
//! `CONNECT_MACROS_DEBUG=1` in the environment each expansion is printed to standard error.

mod expand;

use connect_model::Product;
use connect_syntax::Attribute;
use proc_macro::TokenStream;

include!(concat!(env!("OUT_DIR"), "/attributes.rs"));

/// The app itself: what the crate root says once.
///
/// # Example
/// ```ignore
/// connect_runtime::app! {
///     key = "com.example.votes",
///     name = "Votes",
///     vendor = { name = "Example", url = "https://example.com" },
/// }
/// ```
///
/// # Grammar
/// `field = value, …` with the top-level fields of the app descriptor, in snake case: `key`
/// (required), `name`, `description`, `vendor`, `links`, `scopes`, `enable_licensing`,
/// `editions_enabled`, `api_version`, `version`, `translations`, `region_base_urls`,
/// `data_residency`, `cloud_app_migration`, `api_migrations`; and `state`, the type that
/// `State<…>` extractors of this crate draw from.
///
/// # Requirements
/// It stands in the crate root, once, and the package has a build script:
/// ```ignore
/// fn main() { connect_build::emit(); }
/// ```
///
/// # What it generates
/// A hidden module that the handlers' expansions look for, and the registration of the app with
/// the view that the build script emitted.
#[proc_macro]
pub fn app(tokens: TokenStream) -> TokenStream {
    expand::app(tokens.into()).into()
}

/// A library of handlers: what the root of a crate says that has handlers but is no app.
///
/// The app that links the library counts its handlers as its own. Its build script must be told
/// of libraries that are no path dependencies: `connect_build::Emit::new().library("…").run()`.
///
/// # Example
/// ```
/// connect_runtime::library!();
///
/// use connect_runtime::prelude::*;
///
/// #[public(GET "/privacy")]
/// async fn privacy() -> &'static str {
///     "We keep nothing."
/// }
/// # fn main() {}
/// ```
#[proc_macro]
pub fn library(tokens: TokenStream) -> TokenStream {
    expand::library(tokens.into()).into()
}

/// The program's entry point: an `async fn main` on the runtime that the framework uses.
///
/// An error is printed with all its causes, and the exit status is 1.
#[proc_macro_attribute]
pub fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::main(args.into(), item.into()).into()
}

/// A call of the app's own pages: `#[endpoint(POST "/vote")]`, authenticated by a context token.
///
/// The page gets the token from `AP.context.getToken()` and sends it in the `Authorization`
/// header ("Context JWTs").
///
/// # Example
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::axum::Json;
/// use connect_runtime::prelude::*;
///
/// #[endpoint(POST "/vote")]
/// async fn vote(tenant: Tenant, user: User, Json(up): Json<bool>) -> Json<String> {
///     Json(format!("{} of {} voted {up}", user.account_id(), tenant.client_key()))
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `METHOD`, then the path below the app's base URL; without one it is the function's name. Path
/// parameters are axum's: `"/issues/{issue}"` with `Path<String>`.
#[proc_macro_attribute]
pub fn endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("endpoint", args, item)
}

/// A route that anybody may call: `#[public(GET "/privacy")]`. Nothing else is public.
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("public", args, item)
}

/// Runs when a site has installed the app, after the tenant is stored ("App lifecycle").
///
/// An error answers 500, and the host reports the installation as failed.
///
/// # Example
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[installed]
/// async fn welcome(tenant: Tenant) -> Result<()> {
///     tracing::info!(tenant = tenant.client_key(), "hello");
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[proc_macro_attribute]
pub fn installed(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("installed", args, item)
}

/// Runs when a site has uninstalled the app; the tenant is no longer served.
#[proc_macro_attribute]
pub fn uninstalled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("uninstalled", args, item)
}

/// Runs when a site has enabled the app.
#[proc_macro_attribute]
pub fn enabled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("enabled", args, item)
}

/// Runs when a site has disabled the app.
#[proc_macro_attribute]
pub fn disabled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("disabled", args, item)
}

/// A call of Jira's REST API, checked while compiling.
#[proc_macro]
pub fn jira(tokens: TokenStream) -> TokenStream {
    expand::call(Product::Jira, tokens.into()).into()
}

/// A call of Confluence's REST API, checked while compiling: [`jira!`] for Confluence.
#[proc_macro]
pub fn confluence(tokens: TokenStream) -> TokenStream {
    expand::call(Product::Confluence, tokens.into()).into()
}

/// The same client, acting as a user.
#[proc_macro]
pub fn as_user(tokens: TokenStream) -> TokenStream {
    expand::as_user(tokens.into()).into()
}

/// Scopes, named by hand.
#[proc_macro]
pub fn scopes(tokens: TokenStream) -> TokenStream {
    expand::scopes(tokens.into()).into()
}

fn attribute(name: &'static str, args: TokenStream, item: TokenStream) -> TokenStream {
    match Attribute::named(name) {
        Some(attribute) => expand::handler(attribute, args.into(), item.into()).into(),
        None => item,
    }
}
