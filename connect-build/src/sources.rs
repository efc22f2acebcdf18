//! Following a crate's modules from its root, as rustc does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Item, ItemMod, Lit, Meta};

use crate::cfg::Cfg;
use crate::needs::attributes;

/// What was found while following a crate's modules.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Every file that was read or looked for: a change to one may change the descriptor.
    pub files: Vec<PathBuf>,
    /// Files that don't parse or don't exist, which rustc reports itself.
    pub broken: Vec<PathBuf>,
    /// The modules in files of their own.
    pub modules: Vec<ModuleFile>,
    /// The paths of all modules from the crate root.
    pub paths: BTreeSet<Vec<String>>,
}

/// A module in a file of its own: `mod panels;`.
#[derive(Debug)]
pub(crate) struct ModuleFile {
    /// Its path from the crate root.
    pub path: Vec<String>,
    /// The file with its content.
    pub file: PathBuf,
    /// The file that declares it.
    pub declared_in: PathBuf,
    /// Where it is declared there.
    pub span: Span,
}

/// Visits the items of a crate that this build contains.
///
/// `visit` is called with the item's location, the item, and its attributes with `cfg_attr` resolved.
pub(crate) fn walk(root: &Path, cfg: &Cfg, visit: &mut Visit<'_>) -> Sources {
    let mut walk = Walk {
        cfg,
        visit,
        sources: Sources::default(),
        open: Vec::new(),
        names: Vec::new(),
    };
    let folder = root.parent().unwrap_or(Path::new("")).to_owned();
    walk.file(root, &folder);
    walk.sources
}

/// Where an item is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemLocation<'a> {
    /// The file.
    pub file: &'a Path,
    /// The modules that contain it, from the crate root.
    pub module: &'a [String],
}

/// The callback for each item.
pub(crate) type Visit<'a> = dyn FnMut(ItemLocation<'_>, &Item, &[Attribute]) + 'a;

struct Walk<'a, 'v> {
    cfg: &'a Cfg,
    visit: &'a mut Visit<'v>,
    sources: Sources,
    /// The files being read, outermost first: a file inside itself ends the walk.
    open: Vec<PathBuf>,
    /// The names of the modules being read, outermost first.
    names: Vec<String>,
}

/// The file of an item, and where the files of its child modules are searched.
struct ModulePaths<'a> {
    file: &'a Path,
    /// `src/` for `src/main.rs`, `src/panels/` for `src/panels.rs` and for `src/panels/mod.rs`.
    modules: &'a Path,
    /// What a `#[path]` is relative to: the file's own folder, unless in an inline module.
    path_attribute: &'a Path,
}

impl Walk<'_, '_> {
    fn file(&mut self, file: &Path, modules: &Path) {
        self.sources.files.push(file.to_owned());
        let identity = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        if self.open.contains(&identity) {
            self.sources.broken.push(file.to_owned());
            return;
        }
        let parsed = std::fs::read_to_string(file)
            .ok()
            .and_then(|text| syn::parse_file(&text).ok());
        let Some(parsed) = parsed else {
            self.sources.broken.push(file.to_owned());
            return;
        };
        if self.cfg.resolve(&parsed.attrs).is_none() {
            return;
        }
        self.open.push(identity);
        let folder = file.parent().unwrap_or(Path::new(""));
        self.items(
            &parsed.items,
            &ModulePaths {
                file,
                modules,
                path_attribute: folder,
            },
        );
        self.open.pop();
    }

    fn items(&mut self, items: &[Item], paths: &ModulePaths<'_>) {
        for item in items {
            let Some(attrs) = self.cfg.resolve(attributes::of_item(item)) else {
                continue;
            };
            match item {
                Item::Mod(module) => {
                    self.names.push(module.ident.unraw().to_string());
                    self.sources.paths.insert(self.names.clone());
                    self.module(module, &attrs, paths);
                    self.names.pop();
                }
                Item::Macro(call) if call.mac.path.is_ident("include") => {
                    self.include(&call.mac.tokens, paths);
                }
                _ => {
                    let location = ItemLocation {
                        file: paths.file,
                        module: &self.names,
                    };
                    (self.visit)(location, item, &attrs);
                }
            }
        }
    }

    fn module(&mut self, module: &ItemMod, attrs: &[Attribute], paths: &ModulePaths<'_>) {
        let name = module.ident.unraw().to_string();
        let path = attrs.iter().find_map(path_of);
        if let Some((_, items)) = &module.content {
            let inside = match path {
                Some(path) => paths.path_attribute.join(path),
                None => paths.modules.join(&name),
            };
            self.items(
                items,
                &ModulePaths {
                    file: paths.file,
                    modules: &inside,
                    path_attribute: &inside,
                },
            );
            return;
        }
        if let Some(path) = path {
            let file = paths.path_attribute.join(path);
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            self.module_file(module, &file, paths);
            self.file(&file, &folder);
            return;
        }
        let flat = paths.modules.join(format!("{name}.rs"));
        let nested = paths.modules.join(&name).join("mod.rs");
        let file = if !flat.is_file() && nested.is_file() {
            nested
        } else {
            flat
        };
        self.module_file(module, &file, paths);
        self.file(&file, &paths.modules.join(&name));
    }

    fn module_file(&mut self, module: &ItemMod, file: &Path, paths: &ModulePaths<'_>) {
        self.sources.modules.push(ModuleFile {
            path: self.names.clone(),
            file: file.to_owned(),
            declared_in: paths.file.to_owned(),
            span: module.mod_token.span(),
        });
    }

    /// `include!("file.rs")` at item level; a computed path is not read.
    fn include(&mut self, tokens: &proc_macro2::TokenStream, paths: &ModulePaths<'_>) {
        if let Ok(literal) = syn::parse2::<syn::LitStr>(tokens.clone()) {
            let file = paths
                .file
                .parent()
                .unwrap_or(Path::new(""))
                .join(literal.value());
            self.file(&file, paths.modules);
        }
    }
}

fn path_of(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(path) => Some(path.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
