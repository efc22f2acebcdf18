//! A unit struct: a module that is only data, registered without a handler.

use connect_syntax::{Declared, UnitStruct};
use proc_macro2::TokenStream;
use quote::quote;

use super::registration::{collected, declaration};

/// The lines that register a unit struct.
pub(super) fn registration(
    item: &UnitStruct,
    declared: &Declared,
    named: &TokenStream,
) -> TokenStream {
    let declaration = declaration(declared, &item.ident);
    collected(
        &item.attrs,
        declared,
        named,
        &quote! { __connect::Registration::declared::<__root::State>(#declaration) },
    )
}
