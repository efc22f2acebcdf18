//! rustc's own warning for what the platform deprecates.

use connect_syntax::Deprecation;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::tokens::at;

/// An expression that makes rustc warn at the deprecated tokens, with the name in its message.
pub(super) fn deprecated(name: &str, Deprecation { note, span }: &Deprecation) -> TokenStream {
    let name = Ident::new(name, at(*span));
    let used = quote_spanned! { at(*span) => #name };
    quote! {{
        #[deprecated(note = #note)]
        const #name: () = ();
        #used
    }}
}
