//! Items that refer to each other: what an item provides to others, and what it needs from them.

use connect_model::Product;
use connect_syntax::reference::labels;
use connect_syntax::{
    Annotated, Attribute, Declared, Deprecation, LocationForm, Part, Reference, ReferenceTarget,
    key, wording,
};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::companion::{companion_type, is_named, named_below};
use super::paths::{
    CONCAT_STR, ITEM, LOCATION_BELOW, NAMED_ITEM, NAMED_ITEM_MUST_FIT, OF_KIND, PATH_OF_URL, PLACE,
    PRODUCT, imports, variant,
};
use super::tokens::{at, cfgs};
use super::{deprecation, named_job};

/// rustc's own warning, at the attribute, about kinds that the platform has deprecated.
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

/// What an item provides to other items.
pub(super) fn implementation(
    attribute: Attribute,
    item: &Annotated,
    declared: &Declared,
) -> TokenStream {
    if !is_named(attribute, item) {
        return TokenStream::new();
    }
    let location = match declared.section_location() {
        Some(location) => text(&location, &declared.references),
        None => quote! { "" },
    };
    let url = declared.url.as_deref().unwrap_or_default();
    // A section in another section of the app is for that section's products.
    let parent = declared
        .references
        .iter()
        .position(|reference| matches!(reference.target, ReferenceTarget::Location(_)));
    let products = match (parent, attribute) {
        (Some(parent), _) => {
            let parent = constant(parent);
            quote! { #parent.products }
        }
        (None, Attribute::Module(_)) => product_list(&declared.products),
        (None, _) => product_list(&Product::ALL),
    };
    named_item(attribute, item, &declared.key, &products, &location, url)
}

/// The same for an item with errors: it provides everything that others may need, so that items
/// referring to it don't have errors in turn.
pub(super) fn stand_in(attribute: Attribute, item: &Annotated) -> TokenStream {
    if !is_named(attribute, item) {
        return TokenStream::new();
    }
    let key = key::of(item.ident());
    let products = product_list(&Product::ALL);
    let named_item = named_item(attribute, item, &key, &products, &quote! { "none" }, "/");
    let named_job = named_job::implementation(attribute, item, &key);
    let cfgs = cfgs(item.attrs());
    let imports = imports(Span::call_site());
    quote! {
        #(#cfgs)*
        const _: () = {
            #imports
            #named_item
            #named_job
        };
    }
}

fn named_item(
    attribute: Attribute,
    item: &Annotated,
    key: &str,
    products: &TokenStream,
    location: &TokenStream,
    url: &str,
) -> TokenStream {
    let (name, kind) = (item.ident(), attribute.kind());
    let ty = match item {
        Annotated::Function(_) => companion_type(name),
        Annotated::Struct(_) => quote! { #name },
    };
    // Each attribute of an item has its own implementation.
    let place = match named_below(item) {
        0 => TokenStream::new(),
        below => {
            let below = Literal::usize_unsuffixed(below);
            quote! { <#below> }
        }
    };
    quote! {
        impl #NAMED_ITEM #place for #ty {
            const ITEM: #ITEM = #ITEM {
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
    let products = products.iter().map(|product| variant(PRODUCT, product));
    quote! { &[#(#products),*] }
}

/// The constant for the item of a reference.
fn constant(index: usize) -> Ident {
    format_ident!("__ITEM_{index}", span = Span::call_site())
}

/// A text, with the value of each referenced item in place.
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
    quote! { #CONCAT_STR!(#(#pieces),*) }
}

fn stands_for(index: usize, reference: &Reference) -> TokenStream {
    let item = constant(index);
    match &reference.target {
        ReferenceTarget::Key(_) => quote! { #item.key },
        ReferenceTarget::Url | ReferenceTarget::Condition => quote! { #item.url },
        ReferenceTarget::UrlWith(query) => {
            let query = format!("?{query}");
            quote! { #CONCAT_STR!(#PATH_OF_URL(#item.url), #query) }
        }
        ReferenceTarget::Location(LocationForm::Whole) => quote! { #item.location },
        ReferenceTarget::Location(LocationForm::Key) => quote! { #item.key },
        ReferenceTarget::Location(LocationForm::Below(below)) => {
            quote! { #LOCATION_BELOW(#item.location, #below) }
        }
    }
}

/// A constant for each referenced item, and a check that stops the compiler at one of the wrong
/// kind or product.
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
        ReferenceTarget::Url | ReferenceTarget::UrlWith(_) => (
            "page or callback of the app".to_owned(),
            vec!["iframe", "callback", "public(GET \"/path\")"],
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
    // The constant accepts any item; only the check reports one that doesn't fit.
    let (ty, named_item, of_kind) = (ITEM.at(span), NAMED_ITEM.at(span), OF_KIND.at(span));
    let (place, check) = (PLACE.at(span), NAMED_ITEM_MUST_FIT.at(span));
    quote_spanned! { span =>
        const #item: #ty = {
            #[allow(unused_imports)]
            use __connect::EmptyPlace as _;
            // Written only once, so that rustc reports it once.
            type __Named = #path;
            #of_kind(
                &[#(#kinds),*],
                <__Named as #named_item>::ITEM,
                [#place::<__Named, 1>::ITEM, #place::<__Named, 2>::ITEM],
            )
        };
        const _: () = #check(
            &#item,
            (&[#(#kinds),*], #wrong_kind),
            (#products, #wrong_product),
        );
    }
}
