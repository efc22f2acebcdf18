//! Attributes and macros under another name: `use connect_runtime::web_panel as panel`. The build
//! script reads names, so it would not see what they declare.

use proc_macro2::{Span, TokenStream};

/// The error about a macro that is called by another name than its own. `source` is the call as it is
/// written, if the compiler knows it.
pub(crate) fn renamed(name: &str, source: Option<&str>) -> Option<syn::Error> {
    let written = name_in(source?)?;
    // What a condition holds is written inside it.
    if written == name || written == "cfg_attr" {
        return None;
    }
    let message = format!(
        "`{written}` is `{name}` under another name, and the build script looks for `{name}`\n\
         help: write `{name}` here, and import it under its own name"
    );
    Some(syn::Error::new(Span::call_site(), message))
}

/// The name in `#[connect_runtime::attributes::web_panel(…)]` or `jira!(…)`.
fn name_in(source: &str) -> Option<String> {
    let tokens: TokenStream = source.parse().ok()?;
    let mut tokens = tokens.into_iter();
    let inside = match tokens.next()? {
        proc_macro2::TokenTree::Punct(hash) if hash.as_char() == '#' => match tokens.next()? {
            proc_macro2::TokenTree::Group(group) => group.stream(),
            _ => return None,
        },
        first => std::iter::once(first).chain(tokens).collect(),
    };
    let parse = |input: syn::parse::ParseStream<'_>| {
        let path = syn::Path::parse_mod_style(input)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    let path = syn::parse::Parser::parse2(parse, inside).ok()?;
    Some(syn::ext::IdentExt::unraw(&path.segments.last()?.ident).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_name_is_an_error() {
        for (source, is_error) in [
            ("#[web_panel(name = \"Votes\")]", false),
            ("#[connect_runtime::attributes::web_panel]", false),
            ("web_panel(name = \"Votes\")", false),
            ("#[cfg_attr(unix, web_panel)]", false),
            ("#[r#web_panel]", false),
            ("#[$attribute(name = \"Votes\")]", false),
            ("#[panel(name = \"Votes\")]", true),
            ("#[ui :: panel]", true),
        ] {
            let error = renamed("web_panel", Some(source));
            assert_eq!(error.is_some(), is_error, "{source}");
        }
        assert!(renamed("jira", Some("jira!(client, GET \"/\")")).is_none());
        assert!(renamed("jira", Some("j!(client, GET \"/\")")).is_some());
        assert!(renamed("jira", None).is_none());
    }
}
