//! What Forge's content policy blocks in the app's pages, and which bridge calls its shell lacks.
//!
//! Inside Forge a page only runs scripts from files that are packed with the app: neither an inline
//! script, nor one in an attribute, and a nonce changes nothing ("Content security policy"). The
//! browser reports that only in its console. Styles are allowed in a page, because the manifest
//! requests it (`permissions.content.styles`).
//!
//! Scripts that do run find Connect's bridge there, with the calls that the shell supports, and fail
//! on the others.

mod bridge;
mod handlers;
mod html;
mod markup;

use std::fmt;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::forge::{Gap, GapKind};
use connect_syntax::assets::Assets;

use crate::lines::Lines;
use crate::page_file::{self, Kind};
use crate::template;

pub(crate) use markup::{MARKUP, blocked_in_markup, blocked_in_page};

/// The folder in which template engines look for templates.
const TEMPLATES: &str = "templates";

/// Something in a page that fails inside Forge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Blocked {
    /// An inline script.
    Script,
    /// A script that [`Page::script`] writes into the page.
    ///
    /// [`Page::script`]: https://docs.rs/connect-runtime/latest/connect_runtime/struct.Page.html#method.script
    PageScript,
    /// A script in an attribute of this name.
    Handler(String),
    /// A `javascript:` URL in an attribute of this name.
    Address(String),
    /// A call of Connect's bridge that the shell lacks, with what to do instead.
    Call {
        name: String,
        instead: Option<&'static str>,
    },
}

impl Blocked {
    /// What is lost on Forge, at its location.
    pub(crate) fn gap(&self, place: Origin) -> Gap {
        Gap {
            item: place.file.to_string(),
            origin: Some(place),
            kind: GapKind::Page,
            name: self.name().to_owned(),
            why: self.to_string(),
        }
    }

    fn name(&self) -> &str {
        match self {
            Blocked::Script | Blocked::PageScript => "script",
            Blocked::Handler(name) | Blocked::Address(name) | Blocked::Call { name, .. } => name,
        }
    }
}

/// Displays what is blocked, and what to write instead.
impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Blocked::Script => f.write_str(
                "Forge runs no script that stands in a page; help: put it into a file of an \
                 `#[assets]` folder, and name that with `src`",
            ),
            Blocked::PageScript => f.write_str(
                "Forge runs no script that stands in a page; help: put it into a file of an \
                 `#[assets]` folder, and write `.script_from(asset!(\"…\"))`",
            ),
            Blocked::Handler(name) => {
                let event = name.strip_prefix("on").unwrap_or(name);
                write!(
                    f,
                    "Forge ignores `{name}`, a script in an attribute; help: write \
                     `addEventListener(\"{event}\", …)` in a file of an `#[assets]` folder"
                )
            }
            Blocked::Address(name) => write!(
                f,
                "Forge ignores the `javascript:` of this `{name}`; help: write a `button`, and \
                 `addEventListener(\"click\", …)` in a file of an `#[assets]` folder"
            ),
            Blocked::Call { name, instead } => {
                write!(f, "Forge's shell has no `{name}`; help: ")?;
                match instead {
                    Some(instead) => f.write_str(instead),
                    None => write!(
                        f,
                        "write `{name}?.` where the page can do without it; docs/forge.md lists the \
                         calls that there are"
                    ),
                }
            }
        }
    }
}

/// What is blocked in an app's files, and the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) blocked: Vec<(Origin, Blocked)>,
    pub(crate) files: Vec<PathBuf>,
}

/// Reads the pages and scripts in a package's asset folders and templates.
pub(crate) fn pages<'a>(package: &Path, assets: impl IntoIterator<Item = &'a str>) -> Pages {
    let mut pages = Pages::default();
    let templates = package.join(TEMPLATES).is_dir().then_some(TEMPLATES);
    let mut folders: Vec<&str> = assets.into_iter().chain(templates).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        pages.files.push(package.join(folder));
        // A missing folder is reported by its macro.
        for asset in Assets::named(folder).files(package).into_iter().flatten() {
            let Some(kind) = page_file::kind(&asset.file) else {
                continue;
            };
            pages.files.push(asset.file.clone());
            let is_small = std::fs::metadata(&asset.file)
                .is_ok_and(|about| about.len() <= page_file::MAX_SIZE);
            if let Some(bytes) = std::fs::read(&asset.file).ok().filter(|_| is_small) {
                let text = String::from_utf8_lossy(&bytes);
                let name = format!("{folder}/{}", asset.name);
                pages.blocked.extend(blocked_in_file(&name, &text, kind));
            }
        }
    }
    pages
}

/// What is blocked in a page or fails in a script, either of which may be a template.
fn blocked_in_file(name: &str, text: &str, kind: Kind) -> Vec<(Origin, Blocked)> {
    let lines = Lines::new(text);
    let found = match kind {
        Kind::Page => html::blocked(&template::paint(text, &template::tags(text))),
        // What is between braces in a script is more likely its own than a template's.
        Kind::Script(_) => bridge::missing_in(text),
    };
    found
        .into_iter()
        .map(|(offset, blocked)| (lines.origin(name, offset), blocked))
        .collect()
}

/// Whether a browser runs an inline `script` of this type ("Prepare the script element" in the HTML
/// standard). Anything else is data, to which no policy applies.
fn runs(kind: &str) -> bool {
    const JAVASCRIPT: [&str; 16] = [
        "application/ecmascript",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "text/ecmascript",
        "text/javascript",
        "text/javascript1.0",
        "text/javascript1.1",
        "text/javascript1.2",
        "text/javascript1.3",
        "text/javascript1.4",
        "text/javascript1.5",
        "text/jscript",
        "text/livescript",
        "text/x-ecmascript",
        "text/x-javascript",
    ];
    const OTHERS: [&str; 4] = ["", "module", "importmap", "speculationrules"];
    let kind = kind.trim().to_ascii_lowercase();
    OTHERS.contains(&&*kind) || JAVASCRIPT.contains(&&*kind)
}

/// Whether an attribute's value is followed as a link or as a form's target.
fn is_followed(attribute: &str) -> bool {
    ["href", "action", "formaction"].contains(&attribute)
}

/// Whether a URL is a script.
fn is_script(url: &str) -> bool {
    page_file::code_of(url).is_some()
}

#[cfg(test)]
mod tests;
