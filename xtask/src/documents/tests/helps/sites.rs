//! What the checker reads in a text, and the faults that it finds.

use std::ops::Range;

use connect_model::Product;
use connect_syntax::rest::{AsUser, NamedScopes, RestCall};
use connect_syntax::{Annotated, App, Attribute, HandlerFn, Library, UnitStruct};
use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A fault, and where it was found.
#[derive(Debug)]
pub(super) struct Fault {
    /// The message with its helps.
    pub(super) message: String,
    /// Its location; `None` if the whole attribute or macro is meant.
    pub(super) at: Option<Range<usize>>,
    /// The attribute or the macro: `#[…]`, `app! { … }`.
    pub(super) whole: Range<usize>,
    /// The end of its path.
    pub(super) path: Range<usize>,
    /// Its arguments.
    pub(super) arguments: TokenStream,
}

/// The faults of a text; `None` if it is not Rust.
pub(super) fn faults(code: &str) -> Option<Vec<Fault>> {
    let file = syn::parse_file(code).ok()?;
    let mut sites = Sites::default();
    sites.visit_file(&file);
    Some(sites.faults)
}

/// The arguments of the attributes in a text.
pub(super) fn arguments(code: &str) -> Vec<Range<usize>> {
    let mut sites = Sites::default();
    if let Ok(file) = syn::parse_file(code) {
        sites.visit_file(&file);
    }
    sites.arguments
}

#[derive(Default)]
struct Sites {
    faults: Vec<Fault>,
    arguments: Vec<Range<usize>>,
}

impl Sites {
    fn found(&mut self, error: syn::Error, whole: Span, path: Span, arguments: &TokenStream) {
        for one in error {
            let at = one.span().byte_range();
            self.faults.push(Fault {
                message: one.to_string(),
                at: Some(at).filter(|at| !at.is_empty()),
                whole: whole.byte_range(),
                path: path.byte_range(),
                arguments: arguments.clone(),
            });
        }
    }

    /// Each of our attributes, with the item as its macro sees it.
    fn item(&mut self, attrs: &[syn::Attribute], item: &dyn Fn(Vec<syn::Attribute>) -> Annotated) {
        let ours = |attr: &syn::Attribute| Attribute::of_path(attr.path());
        for (index, attr) in attrs.iter().enumerate() {
            let Some(attribute) = ours(attr) else {
                continue;
            };
            let left = attrs.iter().enumerate();
            let left = left.filter(|(other, attr)| *other > index || ours(attr).is_none());
            let arguments = match &attr.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            self.arguments
                .extend(super::pasted::separated(arguments.clone()));
            let item = item(left.map(|(_, attr)| attr.clone()).collect());
            if let Err(error) = attribute.declare(arguments.clone(), &item) {
                self.found(error, attr.span(), attr.path().span(), &arguments);
            }
        }
    }
}

impl Visit<'_> for Sites {
    fn visit_item_fn(&mut self, function: &syn::ItemFn) {
        self.item(&function.attrs, &|attrs| {
            Annotated::Function(HandlerFn {
                attrs,
                ..HandlerFn::from(function)
            })
        });
        visit::visit_item_fn(self, function);
    }

    fn visit_item_struct(&mut self, item: &syn::ItemStruct) {
        if let Some(unit) = UnitStruct::of(item) {
            self.item(&item.attrs, &|attrs| {
                Annotated::Struct(UnitStruct {
                    attrs,
                    ..unit.clone()
                })
            });
        }
    }

    fn visit_macro(&mut self, call: &syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        let tokens = call.tokens.clone();
        let result = match name.as_deref() {
            Some("app") => App::parse(tokens).map(drop),
            Some("library") => Library::parse(tokens).map(drop),
            Some("jira") => RestCall::parse(Product::Jira, tokens).map(drop),
            Some("confluence") => RestCall::parse(Product::Confluence, tokens).map(drop),
            Some("as_user") => AsUser::parse(tokens).map(drop),
            Some("scopes") => NamedScopes::parse(tokens).map(drop),
            _ => Ok(()),
        };
        if let Err(error) = result {
            self.found(error, call.span(), call.path.span(), &call.tokens);
        }
    }
}
