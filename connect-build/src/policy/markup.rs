//! What is blocked in a page that the app's Rust code generates: in `html!`, and by `Page::script`.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Expr, ExprMethodCall};

use super::bridge::missing_in;
use super::handlers::is_handler;
use super::{Blocked, is_followed, is_script, runs};

/// The name of maud's macro.
pub(crate) const MARKUP: &str = "html";

/// What is blocked in the arguments of `html!`, in order. Functions called in them are checked separately.
pub(crate) fn blocked_in_markup(markup: TokenStream) -> Vec<(Span, Blocked)> {
    let mut found = Vec::new();
    elements(markup, &mut found);
    found
}

/// A script that is written into a page: `Page::new("Votes").script("AP.resize();")`.
pub(crate) fn blocked_in_page(call: &ExprMethodCall) -> Vec<(Span, Blocked)> {
    if !is_script_of_page(call) {
        return Vec::new();
    }
    let mut found = vec![(call.method.span(), Blocked::PageScript)];
    calls(call.args.to_token_stream(), &mut found);
    found
}

fn is_script_of_page(call: &ExprMethodCall) -> bool {
    if call.method != "script" || call.args.len() != 1 {
        return false;
    }
    let mut receiver = &*call.receiver;
    while let Expr::MethodCall(inner) = receiver {
        receiver = &inner.receiver;
    }
    let Expr::Call(made) = receiver else {
        return false;
    };
    let Expr::Path(path) = &*made.func else {
        return false;
    };
    let names: Vec<_> = path.path.segments.iter().map(|one| &one.ident).collect();
    matches!(names.as_slice(), [.., page, new] if *page == "Page" && *new == "new")
}

/// The missing bridge calls in string literals among tokens: scripts written in Rust.
fn calls(tokens: TokenStream, found: &mut Vec<(Span, Blocked)>) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            calls(group.stream(), found);
        } else if let Some(script) = text(&token) {
            let missing = missing_in(&script).into_iter();
            found.extend(missing.map(|(_, call)| (token.span(), call)));
        }
    }
}

fn elements(markup: TokenStream, found: &mut Vec<(Span, Blocked)>) {
    let tokens: Vec<TokenTree> = markup.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        at += match (token, rest) {
            // Rust: a condition up to the block, or a binding up to the semicolon.
            (TokenTree::Punct(sign), [_, TokenTree::Ident(keyword), ..])
                if sign.as_char() == '@' =>
            {
                if keyword == "let" {
                    length(rest, |token| is(token, ';'))
                } else {
                    // The block itself comes next.
                    length(rest, is_block).saturating_sub(1)
                }
            }
            // `.script`, `#script`, `data-script`, `svg:script` name something else.
            (TokenTree::Punct(sign), [_, TokenTree::Ident(_), ..])
                if ['.', '#', '-', ':'].contains(&sign.as_char()) =>
            {
                2
            }
            // A nested `html! { … }` is a separate call.
            (TokenTree::Ident(_), [_, bang, TokenTree::Group(_), ..]) if is(bang, '!') => 3,
            (TokenTree::Ident(name), [_, after @ ..]) => {
                // After a name it is an attribute.
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                if name == "script" && !matches!(before, Some(TokenTree::Ident(_))) {
                    found.extend(script(name, after));
                }
                found.extend(attribute(name, after));
                1
            }
            (TokenTree::Group(group), _) => {
                // Parentheses and brackets contain Rust.
                if group.delimiter() == Delimiter::Brace {
                    elements(group.stream(), found);
                }
                1
            }
            _ => 1,
        };
    }
}

/// The script whose tag has this name, if the browser would run its content.
fn script(name: &Ident, after: &[TokenTree]) -> Vec<(Span, Blocked)> {
    let mut found = Vec::new();
    if let Some(code) = code_of(after) {
        found.push((name.span(), Blocked::Script));
        calls(code, &mut found);
    }
    found
}

/// The content of a script that the browser would run.
fn code_of(after: &[TokenTree]) -> Option<TokenStream> {
    // A pattern, or part of a longer name.
    let goes_on = |next: &TokenTree| ['=', '-', ':'].into_iter().any(|sign| is(next, sign));
    if after.first().is_some_and(goes_on) {
        return None;
    }
    let tag = after.get(..length(after, |token| is_block(token) || is(token, ';')))?;
    let (end, attributes) = tag.split_last()?;
    let TokenTree::Group(content) = end else {
        return None;
    };
    let value = |wanted: &str| {
        attributes.windows(3).find_map(|window| match window {
            [TokenTree::Ident(name), sign, value] if name == wanted && is(sign, '=') => Some(value),
            _ => None,
        })
    };
    let is_run = value("type").is_none_or(|kind| text(kind).is_some_and(|kind| runs(&kind)));
    let stands_here = value("src").is_none() && !content.stream().is_empty();
    (is_run && stands_here).then(|| content.stream())
}

/// An attribute that contains a script.
fn attribute(name: &Ident, after: &[TokenTree]) -> Option<(Span, Blocked)> {
    let [sign, value, ..] = after else {
        return None;
    };
    // Neither `a == b` nor `a => b`.
    if !is(sign, '=') || is(value, '=') || is(value, '>') {
        return None;
    }
    let word = name.to_string();
    if is_handler(&word) {
        Some((name.span(), Blocked::Handler(word)))
    } else if is_followed(&word) && text(value).is_some_and(|url| is_script(&url)) {
        Some((name.span(), Blocked::Address(word)))
    } else {
        None
    }
}

/// The number of tokens up to and including one; all of them if there is none.
fn length(tokens: &[TokenTree], is_last: impl Fn(&TokenTree) -> bool) -> usize {
    let last = tokens.iter().position(is_last);
    last.map_or(tokens.len(), |last| last + 1)
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The text of a string literal.
fn text(token: &TokenTree) -> Option<String> {
    let literal: syn::LitStr = syn::parse2(token.clone().into()).ok()?;
    Some(literal.value())
}
