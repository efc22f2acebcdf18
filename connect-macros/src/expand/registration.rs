//! The block in which an item is registered: its declaration, its checks, and what hands it over
//! before `main`.

use connect_model::declaration::Auth;
use connect_syntax::{DeclarationKind, Declared};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Attribute;

use super::need::origin;
use super::{ROOT, named};

/// The block in which an item is registered.
pub(super) fn collected(
    attrs: &[Attribute],
    declared: &Declared,
    checks: &TokenStream,
    registration: &TokenStream,
) -> TokenStream {
    let root = Ident::new(ROOT, Span::call_site());
    let cfgs = cfgs(attrs);
    let unique = unique(declared);
    let references = named::references(&declared.references);
    let collect = before_main(&quote! { __connect::collect_item(#registration); });
    quote! {
        #(#cfgs)*
        const _: () = {
            use crate::#root as __root;
            use ::connect_runtime::__private as __connect;
            #unique
            #references
            #checks
            #collect
        };
    }
}

/// What has the loader do something before `main`.
pub(super) fn before_main(what: &TokenStream) -> TokenStream {
    quote! {
        extern "C" fn collect() {
            #what
        }
        __connect::before_main!(collect);
    }
}

/// The conditions of an item, which hold for all that stands beside it.
pub(super) fn cfgs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

/// The entry among the module keys of the crate, which a second one can't take.
fn unique(declared: &Declared) -> Option<TokenStream> {
    let key = format_ident!(
        "module_key_{}",
        declared.key.replace('-', "_"),
        span = declared.key_span
    );
    declared.has_module_key().then(|| {
        let taken = quote_spanned! { declared.key_span => const #key: () = (); };
        quote! {
            impl __root::ModuleKeys {
                #[allow(dead_code, non_upper_case_globals)]
                #taken
            }
        }
    })
}

/// The declaration, as a constant.
pub(super) fn declaration(declared: &Declared, name: &Ident) -> TokenStream {
    let kind = declared.kind_name();
    let key = &declared.key;
    let origin = origin(name.span());
    let some = |route: TokenStream| quote! { __connect::Some(__connect::Route::#route) };
    match &declared.kind {
        DeclarationKind::Module {
            route, properties, ..
        } => {
            let properties = named::text(&properties.parts(), &declared.references);
            let route = match route {
                Some(route) => {
                    let constructor = format_ident!("{}", route.constructor());
                    let path = &route.path;
                    some(quote! { #constructor(#path) })
                }
                None => quote! { __connect::None },
            };
            quote! { __connect::Declaration::module(#kind, #key, #properties, #route, #origin) }
        }
        DeclarationKind::Hook(_) => quote! {
            __connect::Declaration::own(#kind, #key, __connect::None, #origin)
        },
        DeclarationKind::Referenced { path, .. } => {
            let route = some(quote! { iframe(#path) });
            quote! { __connect::Declaration::own(#kind, #key, #route, #origin) }
        }
        DeclarationKind::Route { auth, method, path } => {
            let method = format_ident!("{method:?}");
            let auth = match auth {
                Auth::Public => quote! { Public },
                _ => quote! { Context },
            };
            let route = some(quote! {
                own(&[__connect::Method::#method], #path, __connect::Auth::#auth)
            });
            quote! { __connect::Declaration::own(#kind, #key, #route, #origin) }
        }
    }
}
