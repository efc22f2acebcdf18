//! What each crate declares and needs: its root macro, its annotated items, its calls.

use std::path::{Path, PathBuf};

use connect_model::Need;
use connect_model::declaration::Origin;
use connect_syntax::{
    Annotated, App, Attribute, HandlerFn, Library, SectionUse, UnitStruct, UnlistedUse,
};
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Item, Meta};

use crate::cfg::Cfg;
use crate::needs::Calls;
use crate::references::{Found, Items};
use crate::sources::{self, Spot};

/// A crate's root macro.
#[derive(Debug, Clone)]
pub enum Root {
    /// `app!`, and where it stands.
    App(App, Origin),
    /// `library!`.
    Library,
}

/// A name with the place where it is written.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it is written.
    pub origin: Origin,
}

/// Everything that one crate declares.
#[derive(Debug, Default)]
pub struct Crate {
    /// Its root macro, if there is one.
    pub root: Option<Root>,
    /// Its annotated items, and the names under which they are known.
    pub items: Items,
    /// What its code needs scopes for, in source order.
    pub needs: Vec<Need>,
    /// Sections that its locations name.
    pub sections: Vec<Named>,
    /// Names that its author vouches for.
    pub unlisted: Vec<Named>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// Whether something in it does not parse or is not right; rustc reports that itself.
    pub broken: bool,
}

/// Reads a crate from its root file. `base` is what the origins' file names are relative to.
#[must_use]
pub fn read(root: &Path, base: &Path, cfg: &Cfg) -> Crate {
    let mut read = Crate::default();
    let mut calls = Calls::default();
    let sources = sources::walk(root, cfg, &mut |spot, item, attrs| {
        let file = spot.file;
        let name = relative(file, base);
        calls.collect(file, base, item, cfg);
        match item {
            Item::Fn(function) => {
                let item = Annotated::Function(HandlerFn {
                    attrs: attrs.to_vec(),
                    ..HandlerFn::from(function)
                });
                read.annotated(attrs, &item, spot, &name);
            }
            Item::Struct(item) => {
                let Some(item) = UnitStruct::of(item) else {
                    // The macro says what is wrong with it.
                    read.broken |= attrs.iter().any(|attr| attribute(attr).is_some());
                    return;
                };
                let item = Annotated::Struct(UnitStruct {
                    attrs: attrs.to_vec(),
                    ..item
                });
                read.annotated(attrs, &item, spot, &name);
            }
            Item::Use(import) => read.items.imports.add(spot.module, &import.tree),
            Item::Macro(call) => {
                let macro_name = call
                    .mac
                    .path
                    .segments
                    .last()
                    .map(|last| last.ident.to_string());
                // Only the crate root's macros count: in a module they would not compile.
                if file == root {
                    let origin = origin(call.mac.path.span(), &name);
                    read.root_macro(macro_name.as_deref(), &call.mac.tokens, origin);
                }
            }
            _ => {}
        }
    });
    let found = calls.found();
    read.needs = found.needs;
    read.broken |= found.broken || !sources.broken.is_empty();
    read.files = sources.files;
    read.files.extend(found.files);
    read
}

/// Whether a crate's root says `library!`, as far as the root's own text shows.
#[must_use]
pub fn says_library(root: &Path) -> bool {
    let text = std::fs::read_to_string(root).unwrap_or_default();
    // Parsing takes a hundred times as long as looking for the word.
    text.contains("library")
        && syn::parse_file(&text).is_ok_and(|file| {
            file.items.iter().any(|item| match item {
                Item::Macro(call) => {
                    let last = call.mac.path.segments.last();
                    last.is_some_and(|last| last.ident == "library")
                }
                _ => false,
            })
        })
}

impl Crate {
    fn annotated(
        &mut self,
        attrs: &[syn::Attribute],
        item: &Annotated,
        spot: Spot<'_>,
        file: &str,
    ) {
        for attr in attrs {
            if let Some(attribute) = attribute(attr) {
                self.item(attribute, arguments(&attr.meta), item, spot, file);
            }
        }
    }

    fn item(
        &mut self,
        attribute: Attribute,
        args: TokenStream,
        item: &Annotated,
        spot: Spot<'_>,
        file: &str,
    ) {
        let Ok(declared) = attribute.declare(args, item) else {
            self.broken = true;
            return;
        };
        let named = |name: &str, span: Span| Named {
            name: name.to_owned(),
            origin: origin(span, file),
        };
        self.sections.extend(
            declared
                .sections
                .iter()
                .map(|SectionUse { section, span }| named(section, *span)),
        );
        self.unlisted.extend(
            declared
                .unlisted
                .iter()
                .map(|UnlistedUse { name, span }| named(name, *span)),
        );
        self.items.found.push(Found {
            module: spot.module.to_vec(),
            name: item.ident().unraw().to_string(),
            declared,
            origin: origin(item.ident().span(), file),
        });
    }

    fn root_macro(&mut self, name: Option<&str>, tokens: &TokenStream, origin: Origin) {
        match name {
            Some("app") => match App::parse(tokens.clone()) {
                Ok(app) => {
                    let unlisted = app.unlisted.iter().map(|UnlistedUse { name, span }| Named {
                        name: name.clone(),
                        origin: self::origin(*span, &origin.file),
                    });
                    self.unlisted.extend(unlisted);
                    self.root = Some(Root::App(app, origin));
                }
                Err(_) => self.broken = true,
            },
            Some("library") => match Library::parse(tokens.clone()) {
                Ok(_) => self.root = Some(Root::Library),
                Err(_) => self.broken = true,
            },
            _ => {}
        }
    }
}

fn attribute(attr: &syn::Attribute) -> Option<Attribute> {
    Attribute::of_path(attr.path())
}

/// What stands in an attribute's parentheses.
fn arguments(meta: &Meta) -> TokenStream {
    match meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

pub(crate) fn origin(span: Span, file: &str) -> Origin {
    let start = span.start();
    Origin {
        file: file.to_owned().into(),
        line: u32::try_from(start.line).unwrap_or(u32::MAX),
        column: u32::try_from(start.column).map_or(u32::MAX, |column| column.saturating_add(1)),
    }
}

/// A file name relative to the package, with `/` on every platform: the artifacts must not
/// depend on where a checkout lies.
pub(crate) fn relative(file: &Path, base: &Path) -> String {
    let mut up = String::new();
    for ancestor in base.ancestors() {
        if let Ok(below) = file.strip_prefix(ancestor) {
            let below: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            return format!("{up}{}", below.join("/"));
        }
        up.push_str("../");
    }
    file.display().to_string()
}
