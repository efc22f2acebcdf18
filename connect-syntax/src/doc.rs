//! The doc comment of a handler, which may name its module.

use syn::{Attribute, Expr, Lit, Meta};

/// The first line of the doc comment, without the full stop that ends it.
#[must_use]
pub fn first_line(attrs: &[Attribute]) -> Option<String> {
    let line = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .find_map(|attr| match &attr.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => text
                        .value()
                        .lines()
                        .map(str::trim)
                        .find(|line| !line.is_empty())
                        .map(str::to_owned),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })?;
    let line = line.strip_suffix('.').unwrap_or(&line).trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}
