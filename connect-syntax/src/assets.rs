//! `#[assets("static")]` and `asset!("app.js")`: folders of files that browsers load.

use std::path::{Path, PathBuf};

use connect_model::nearest::nearest;
use proc_macro2::{Span, TokenStream};
use syn::LitStr;
use syn::spanned::Spanned;

use crate::item::{Annotated, UnitStruct};
use crate::wording;

/// The environment variable in which the build script passes the package's folders to `asset!`.
pub const VARIABLE: &str = "CONNECT_ASSETS";
/// Separates the folders in it; no folder of an app has it in its name.
pub const SEPARATOR: char = ';';

/// A folder of assets, as named by its attribute.
#[derive(Debug, Clone)]
pub struct Assets {
    /// The path relative to the package's `Cargo.toml`, separated by `/`.
    pub folder: String,
    /// Where it is written.
    pub span: Span,
}

impl Assets {
    /// A folder whose name is already known, without a source location.
    #[must_use]
    pub fn named(folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            span: Span::call_site(),
        }
    }

    /// Whether an attribute is this one.
    #[must_use]
    pub fn is(attribute: &syn::Path) -> bool {
        let last = attribute.segments.last();
        last.is_some_and(|last| last.ident == "assets")
    }

    /// Parses the attribute's arguments.
    ///
    /// # Errors
    /// An error at the token that is wrong.
    pub fn parse(args: TokenStream) -> syn::Result<Self> {
        let span = args.span();
        let folder: LitStr =
            syn::parse2(args).map_err(|_| syn::Error::new(span, wording::assets_arguments()))?;
        let (text, span) = (folder.value(), folder.span());
        let folder = text.trim_end_matches('/');
        if folder.split('/').all(is_plain) {
            let folder = folder.to_owned();
            Ok(Self { folder, span })
        } else {
            Err(syn::Error::new(span, wording::assets_path(&text)))
        }
    }

    /// Parses the item below the attribute.
    ///
    /// # Errors
    /// An error at the item, if it is not a unit struct.
    pub fn item(item: TokenStream) -> syn::Result<UnitStruct> {
        let span = item.span();
        match Annotated::read(item) {
            Ok(Annotated::Struct(item)) => Ok(item),
            _ => Err(syn::Error::new(span, wording::assets_item())),
        }
    }

    /// The folder's files, for the package in `package`.
    ///
    /// # Errors
    /// An error at the folder's name, if it does not exist or can't be read.
    pub fn files(&self, package: &Path) -> syn::Result<Vec<Asset>> {
        let root = package.join(&self.folder);
        if !root.is_dir() {
            let parent = root.parent().unwrap_or(package);
            let above = self.folder.rsplit_once('/').map(|(above, _)| above);
            let siblings: Vec<String> = names(parent)
                .into_iter()
                .filter(|name| parent.join(name).is_dir())
                .map(|name| above.map_or(name.clone(), |above| format!("{above}/{name}")))
                .collect();
            let near = nearest(&self.folder, siblings.iter().map(String::as_str));
            let message = wording::no_such_folder(&self.folder, &near);
            return Err(syn::Error::new(self.span, message));
        }
        let mut files = Vec::new();
        collect(&root, "", &mut files).map_err(|error| {
            syn::Error::new(self.span, wording::unreadable(&self.folder, &error))
        })?;
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }
}

/// A file of a folder of assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The path relative to the folder, separated by `/`.
    pub name: String,
    /// The path of the file on disk.
    pub file: PathBuf,
}

/// Whether a path segment is an ordinary name: one that starts with a dot is hidden, or leads out.
fn is_plain(part: &str) -> bool {
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | SEPARATOR);
    !part.is_empty() && !part.starts_with('.') && !part.contains(is_odd)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_plain(name))
        .collect()
}

