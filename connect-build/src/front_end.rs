//! The front end: what the app's pages request with `AP.request`.

mod calls;
mod file;
mod folder;
mod names;
mod operations;
mod page;
mod products;
mod script;
mod statement;
mod text;
mod value;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::assemble::Fault;
use connect_model::declaration::Declaration;
use connect_model::{Product, ScopeUse};

use crate::Emit;
use crate::page_file;
use file::File;
use operations::Hosts;

/// What an app's pages need.
#[derive(Debug, Default)]
pub(crate) struct FrontEnd {
    /// One need for each call that could be determined, and for each declaration in a comment.
    pub(crate) needs: Vec<ScopeUse>,
    /// What can't be determined or can't be right, with its location.
    pub(crate) warnings: Vec<String>,
    /// Declared folders that don't exist.
    pub(crate) faults: Vec<Fault>,
    /// The folders and files that were read.
    pub(crate) files: Vec<PathBuf>,
}

impl Emit {
    /// Reads a folder of the app's static files or templates for `AP.request` calls, and counts the
    /// scopes that they need. Can be called more than once. Requires the feature `front-end`.
    ///
    /// The folder is relative to that of the package's `Cargo.toml`.
    ///
    /// ```no_run
    /// // build.rs
    /// fn main() {
    ///     connect_build::Emit::new().front_end("static").run();
    /// }
    /// ```
    ///
    /// A page's request is made as the user viewing it, and the host allows it if the app
    /// has the operation's scope ("Request" in the JavaScript API; "Scopes for Connect apps"). So each
    /// call counts like one in Rust, and `scopes.json` lists it with its file, line and column.
    ///
    /// # What is read
    /// Scripts (`.js`, `.mjs`, `.cjs`, `.jsx`, `.ts`, `.mts`, `.cts`, `.tsx`), and the `script` elements
    /// and handler attributes of pages (`.html`, `.htm`, `.xhtml` and the extensions of template languages,
    /// such as `.hbs`, `.tera`, `.jinja`; `app.js.tera` is a script). Folders named `node_modules` and
    /// files of more than 4 MiB are skipped. Scripts are parsed, not searched. One that does not parse is
    /// read again with its template tags (`{{ … }}`, `{% … %}`, `<% … %>`) blanked out.
    ///
    /// What Rust code writes, such as a `script` in maud's `html!`, is not read: serve it from a declared
    /// folder.
    ///
    /// # What is recognised
    /// - The call: `AP.request(url)`, `AP.request(url, options)`, `AP.request(options)`; through
    ///   `window.AP`, `const { request } = AP`, `const r = AP.request`, `AP.require("request", …)`,
    ///   `.call` and `.bind`. Anything named `AP` is taken for the API's object; it is not followed under
    ///   another name into functions, or from one file into another.
    /// - The path: literals, concatenations, template literals, `.concat(…)`, names and members of object literals
    ///   that are never reassigned, either side of `? :` and `||`. What is unknown is a placeholder, and
    ///   matches a path parameter. The query is ignored.
    /// - The method: a literal or a constant; `GET` if there is none.
    /// - The product: the one whose modules the app has, else whichever has the path. Confluence
    ///   paths may omit `/wiki`. A path of both products counts for both.
    ///
    /// # What can't be determined
    /// Such a call causes a warning with its location, until a comment declares what it does, on
    /// the same line or just above:
    ///
    /// ```js
    /// // connect: PUT /rest/api/3/issue/{issueIdOrKey}
    /// AP.request(urlOf(issue), { type: "PUT" });
    ///
    /// // connect: scopes WRITE
    /// AP.request(options);
    /// ```
    ///
    /// In a page it can be `<!-- connect: … -->`. A declaration counts wherever it is, each line of it,
    /// and overrides what the call shows; `connect: scopes NONE` is for a call that needs no scope. An app
    /// that also runs on Forge adds Forge scopes: `connect: scopes READ, read:jira-work`.
    #[must_use]
    pub fn front_end(mut self, folder: impl Into<PathBuf>) -> Self {
        self.front_end.push(folder.into());
        self
    }

    /// What the declared folders need, and what is wrong in them.
    pub(crate) fn read_front_end(&self, base: &Path, declarations: &[Declaration]) -> FrontEnd {
        read(&self.front_end, base, &products::of(declarations))
    }
}

/// Reads an app's folders, relative to `base`, as pages of `products`, or of all products if none
/// are given.
pub(crate) fn read(folders: &[PathBuf], base: &Path, products: &[Product]) -> FrontEnd {
    let hosts = Hosts::new(products);
    let mut front_end = FrontEnd::default();
    for folder in folders {
        let parts: Vec<_> = folder
            .iter()
            .filter(|part| *part != ".")
            .map(|part| part.to_string_lossy())
            .collect();
        let (name, path) = (parts.join("/"), base.join(folder));
        // Even if it is missing, since it may be created.
        front_end.files.push(path.clone());
        if !path.is_dir() {
            front_end.faults.push(Fault {
                message: format!(
                    "the build script declares {name:?} as front end, but there is no such folder"
                ),
                origin: None,
            });
            continue;
        }
        let found = folder::walk(&path, &name);
        front_end.warnings.extend(found.unread);
        for file in found.files {
            front_end.file(&file, &hosts);
        }
    }
    front_end
}

impl FrontEnd {
    fn file(&mut self, found: &folder::SourceFile, hosts: &Hosts) {
        self.files.push(found.path.clone());
        let start = Origin {
            file: found.name.clone().into(),
            line: 1,
            column: 1,
        };
        let bytes = match std::fs::metadata(&found.path) {
            Ok(about) if about.len() > page_file::MAX_SIZE => {
                self.warnings.push(format!(
                    "{start}: larger than 4 MiB, so its AP.request calls are not read\nhelp: \
                     declare them in a comment in another file: `// connect: METHOD /path`"
                ));
                return;
            }
            Ok(_) => std::fs::read(&found.path),
            Err(error) => Err(error),
        };
        match bytes {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let found = File::new(&found.name, &text, hosts).read(found.kind);
                self.needs.extend(found.needs);
                self.warnings.extend(found.warnings);
            }
            Err(error) => self.warnings.push(format!("{start}: {error}")),
        }
    }
}
