//! The block that registers an item: its checks, and the entry that the linker collects.

use connect_model::declaration::Auth;
use connect_syntax::{DeclarationKind, Declared};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

use super::named_item;
use super::paths::{
    AUTH, DECLARATION, ENTRY, METHOD, NONE, REGISTRATION, ROUTE, SOME, SUBMIT, imports, variant,
};
use super::tokens::{cfgs, origin, place};

/// The block that registers an item. The registration is made by a function that runs when the app
/// starts; only a pointer to it is collected before `main`.
pub(super) fn block(
    attrs: &[Attribute],
    declared: &Declared,
    checks: &TokenStream,
    registration: &TokenStream,
) -> TokenStream {
    let cfgs = cfgs(attrs);
    let imports = imports(Span::call_site());
    let references = named_item::references(&declared.references);
    quote! {
        #(#cfgs)*
        const _: () = {
            #imports
            #references
            #checks
            fn __registration() -> #REGISTRATION {
                #registration
            }
            #SUBMIT! { #ENTRY(__registration) }
        };
    }
}

/// The declaration, as an expression.
pub(super) fn declaration(declared: &Declared, name: &Ident) -> TokenStream {
    let kind = declared.kind_name();
    let key = &declared.key;
    let origin = origin(name.span());
    match &declared.kind {
        DeclarationKind::Module {
            route, properties, ..
        } => {
            let properties = named_item::text(&properties.parts(), &declared.references);
            match route {
                Some(route) => {
                    let constructor = format_ident!("{}", route.constructor());
                    let path = &route.path;
                    let place = place(name.span());
                    quote! { #DECLARATION::#constructor(#kind, #key, #properties, #path, #place) }
                }
                None => quote! { #DECLARATION::module(#kind, #key, #properties, #NONE, #origin) },
            }
        }
        DeclarationKind::Hook(_) => quote! {
            #DECLARATION::own(#kind, #key, #NONE, #origin)
        },
        DeclarationKind::Referenced { path, .. } => quote! {
            #DECLARATION::own(#kind, #key, #SOME(#ROUTE::iframe(#path)), #origin)
        },
        DeclarationKind::Route { auth, method, path } => {
            let method = variant(METHOD, method);
            let auth = match auth {
                Auth::Public => variant(AUTH, Auth::Public),
                _ => variant(AUTH, Auth::Context),
            };
            quote! {
                #DECLARATION::own(#kind, #key, #SOME(#ROUTE::own(&[#method], #path, #auth)), #origin)
            }
        }
    }
}
