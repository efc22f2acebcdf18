//! Items that name each other: what an item is to others, and what it takes from them.

use connect_model::Product;
use connect_syntax::reference::{can_be_named, labels};
use connect_syntax::{
    Annotated, Attribute, Declared, Deprecation, Part, Reference, ReferenceTarget, key, wording,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::deprecation;
use super::need::at;
use super::registration::cfgs;

/// A function is no type, so one that can be named gets a type of the same name.
pub(super) fn companion(attribute: Attribute, item: &Annotated) -> TokenStream {
    let Annotated::Function(function) = item else {
        return TokenStream::new();
    };
    if !is_named(attribute, item) {
        return TokenStream::new();
    }
    let cfgs = cfgs(&function.attrs);
    let (vis, name) = (&function.vis, &function.sig.ident);
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, unreachable_pub)]
        #vis struct #name {}
    }
}

/// The compiler's own warning, at the attribute, for kinds that the platform no longer lists.
pub(super) fn deprecated(attribute: Attribute) -> TokenStream {
    let Attribute::Module(row) = attribute else {
        return TokenStream::new();
    };
    if !row.deprecated {
        return TokenStream::new();
    }
    let deprecation = Deprecation {
        note: wording::deprecated_kind(row),
        span: Span::call_site(),
    };
    let warning = deprecation::deprecated("DEPRECATED_MODULE_KIND", &deprecation);
    quote! { const _: () = #warning; }
}

fn is_named(attribute: Attribute, item: &Annotated) -> bool {
    match (item, attribute) {
        (Annotated::Struct(_), attribute) => matches!(attribute, Attribute::Module(_)),
        (_, Attribute::Referenced(_)) => true,
        (_, attribute) => can_be_named(attribute.kind()),
    }
}

/// What the item is to whoever names it.
pub(super) fn item(attribute: Attribute, item: &Annotated, declared: &Declared) -> TokenStream {
    if !is_named(attribute, item) {
        return TokenStream::new();
    }
    let location = match declared.section_location() {
        Some(location) => text(&location, &declared.references),
        None => quote! { "" },
    };
    let url = declared.url.as_deref().unwrap_or_default();
    // A section in a section of the app's own is for that one's products.
    let parent = declared
        .references
        .iter()
        .position(|reference| matches!(reference.target, ReferenceTarget::Location { .. }));
    let products = match (parent, attribute) {
        (Some(parent), _) => {
            let parent = constant(parent);
            quote! { #parent.products }
        }
        (None, Attribute::Module(_)) => product_list(&declared.products),
        (None, _) => product_list(&Product::ALL),
    };
    implementation(attribute, item, &declared.key, &products, &location, url)
}

/// The same for an item that is wrong, which its own error says: it has everything that may be
/// asked of it, so that who names it is not told a second time.
pub(super) fn wrong_item(attribute: Attribute, item: &Annotated) -> TokenStream {
    if !is_named(attribute, item) {
        return TokenStream::new();
    }
    let key = key::of(item.ident());
    let products = product_list(&Product::ALL);
    let implementation = implementation(attribute, item, &key, &products, &quote! { "none" }, "/");
    let cfgs = cfgs(item.attrs());
    quote! {
        #(#cfgs)*
        const _: () = {
            use ::connect_runtime::__private as __connect;
            #implementation
        };
    }
}

fn implementation(
    attribute: Attribute,
    item: &Annotated,
    key: &str,
    products: &TokenStream,
    location: &TokenStream,
    url: &str,
) -> TokenStream {
    let (name, kind) = (item.ident(), attribute.kind());
    quote! {
        impl __connect::Module for #name {
            const ITEM: __connect::Item = __connect::Item {
                kind: #kind,
                key: #key,
                products: #products,
                location: #location,
                url: #url,
            };
        }
    }
}

fn product_list(products: &[Product]) -> TokenStream {
    let names = products.iter().map(|product| format_ident!("{product:?}"));
    quote! { &[#(__connect::Product::#names),*] }
}

/// The constant that holds what a reference stands for.
fn constant(index: usize) -> Ident {
    format_ident!("ITEM_{index}", span = Span::call_site())
}

/// A text, with a constant of the item's own in place of each reference.
pub(super) fn text(parts: &[Part], references: &[Reference]) -> TokenStream {
    if let [Part::Text(only)] = parts {
        return quote! { #only };
    }
    let pieces = parts.iter().map(|part| match part {
        Part::Text(text) => quote! { #text },
        Part::Reference(index) => match references.get(*index) {
            Some(reference) => stands_for(*index, reference),
            None => quote! { "" },
        },
    });
    quote! { __connect::joined!(#(#pieces),*) }
}

fn stands_for(index: usize, reference: &Reference) -> TokenStream {
    let item = constant(index);
    match &reference.target {
        ReferenceTarget::Key(_) => quote! { #item.key },
        ReferenceTarget::Url | ReferenceTarget::Condition => quote! { #item.url },
        ReferenceTarget::Location { below: None } => quote! { #item.location },
        ReferenceTarget::Location { below: Some(below) } => {
            quote! { __connect::location_below(#item.location, #below) }
        }
    }
}

/// A constant for each item that is named, and a check that stops the compiler at one of the wrong
/// kind or of another product.
pub(super) fn references(references: &[Reference]) -> TokenStream {
    references
        .iter()
        .enumerate()
        .map(|(index, reference)| named(index, reference))
        .collect()
}

fn named(index: usize, reference: &Reference) -> TokenStream {
    let path = &reference.path;
    let span = at(path.span());
    let item = constant(index);
    let name = reference.name();
    let kinds = reference.target.kinds();
    let (wanted, attributes) = match &reference.target {
        ReferenceTarget::Url => (
            "page or callback of the app".to_owned(),
            vec!["iframe", "callback"],
        ),
        _ => {
            let attribute = |kind: &&'static str| {
                connect_model::module_kind(kind).map_or(*kind, |row| row.attribute)
            };
            (labels(kinds), kinds.iter().map(attribute).collect())
        }
    };
    let wrong_kind = wording::wrong_item(&name, &reference.argument, &wanted, &attributes);
    let products = product_list(&reference.products);
    let mut hosts: Vec<&str> = reference
        .products
        .iter()
        .map(|product| product.host().title())
        .collect();
    hosts.dedup();
    let wrong_product =
        wording::other_product_item(&name, &reference.argument, &hosts.join(" or "));
    // The item is whatever it is: one that doesn't fit is the check's to report, once.
    quote_spanned! { span =>
        const #item: __connect::Item = <#path as __connect::Module>::ITEM;
        const _: () = __connect::named_item_must_fit(
            &#item,
            (&[#(#kinds),*], #wrong_kind),
            (#products, #wrong_product),
        );
    }
}
