//! The names that expansions use, in one table.
//!
//! They come from the hidden module that `app!` or `library!` puts in the crate root, which
//! re-exports the runtime's private façade from wherever the crate finds the runtime. Only those two
//! macros and `#[main]` write a path to the runtime itself.

use std::fmt::Debug;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

/// The hidden module in the crate root. rustc shows this name in its error about a crate without
/// `app!` and `library!`, which is why it reads as a sentence.
const ROOT: &str = "__connect_app_or_library_goes_in_the_crate_root";

/// The runtime's façade. Its name has the version in it, so that macros and a runtime of different
/// releases do not compile together; a test of the runtime keeps the two alike.
const FACADE: &str = concat!(
    "__private_",
    env!("CARGO_PKG_VERSION_MAJOR"),
    "_",
    env!("CARGO_PKG_VERSION_MINOR"),
    "_",
    env!("CARGO_PKG_VERSION_PATCH"),
);

macro_rules! names {
    ($($constant:ident = $module:ident::$name:ident;)*) => {
        $(pub(super) const $constant: Name = Name {
            module: stringify!($module),
            name: stringify!($name),
        };)*

        #[cfg(test)]
        const NAMES: &[Name] = &[$($constant),*];
    };
}

names! {
    GRANTED = __root::GRANTED;
    STATE = __root::__State;

    // What is registered.
    APP_REGISTRATION = __connect::AppRegistration;
    ASSET = __connect::asset;
    ASSET_FILE = __connect::AssetFile;
    ASSET_FOLDER = __connect::AssetFolder;
    AUTH = __connect::Auth;
    DECLARATION = __connect::Declaration;
    ENTRY = __connect::Entry;
    LICENSED = __connect::Licensed;
    METHOD = __connect::Method;
    SCOPE_USE_ENTRY = __connect::ScopeUseEntry;
    NONE = __connect::None;
    ORIGIN = __connect::Origin;
    PRODUCT = __connect::Product;
    REGISTRATION = __connect::Registration;
    ROUTE = __connect::Route;
    SCOPE = __connect::Scope;
    SCOPE_SET = __connect::ScopeSet;
    SOME = __connect::Some;
    SUBMIT = __connect::submit;

    // A handler, the sources of its arguments, and its response.
    ARGUMENTS = __connect::arguments;
    ARGUMENTS_OF = __connect::ArgumentsOf;
    CONTEXT = __connect::context;
    CONTEXT_PARAMETERS = __connect::ContextParameters;
    EARLY = __connect::early;
    EVENTS_OF = __connect::events_of;
    IN_ORDER = __connect::InOrder;
    NAMED_JOB = __connect::NamedJob;
    HANDLER = __connect::handler;
    LAST = __connect::last;
    PARAMETER_REJECTION = __connect::RejectionResponse;
    STATE_SOURCE = __connect::state;
    URL_PARAMETERS = __connect::UrlParameters;
    RESPOND = __connect::respond;
    RESPOND_TO_CONDITION = __connect::respond_to_condition;
    RESPOND_TO_MIGRATION_STATUS = __connect::respond_to_migration_status;
    RESPOND_TO_MIGRATION_STEP = __connect::respond_to_migration_step;

    // Items that name each other.
    CONCAT_STR = __connect::concat_str;
    ITEM = __connect::Item;
    LOCATION_BELOW = __connect::location_below;
    NAMED_ITEM = __connect::NamedItem;
    NAMED_ITEM_MUST_FIT = __connect::named_item_must_fit;
    OF_KIND = __connect::of_kind;
    PATH_OF_URL = __connect::path_of_url;
    PLACE = __connect::Place;

    // Calls of the REST APIs, and what needs scopes.
    AS_USER = __connect::as_user;
    BOOLEAN = __connect::boolean;
    BOOLEANS = __connect::booleans;
    BY_HAND = __connect::by_hand;
    CALL_SITE = __connect::CallSite;
    CONFLUENCE = __connect::confluence;
    HEADER = __connect::header;
    IMPERSONATION = __connect::impersonation;
    INTEGER = __connect::integer;
    INTEGERS = __connect::integers;
    JIRA = __connect::jira;
    JSON_PATCH = __connect::json_patch;
    NO_LIST = __connect::no_list;
    SCOPE_USE = __connect::ScopeUse;
    ONE = __connect::one;
    PATH_VALUE = __connect::path_value;
    SCOPE_MUST_BE_GRANTED = __connect::scope_must_be_granted;
    TEXT = __connect::text;
    VALUES = __connect::values;
    WORD = __connect::word;
    WORDS = __connect::words;
}

/// A name of the hidden module or of the façade, as a path from a block with [`imports`].
#[derive(Clone, Copy)]
pub(super) struct Name {
    module: &'static str,
    name: &'static str,
}

impl Name {
    /// The path, for errors that rustc reports at `span`.
    pub(super) fn at(self, span: Span) -> TokenStream {
        self.between(span, span)
    }

    /// The path, for errors that rustc reports from `start` to `end`.
    pub(super) fn between(self, start: Span, end: Span) -> TokenStream {
        let module = Ident::new(self.module, start);
        let name = Ident::new(self.name, end);
        quote_spanned! { start => #module::#name }
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.at(Span::call_site()));
    }
}

/// A variant of an enum, by its name.
pub(super) fn variant(of: Name, variant: impl Debug) -> TokenStream {
    let variant = format_ident!("{variant:?}");
    quote! { #of::#variant }
}

/// The name of the hidden module.
pub(super) fn root_module() -> Ident {
    Ident::new(ROOT, Span::call_site())
}

/// The path to the façade; `runtime` is what `crate = …` names.
pub(super) fn facade(runtime: Option<&Path>) -> TokenStream {
    let facade = Ident::new(FACADE, Span::call_site());
    match runtime {
        Some(runtime) => quote! { #runtime::#facade },
        None => quote! { ::connect_runtime::#facade },
    }
}

/// Brings the hidden module and the façade into a block. rustc reports a missing `app!` at `span`.
pub(super) fn imports(span: Span) -> TokenStream {
    let root = Ident::new(ROOT, span);
    quote_spanned! { span =>
        use crate::#root as __root;
        use __root::__connect::{self, Unlisted as _};
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_has_every_name() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../connect-runtime/src/__private.rs"
        );
        let facade = std::fs::read_to_string(path).unwrap();
        let words: Vec<&str> = facade
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        for Name { module, name } in NAMES {
            assert!(*module == "__root" || words.contains(name), "{name}");
        }
    }
}
