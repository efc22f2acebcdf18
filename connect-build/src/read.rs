//! What each crate declares and needs: its root macro, its annotated items, its calls.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::ScopeUse;
use connect_syntax::assets::Assets;
use connect_syntax::{
    Annotated, App, Attribute, HandlerFn, Library, SectionUse, UnitStruct, UnlistedUse,
};
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Item, Meta};

use crate::cfg::Cfg;
use crate::needs::MacroCalls;
use crate::origin::{origin, relative};
use crate::policy::Blocked;
use crate::references::{Aliases, AnnotatedItem, Items};
use crate::sources;

/// A crate's root macro.
#[derive(Debug, Clone)]
pub(crate) enum Root {
    /// `app!`, and where it is written.
    App(Box<App>, Origin),
    /// `library!`.
    Library,
}

/// A name with its source location.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The name.
    pub name: String,
    /// Where it is written.
    pub origin: Origin,
}

/// A name written as `unlisted("…")`.
#[derive(Debug, Clone)]
pub(crate) struct Unlisted {
    /// The name.
    pub name: String,
    /// Where `unlisted` is written.
    pub origin: Origin,
    /// Whether it is unnecessary.
    pub is_listed: bool,
}

impl Unlisted {
    fn of(one: &UnlistedUse, file: &str) -> Self {
        Self {
            name: one.name.clone(),
            origin: origin(one.span, file),
            is_listed: one.is_listed,
        }
    }
}

/// A module in a file of its own.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// Its path from the crate root.
    pub path: Vec<String>,
    /// The file with its content.
    pub file: PathBuf,
    /// Where it is declared.
    pub origin: Origin,
}

/// Everything that one crate declares and needs.
#[derive(Debug, Default)]
pub(crate) struct Crate {
    /// Its root macro, if it has one.
    pub root: Option<Root>,
    /// Its annotated items, and the names by which they are known.
    pub items: Items,
    /// What its code needs scopes for, in source order.
    pub needs: Vec<ScopeUse>,
    /// Whether there is code whose needs can't be seen in the sources.
    pub unread_needs: bool,
    /// Sections named by its locations.
    pub sections: Vec<Named>,
    /// Names written as `unlisted("…")`.
    pub unlisted: Vec<Unlisted>,
    /// Its asset folders, relative to the package.
    pub assets: Vec<String>,
    /// What Forge's content policy would block in the pages that its code generates.
    pub(crate) blocked: Vec<(Origin, Blocked)>,
    /// Where scopes limit what is done as a user.
    pub(crate) limits: BTreeSet<Origin>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// The modules in files of their own.
    pub modules: Vec<Module>,
    /// Each `app!` inside a module, where it has no effect.
    pub misplaced: Vec<Origin>,
    /// Root macros after the first one.
    pub more_roots: Vec<Origin>,
    /// Whether something in it is broken, which rustc reports itself.
    pub broken: bool,
}

/// Reads a crate from its root file. File names in origins are relative to `base`.
#[must_use]
pub(crate) fn read(root: &Path, base: &Path, cfg: &Cfg) -> Crate {
    let read = read_with(root, base, cfg, &Aliases::new());
    if read.items.imports.aliases.is_empty() {
        return read;
    }
    // Any file may rename an attribute that an earlier one has used.
    read_with(root, base, cfg, &read.items.imports.aliases)
}

fn read_with(root: &Path, base: &Path, cfg: &Cfg, aliases: &Aliases) -> Crate {
    let mut read = Crate::default();
    let mut calls = MacroCalls::default();
    let sources = sources::walk(root, cfg, &mut |location, item, attrs| {
        let file = location.file;
        let name = relative(file, base);
        calls.collect(file, base, item, cfg);
        read.declared(item, attrs, location.module, &name, aliases);
        if let Item::Macro(call) = item {
            let macro_name = call
                .mac
                .path
                .segments
                .last()
                .map(|last| last.ident.to_string());
            let origin = origin(call.mac.path.span(), &name);
            if location.module.is_empty() {
                read.root_macro(macro_name.as_deref(), &call.mac.tokens, origin);
            } else if macro_name.as_deref() == Some("app")
                && App::parse(call.mac.tokens.clone()).is_ok()
            {
                read.misplaced.push(origin);
            }
        }
    });
    let found = calls.found();
    read.needs = found.needs;
    read.unread_needs = found.unread;
    read.blocked = found.blocked;
    read.limits = found.limits;
    read.broken |= found.broken || !sources.broken.is_empty();
    read.items.modules = sources.paths;
    read.files = sources.files;
    read.files.extend(found.files);
    read.modules = sources
        .modules
        .into_iter()
        .map(|module| Module {
            origin: origin(module.span, &relative(&module.declared_in, base)),
            path: module.path,
            file: module.file,
        })
        .collect();
    read
}