/// Skips symbolic links: they may lead out of the folder, or form a loop.
fn collect(folder: &Path, above: &str, files: &mut Vec<Asset>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !is_plain(&name) {
            continue;
        }
        let below = format!("{above}{name}");
        if kind.is_dir() {
            collect(&entry.path(), &format!("{below}/"), files)?;
        } else if kind.is_file() {
            files.push(Asset {
                name: below,
                file: entry.path(),
            });
        }
    }
    Ok(())
}

/// The folder and the name of the file that `asset!` names. `folders` is what the build script has
/// recorded for the package in `package`.
///
/// # Errors
/// An error at the name, with the nearest existing one, if no folder contains that file.
pub fn find(
    tokens: TokenStream,
    folders: Option<&str>,
    package: &Path,
) -> syn::Result<(String, String)> {
    let span = tokens.span();
    let literal: LitStr =
        syn::parse2(tokens).map_err(|_| syn::Error::new(span, wording::asset_arguments()))?;
    let (name, span) = (literal.value(), literal.span());
    let Some(folders) = folders.filter(|folders| !folders.is_empty()) else {
        return Err(syn::Error::new(span, wording::no_assets()));
    };
    let mut known = Vec::new();
    for folder in folders.split(SEPARATOR) {
        let assets = Assets {
            folder: folder.to_owned(),
            span,
        };
        // A missing folder is reported where it is named.
        for asset in assets.files(package).unwrap_or_default() {
            if asset.name == name {
                return Ok((folder.to_owned(), name));
            }
            known.push(asset.name);
        }
    }
    let near = nearest(&name, known.iter().map(String::as_str));
    let message = wording::no_such_asset(&name, &folders.replace(SEPARATOR, ", "), &near);
    Err(syn::Error::new(span, message))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn package() -> tempfile::TempDir {
        let package = tempfile::tempdir().unwrap();
        let root = package.path();
        std::fs::create_dir_all(root.join("static/css")).unwrap();
        std::fs::create_dir_all(root.join("static/.git")).unwrap();
        for file in ["app.js", "css/votes.css", ".env", ".git/config"] {
            std::fs::write(root.join("static").join(file), file).unwrap();
        }
        std::fs::write(root.join("secret.txt"), "secret").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret.txt", root.join("static/link.txt")).unwrap();
        package
    }

    #[test]
    fn only_plain_files_are_served() {
        let package = package();
        let assets = Assets::parse(quote! { "static/" }).unwrap();
        let files = assets.files(package.path()).unwrap();
        let names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["app.js", "css/votes.css"]);
    }

    #[test]
    fn what_is_not_a_folder_is_refused() {
        let package = package();
        for folder in [
            "",
            "/static",
            "../static",
            "static/..",
            ".git",
            "a\\b",
            "./static",
            "C:/x",
        ] {
            let error = Assets::parse(quote! { #folder }).unwrap_err().to_string();
            assert!(error.contains("is not a folder below"), "{folder}: {error}");
        }
        let missing = Assets::parse(quote! { "statc" }).unwrap();
        assert_eq!(
            missing.files(package.path()).unwrap_err().to_string(),
            "there is no folder `statc` in this package\nhelp: did you mean `static`?"
        );
    }

    #[test]
    fn an_asset_by_its_name() {
        let package = package();
        let find = |name: &str| {
            find(quote! { #name }, Some("static"), package.path())
                .map_err(|error| error.to_string())
        };
        let found = ("static".to_owned(), "css/votes.css".to_owned());
        assert_eq!(find("css/votes.css"), Ok(found));
        assert_eq!(
            find("ap.js").unwrap_err(),
            "there is no file `ap.js` in `static`\nhelp: did you mean `app.js`?"
        );
        assert!(find("../secret.txt").is_err());
        assert!(find(".env").is_err());
        let nothing = super::find(quote! { "app.js" }, None, package.path()).unwrap_err();
        assert!(
            nothing.to_string().contains("#[assets(\"static\")]"),
            "{nothing}"
        );
    }
}
