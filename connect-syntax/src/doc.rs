//! The doc comment of a handler, which can name its module.

use syn::{Attribute, Expr, Lit, Meta};

/// The first line of the doc comment, without its final full stop.
#[must_use]
pub fn first_line(attrs: &[Attribute]) -> Option<String> {
    let line = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .find_map(|attr| match &attr.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => first_of(&text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })?;
    let line = line.strip_suffix('.').unwrap_or(&line).trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The first line of one attribute's text.
fn first_of(text: &str) -> Option<String> {
    let starred = has_stars(text);
    text.lines()
        .map(|line| {
            let line = line.trim();
            if starred {
                line.strip_prefix('*').map_or(line, str::trim)
            } else {
                line
            }
        })
        .find(|line| !line.is_empty())
        .map(str::to_owned)
}

/// Whether a text is a block comment whose lines start with `*`, which is not part of the text. As in
/// rustdoc, this ignores the first line, where the comment starts, and the last, where it ends.
fn has_stars(text: &str) -> bool {
    let mut below = text.lines().skip(1).map(str::trim).peekable();
    below.peek().is_some() && below.all(|line| line.is_empty() || line.starts_with('*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(comment: &str) -> Option<String> {
        let item = syn::parse_str::<syn::ItemFn>(&format!("{comment}\nfn f() {{}}"));
        first_line(&item.unwrap().attrs)
    }

    #[test]
    fn a_block_comment_is_read_as_rustdoc_reads_it() {
        for comment in [
            "/** Votes */",
            "/**\n * Votes.\n */",
            "/**\n * Votes\n *\n * More of them.\n */",
            "/** Votes\n  * and more */",
            "/**\n  Votes\n  * a list item\n*/",
            "/**\r\n * Votes\r\n */",
            "///\n/// Votes.",
            "#[doc = \"Votes\"]",
        ] {
            assert_eq!(name(comment).as_deref(), Some("Votes"), "{comment}");
        }
        assert_eq!(name("/** */"), None);
        assert_eq!(name("/// * Votes").as_deref(), Some("* Votes"));
    }
}