/// Whether a crate's root contains `library!`, judging by the root's own text.
#[must_use]
pub(crate) fn has_library_macro(root: &Path) -> bool {
    let text = std::fs::read_to_string(root).unwrap_or_default();
    // Parsing takes a hundred times as long as searching for the word.
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
    /// Reads an item of a module.
    fn declared(
        &mut self,
        item: &Item,
        attrs: &[syn::Attribute],
        module: &[String],
        file: &str,
        aliases: &Aliases,
    ) {
        match item {
            Item::Fn(function) => {
                let function = HandlerFn::from(function);
                self.annotated(attrs, module, file, aliases, &|attrs| {
                    Annotated::Function(HandlerFn {
                        attrs,
                        ..function.clone()
                    })
                });
            }
            Item::Struct(item) => {
                let assets = attrs.iter().filter(|attr| Assets::is(attr.path()));
                // An invalid one is reported by the macro.
                let assets = assets.filter_map(|attr| Assets::parse(arguments(&attr.meta)).ok());
                self.assets.extend(assets.map(|assets| assets.folder));
                let Some(item) = UnitStruct::of(item) else {
                    // The macro reports what is wrong with it.
                    self.broken |= attrs.iter().any(|attr| attribute(attr, aliases).is_some());
                    return;
                };
                self.annotated(attrs, module, file, aliases, &|attrs| {
                    Annotated::Struct(UnitStruct {
                        attrs,
                        ..item.clone()
                    })
                });
            }
            Item::Use(import) => {
                let origin = |span| origin(span, file);
                self.items.imports.add(module, &import.tree, &origin);
            }
            _ => {}
        }
    }

    /// Reads each of our attributes with the item as its macro sees it, without the attributes above it.
    fn annotated(
        &mut self,
        attrs: &[syn::Attribute],
        module: &[String],
        file: &str,
        aliases: &Aliases,
        item: &dyn Fn(Vec<syn::Attribute>) -> Annotated,
    ) {
        for (at, attr) in attrs.iter().enumerate() {
            if let Some(ours) = attribute(attr, aliases) {
                let left = attrs
                    .iter()
                    .enumerate()
                    .filter(|(other, attr)| *other > at || attribute(attr, aliases).is_none())
                    .map(|(_, attr)| attr.clone());
                let item = item(left.collect());
                self.item(ours, arguments(&attr.meta), &item, module, file);
            }
        }
    }

    fn item(
        &mut self,
        attribute: Attribute,
        args: TokenStream,
        item: &Annotated,
        module: &[String],
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
        let unlisted = declared.unlisted.iter();
        self.unlisted
            .extend(unlisted.map(|one| Unlisted::of(one, file)));
        self.items.annotated.push(AnnotatedItem {
            module: module.to_vec(),
            name: item.ident().unraw().to_string(),
            attribute,
            is_function: item.function().is_some(),
            declared,
            origin: origin(item.ident().span(), file),
        });
    }

    fn root_macro(&mut self, name: Option<&str>, tokens: &TokenStream, origin: Origin) {
        if self.root.is_some() && matches!(name, Some("app" | "library")) {
            self.more_roots.push(origin);
            return;
        }
        match name {
            Some("app") => match App::parse(tokens.clone()) {
                Ok(app) => {
                    let unlisted = app.unlisted.iter();
                    let unlisted = unlisted.map(|one| Unlisted::of(one, &origin.file));
                    self.unlisted.extend(unlisted);
                    self.root = Some(Root::App(Box::new(app), origin));
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

fn attribute(attr: &syn::Attribute, aliases: &Aliases) -> Option<Attribute> {
    let alias = || aliases.get(&attr.path().get_ident()?.unraw().to_string());
    Attribute::of_path(attr.path()).or_else(|| alias().copied())
}

/// The tokens in an attribute's parentheses.
fn arguments(meta: &Meta) -> TokenStream {
    match meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
