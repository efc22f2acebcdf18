//! A unit struct: a module that is only data, registered without a handler.

use connect_syntax::{Declared, UnitStruct};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::ROOT;
use super::handler::{declaration, unique};

/// The lines that register a unit struct.
pub(super) fn registration(
    item: &UnitStruct,
    declared: &Declared,
    named: &TokenStream,
) -> TokenStream {
    let root = Ident::new(ROOT, Span::call_site());
    let cfgs = item.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let unique = unique(declared);
    let references = super::named::references(&declared.references);
    let declaration = declaration(declared, &item.ident);
    quote! {
        #(#cfgs)*
        const _: () = {
            use crate::#root as __root;
            use ::connect_runtime::__private as __connect;
            #unique
            #references
            #named
            __connect::submit! {
                __connect::Registration {
                    declaration: #declaration,
                    handle: ::core::option::Option::None,
                    state: __connect::StateType::of::<__root::State>(),
                }
            }
        };
    }
}
