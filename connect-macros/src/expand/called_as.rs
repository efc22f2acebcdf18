//! The path through which a macro is called: `atlassian::app!`. The compiler may know it; editors don't.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::Path;
use syn::parse::{ParseStream, Parser};

/// The path to the runtime, from that of a macro called through it: `atlassian` in
/// `atlassian::app!`. A package can rename the runtime in its `Cargo.toml`.
pub(crate) fn runtime_of(source: Option<&str>) -> Option<Path> {
    let mut path = path_in(source?)?;
    path.segments.pop();
    // The runtime's own modules that export the macros as well.
    if path
        .segments
        .last()
        .is_some_and(|last| last.ident == "prelude")
    {
        path.segments.pop();
    }
    path.segments.pop_punct();
    for segment in &mut path.segments {
        segment.ident.set_span(Span::call_site());
    }
    (!path.segments.is_empty()).then_some(path)
}

/// The path in `#[connect_runtime::attributes::web_panel(…)]` or `jira!(…)`.
fn path_in(source: &str) -> Option<Path> {
    let tokens: TokenStream = source.parse().ok()?;
    let mut tokens = tokens.into_iter();
    let inside = match tokens.next()? {
        TokenTree::Punct(hash) if hash.as_char() == '#' => match tokens.next()? {
            TokenTree::Group(group) => group.stream(),
            _ => return None,
        },
        first => std::iter::once(first).chain(tokens).collect(),
    };
    let parse = |input: ParseStream<'_>| {
        let path = Path::parse_mod_style(input)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    parse.parse2(inside).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_is_where_its_macro_is_called_from() {
        for (source, expected) in [
            (
                "connect_runtime::app! { key = \"a\" }",
                Some("connect_runtime"),
            ),
            ("atlassian::library!()", Some("atlassian")),
            (
                "#[my_framework::connect_runtime::main]",
                Some("my_framework::connect_runtime"),
            ),
            ("::atlassian::prelude::app! {}", Some("::atlassian")),
            ("app! {}", None),
            ("$crate::app! {}", None),
        ] {
            let path = runtime_of(Some(source));
            let path = path.map(|path| quote::quote!(#path).to_string().replace(' ', ""));
            assert_eq!(path.as_deref(), expected, "{source}");
        }
    }
}
