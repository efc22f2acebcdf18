//! A unit struct: a module that is only data, registered without a handler.

use connect_syntax::{Declared, UnitStruct};
use proc_macro2::TokenStream;
use quote::quote;

use super::paths::{REGISTRATION, STATE};
use super::registration::{Place, block, declaration};

/// The block that registers a unit struct.
pub(super) fn registration(
    item: &UnitStruct,
    declared: &Declared,
    named_item: &TokenStream,
) -> TokenStream {
    let declaration = declaration(declared, &item.ident);
    block(
        &item.attrs,
        &Place::of_struct(&item.ident),
        declared,
        named_item,
        &quote! { #REGISTRATION::declared::<#STATE>(#declaration) },
    )
}
