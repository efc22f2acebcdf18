//! Which files are pages and which are scripts, and which URLs in pages are scripts.

use std::path::Path;

/// File extensions of pages, including templates.
const PAGES: [&str; 20] = [
    "askama",
    "ejs",
    "erb",
    "handlebars",
    "hbs",
    "htm",
    "html",
    "jinja",
    "jinja2",
    "j2",
    "liquid",
    "mustache",
    "njk",
    "svelte",
    "tera",
    "tmpl",
    "tpl",
    "twig",
    "vue",
    "xhtml",
];

/// File extensions of scripts.
const SCRIPTS: [&str; 8] = ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"];

/// The size limit in bytes; larger files are not read.
pub(crate) const MAX_SIZE: u64 = 4 << 20;

/// The kind of a file, judging by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A script, with its extension.
    Script(&'static str),
    Page,
}

/// The kind of a file; `None` for one that is neither a script nor a page.
pub(crate) fn kind(path: &Path) -> Option<Kind> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    if let Some(script) = SCRIPTS.iter().find(|known| **known == extension) {
        return Some(Kind::Script(script));
    }
    PAGES.contains(&&*extension).then(|| {
        // `app.js.tera` is a script that a template engine fills in.
        let inner = path.file_stem().map(Path::new).and_then(kind);
        inner.unwrap_or(Kind::Page)
    })
}

/// The script in a URL: what follows `javascript:`.
pub(crate) fn code_of(url: &str) -> Option<&str> {
    const SCHEME: &str = "javascript:";
    let (scheme, code) = url.trim_start().split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_says_what_a_file_is() {
        for (name, expected) in [
            ("a/page.HTML", Some(Kind::Page)),
            ("a.b/page.html.tera", Some(Kind::Page)),
            ("notes.txt.askama", Some(Kind::Page)),
            ("app.js", Some(Kind::Script("js"))),
            ("app.ts.hbs", Some(Kind::Script("ts"))),
            ("style.css", None),
            ("html", None),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }
}
