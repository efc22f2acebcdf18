//! Small pieces that expansions share.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, parse_quote};

use super::paths::ORIGIN;

/// The location of a span, for names that are resolved where the macro is called.
pub(super) fn at(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// The spans of the first and last token.
pub(super) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut tokens = tokens.to_token_stream().into_iter();
    let start = tokens
        .next()
        .map_or_else(Span::call_site, |token| token.span());
    let end = match tokens.last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => start,
    };
    (start, end)
}

/// A source location, for messages of the running program.
pub(super) fn origin(span: Span) -> TokenStream {
    let start = span.start();
    let (file, line, column) = (span.file(), start.line as u32, start.column as u32 + 1);
    quote! { #ORIGIN::new(#file, #line, #column) }
}

/// The same as a tuple of file, line and column, which saves rustc a call.
pub(super) fn place(span: Span) -> TokenStream {
    let start = span.start();
    let (file, line, column) = (span.file(), start.line as u32, start.column as u32 + 1);
    quote! { (#file, #line, #column) }
}

/// The conditions under which an item exists, for what is expanded next to it: its `cfg`s, including
/// those inside `cfg_attr`.
pub(super) fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs
        .iter()
        .filter_map(|attr| {
            let meta = cfg(attr.meta.clone())?;
            Some(parse_quote! { #[#meta] })
        })
        .collect()
}

/// The part of an attribute that decides whether the item exists.
fn cfg(meta: Meta) -> Option<Meta> {
    if meta.path().is_ident("cfg") {
        return Some(meta);
    }
    if !meta.path().is_ident("cfg_attr") {
        return None;
    }
    let list = meta.require_list().ok()?;
    let arguments = list
        .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .ok()?;
    let mut arguments = arguments.into_iter();
    let predicate = arguments.next()?;
    let cfgs: Vec<Meta> = arguments.filter_map(cfg).collect();
    (!cfgs.is_empty()).then(|| parse_quote! { cfg_attr(#predicate, #(#cfgs),*) })
}

/// All errors as one expression that has any expected type, so that rustc reports nothing else.
pub(super) fn compile_errors(error: &syn::Error) -> TokenStream {
    let mut errors: Vec<TokenStream> = error
        .clone()
        .into_iter()
        .map(|error| error.into_compile_error())
        .collect();
    let last = errors.pop();
    quote! { { #(#errors;)* #last } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(attrs: &str) -> String {
        let item: syn::ItemFn = syn::parse_str(&format!("{attrs} fn f() {{}}")).unwrap();
        let cfgs = cfgs(&item.attrs);
        quote! { #(#cfgs)* }.to_string()
    }

    #[test]
    fn conditions_are_carried_over_and_nothing_else() {
        for (attrs, expected) in [
            ("#[cfg(unix)] #[inline]", "#[cfg(unix)]"),
            (
                "#[cfg_attr(unix, cfg(test))]",
                "#[cfg_attr(unix, cfg(test))]",
            ),
            (
                "#[cfg_attr(unix, inline, cfg(test), cfg_attr(a, allow(b), cfg(c)))]",
                "#[cfg_attr(unix, cfg(test), cfg_attr(a, cfg(c)))]",
            ),
            ("#[cfg_attr(unix, inline)] /** Text. */", ""),
        ] {
            let expected: TokenStream = expected.parse().unwrap();
            assert_eq!(carried(attrs), expected.to_string(), "{attrs}");
        }
    }
}
