//! The type beside a function by which other items name it.

use connect_syntax::{Annotated, Attribute};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::tokens::cfgs;

/// The companion of a function that other items can name: a hidden type of the same name, which
/// implements the trait that a function's name can't implement. It is there by a glob import, which
/// gives way to whatever else has the name among the module's types: a `mod editor` beside
/// `fn editor`.
pub(super) fn companion(attribute: Attribute, item: &Annotated) -> TokenStream {
    let Annotated::Function(function) = item else {
        return TokenStream::new();
    };
    // With several attributes, the last one makes it.
    if !is_named(attribute, item) || named_below(item) > 0 {
        return TokenStream::new();
    }
    let cfgs = cfgs(&function.attrs);
    let (vis, name, module) = (
        &function.vis,
        &function.sig.ident,
        companion_module(item.ident()),
    );
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(dead_code, non_snake_case, unreachable_pub)]
        mod #module {
            #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
            pub struct #name {}
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        #vis use #module::*;
    }
}

/// The companion of a function, as a type.
pub(super) fn companion_type(function: &Ident) -> TokenStream {
    let module = companion_module(function);
    quote! { #module::#function }
}

/// The module that a companion is in.
fn companion_module(function: &Ident) -> Ident {
    format_ident!(
        "__connect_item_{}",
        function.unraw(),
        span = Span::call_site()
    )
}

/// How many attributes below this one have the item named as well.
pub(super) fn named_below(item: &Annotated) -> usize {
    let below = item.attrs().iter();
    below
        .filter_map(|attr| Attribute::of_path(attr.path()))
        .filter(|attribute| is_named(*attribute, item))
        .count()
}

/// Whether an item with this attribute can be named by others.
pub(super) fn is_named(attribute: Attribute, item: &Annotated) -> bool {
    match item {
        Annotated::Struct(_) => matches!(attribute, Attribute::Module(_)),
        Annotated::Function(_) => attribute.can_be_named(),
    }
}
