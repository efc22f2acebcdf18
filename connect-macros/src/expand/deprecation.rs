//! The compiler's own warning of what the platform advises against.

use connect_syntax::Deprecation;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::need::at;

/// An expression that is rustc's own warning, at what it is about. The name stands in its text.
pub(super) fn deprecated(name: &str, Deprecation { note, span }: &Deprecation) -> TokenStream {
    let name = Ident::new(name, at(*span));
    let used = quote_spanned! { at(*span) => #name };
    quote! {{
        #[deprecated(note = #note)]
        const #name: () = ();
        #used
    }}
}
