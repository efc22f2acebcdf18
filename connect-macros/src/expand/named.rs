//! Items that name each other: what an item is to others, and what it takes from them.

use connect_model::Product;
use connect_syntax::reference::{Part, can_be_named, labels, parts};
use connect_syntax::{Annotated, Attribute, Declared, Reference, Wants, key, wording};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::need::at;

/// What others find when they name the item. A function is no type, so one that can be named gets
/// a type of the same name.
pub(super) fn item(
    attribute: Attribute,
    item: &Annotated,
    declared: Option<&Declared>,
) -> TokenStream {
    let name = item.ident();
    let cfgs: Vec<_> = item
        .attrs()
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .collect();
    let companion = match item {
        Annotated::Struct(_) if matches!(attribute, Attribute::Module(_)) => TokenStream::new(),
        Annotated::Function(_)
            if matches!(attribute, Attribute::Served(_)) || can_be_named(attribute.kind()) =>
        {
            let vis = item.vis();
            quote! {
                #(#cfgs)*
                #[doc(hidden)]
                #[allow(non_camel_case_types, dead_code, unreachable_pub)]
                #vis struct #name {}
            }
        }
        _ => return TokenStream::new(),
    };
    let kind = attribute.kind();
    let (key, location, url, products) = match declared {
        Some(declared) => {
            let location = declared.section_location().map(|location| {
                let location = text(&location, declared);
                quote! { const LOCATION: &'static str = #location; }
            });
            let url = declared
                .url
                .as_ref()
                .map(|url| quote! { const URL: &'static str = #url; });
            (
                declared.key.clone(),
                location,
                url,
                products(attribute, declared),
            )
        }
        // The item is wrong, and its own error says so; it has everything that may be asked of it.
        None => (
            key::of(name),
            Some(quote! { const LOCATION: &'static str = "none"; }),
            Some(quote! { const URL: &'static str = "/"; }),
            product_list(&Product::ALL),
        ),
    };
    quote! {
        #companion
        #(#cfgs)*
        const _: () = {
            use ::connect_runtime::__private as __connect;
            impl __connect::Module for #name {
                const KIND: &'static str = #kind;
                const KEY: &'static str = #key;
                const PRODUCTS: &'static [__connect::Product] = #products;
                #location
                #url
            }
        };
    }
}

/// A section in a section of the app's own is for that one's products.
fn products(attribute: Attribute, declared: &Declared) -> TokenStream {
    let parent = declared
        .references
        .iter()
        .find(|reference| matches!(reference.wants, Wants::Location { .. }));
    match (parent, attribute) {
        (Some(parent), _) => {
            let path = &parent.path;
            quote! { <#path as __connect::Module>::PRODUCTS }
        }
        (None, Attribute::Module(_)) => product_list(&declared.products),
        (None, _) => product_list(&Product::ALL),
    }
}

fn product_list(products: &[Product]) -> TokenStream {
    let names = products.iter().map(|product| format_ident!("{product:?}"));
    quote! { &[#(__connect::Product::#names),*] }
}

/// A text, with a constant of the item's own at each mark.
pub(super) fn text(text: &str, declared: &Declared) -> TokenStream {
    let pieces: Vec<Part<'_>> = parts(text);
    if let [Part::Text(only)] = pieces.as_slice() {
        return quote! { #only };
    }
    let pieces = pieces.into_iter().map(|piece| match piece {
        Part::Text(text) => quote! { #text },
        Part::Reference(index) => declared
            .references
            .get(index)
            .map(stands_for)
            .unwrap_or_default(),
    });
    quote! { __connect::joined!(#(#pieces),*) }
}

fn stands_for(reference: &Reference) -> TokenStream {
    let path = &reference.path;
    let span = at(path.span());
    match &reference.wants {
        Wants::Key(_) => quote_spanned! { span => <#path as __connect::Module>::KEY },
        Wants::Url | Wants::Condition => {
            quote_spanned! { span => <#path as __connect::Module>::URL }
        }
        Wants::Location { below: None } => {
            quote_spanned! { span => <#path as __connect::Module>::LOCATION }
        }
        Wants::Location { below: Some(below) } => {
            quote_spanned! { span => __connect::location_below::<#path>(#below) }
        }
    }
}

/// Constants that stop the compiler at an item of the wrong kind, or of another product.
pub(super) fn checks(declared: &Declared) -> TokenStream {
    declared.references.iter().map(check).collect()
}

fn check(reference: &Reference) -> TokenStream {
    let path = &reference.path;
    let span = at(path.span());
    let name = reference.name();
    let kinds = reference.wants.kinds();
    let (wanted, attributes) = match &reference.wants {
        Wants::Url => (
            "page or callback of the app".to_owned(),
            vec!["iframe", "callback"],
        ),
        wants => {
            let attribute = |kind: &&'static str| {
                connect_model::module_kind(kind).map_or(*kind, |row| row.attribute)
            };
            (labels(kinds), wants.kinds().iter().map(attribute).collect())
        }
    };
    let message = wording::wrong_item(&name, &reference.argument, &wanted, &attributes);
    let mut checks = quote_spanned! { span =>
        const _: () = ::core::assert!(__connect::is_one_of::<#path>(&[#(#kinds),*]), #message);
    };
    if !reference.products.is_empty() {
        let products = product_list(&reference.products);
        let mut hosts: Vec<&str> = reference
            .products
            .iter()
            .map(|product| product.host().title())
            .collect();
        hosts.dedup();
        let hosts = hosts.join(" or ");
        let message = wording::other_product_item(&name, &reference.argument, &hosts);
        checks.extend(quote_spanned! { span =>
            const _: () = ::core::assert!(__connect::shares_a_product::<#path>(#products), #message);
        });
    }
    checks
}
