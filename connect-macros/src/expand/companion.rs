//! The type next to a function through which other items refer to it.

use connect_syntax::{Annotated, Attribute};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::tokens::cfgs;

/// The companion of a function that other items can name: a hidden type with the same name, which
/// implements the trait that a function's name can't. A glob import brings it into scope, which
/// yields to anything else in the type namespace with that name: a `mod editor` next to
/// `fn editor`.
pub(super) fn companion(attribute: Attribute, item: &Annotated) -> TokenStream {
    let Annotated::Function(function) = item else {
        return TokenStream::new();
    };
    // With several attributes, the last one generates it.
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

/// The path to a function's companion type.
pub(super) fn companion_type(function: &Ident) -> TokenStream {
    let module = companion_module(function);
    quote! { #module::#function }
}

/// The module that contains a companion.
fn companion_module(function: &Ident) -> Ident {
    format_ident!(
        "__connect_item_{}",
        function.unraw(),
        span = Span::call_site()
    )
}

/// How many of the attributes below this one also make the item nameable.
pub(super) fn named_below(item: &Annotated) -> usize {
    let below = item.attrs().iter();
    below
        .filter_map(|attr| Attribute::of_path(attr.path()))
        .filter(|attribute| is_named(*attribute, item))
        .count()
}

/// Whether other items can refer to an item with this attribute.
pub(super) fn is_named(attribute: Attribute, item: &Annotated) -> bool {
    match item {
        Annotated::Struct(_) => matches!(attribute, Attribute::Module(_)),
        Annotated::Function(_) => attribute.can_be_named(),
    }
}
