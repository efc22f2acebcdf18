//! The names that expansions use, in one table.
//!
//! They come from the hidden module that `app!` or `library!` puts in the crate root, which imports the
//! runtime's private façade from wherever the crate finds the runtime. Only those two
//! macros and `#[main]` contain a path to the runtime itself.

use std::fmt::Debug;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

/// The hidden module in the crate root. rustc shows this name in its error about a crate without
/// `app!` or `library!`, which is why it reads like a sentence.
const ROOT: &str = "__connect_app_or_library_goes_in_the_crate_root";

/// The runtime's façade. Its name contains the version, so that macros and a runtime of different
/// releases do not compile together; a test in the runtime keeps the two equal.
const FACADE: &str = concat!(
    "__private_",
    env!("CARGO_PKG_VERSION_MAJOR"),
    "_",
    env!("CARGO_PKG_VERSION_MINOR"),
    "_",
    env!("CARGO_PKG_VERSION_PATCH"),
);

macro_rules! names {
    ($($constant:ident = $name:ident;)*) => {
        $(pub(super) const $constant: Name = Name(stringify!($name));)*

        #[cfg(test)]
        const NAMES: &[Name] = &[$($constant),*];
    };
}

names! {
    // The crate's own: what `app!` declares about it.
    GRANTED = GRANTED;
    STATE = __State;

    // What is registered.
    APP_REGISTRATION = AppRegistration;
    ASSET = asset;
    ASSET_FILE = AssetFile;
    ASSET_FOLDER = AssetFolder;
    AUTH = Auth;
    DECLARATION = Declaration;
    ENTRY = Entry;
    LICENSED = Licensed;
    METHOD = Method;
    SCOPE_USE_ENTRY = ScopeUseEntry;
    NONE = None;
    ORIGIN = Origin;
    PRODUCT = Product;
    REGISTRATION = Registration;
    ROUTE = Route;
    SCOPE = Scope;
    SCOPE_SET = ScopeSet;
    SOME = Some;
    SUBMIT = submit;

    // A handler, the sources of its arguments, and its response.
    ARGUMENTS = arguments;
    ARGUMENTS_OF = ArgumentsOf;
    CONTEXT = context;
    CONTEXT_PARAMETERS = ContextParameters;
    EARLY = early;
    EVENTS_OF = events_of;
    IN_ORDER = InOrder;
    HANDLER = handler;
    JOB_ARGUMENTS = job_arguments;
    LAST = last;
    PARAMETER_REJECTION = RejectionResponse;
    STATE_SOURCE = state;
    RETURNED = returned;
    UNLISTED_RESULT = UnlistedResult;
    URL_PARAMETERS = UrlParameters;
    RESPOND = respond;
    RESPOND_TO_CONDITION = respond_to_condition;
    RESPOND_TO_MIGRATION_STATUS = respond_to_migration_status;
    RESPOND_TO_MIGRATION_STEP = respond_to_migration_step;

    // Items that refer to each other.
    CONCAT_STR = concat_str;
    ITEM = Item;
    LOCATION_BELOW = location_below;
    NAMED_ITEM = NamedItem;
    NAMED_ITEM_MUST_FIT = named_item_must_fit;
    OF_KIND = of_kind;
    PATH_OF_URL = path_of_url;
    PLACE = Place;

    // Calls of the REST APIs, and what else needs scopes.
    AS_USER = as_user;
    BOOLEAN = boolean;
    BOOLEANS = booleans;
    BY_HAND = by_hand;
    CALL_SITE = CallSite;
    CONFLUENCE = confluence;
    HEADER = header;
    IMPERSONATION = impersonation;
    INTEGER = integer;
    INTEGERS = integers;
    JIRA = jira;
    JSON_PATCH = json_patch;
    NO_LIST = no_list;
    SCOPE_USE = ScopeUse;
    ONE = one;
    PATH_VALUE = path_value;
    SCOPE_MUST_BE_GRANTED = scope_must_be_granted;
    TEXT = text;
    VALUES = values;
    WORD = word;
    WORDS = words;
}

/// A name in the hidden module, as a path from a block with [`imports`].
#[derive(Clone, Copy)]
pub(super) struct Name(&'static str);

impl Name {
    /// The path, for errors that rustc reports at `span`.
    pub(super) fn at(self, span: Span) -> TokenStream {
        self.between(span, span)
    }

    /// The path, for errors that rustc reports from `start` to `end`.
    pub(super) fn between(self, start: Span, end: Span) -> TokenStream {
        let name = Ident::new(self.0, end);
        quote_spanned! { start => __connect::#name }
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

/// The path to the façade; `runtime` is the path from `crate = …`.
pub(super) fn facade(runtime: Option<&Path>) -> TokenStream {
    let facade = Ident::new(FACADE, Span::call_site());
    match runtime {
        Some(runtime) => quote! { #runtime::#facade },
        None => quote! { ::connect_runtime::#facade },
    }
}

/// Imports the hidden module into a block, with a single import: rustc counts each as an item, and a crate
/// has one for each of its handlers and calls. rustc reports a missing `app!` at `span`.
pub(super) fn imports(span: Span) -> TokenStream {
    let root = Ident::new(ROOT, span);
    quote_spanned! { span => use crate::#root as __connect; }
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
        for Name(name) in NAMES {
            let of_the_crate = [GRANTED.0, STATE.0].contains(name);
            assert!(of_the_crate || words.contains(name), "{name}");
        }
    }
}
