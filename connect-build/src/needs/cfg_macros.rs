//! Macros that use `cfg` to select which of their arguments are code.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Attribute;
use syn::parse::Parser;

use crate::cfg::{Cfg, Predicate};

/// The arguments of `cfg_select!` or `cfg_if!` that this build contains; `None` for another macro,
/// or if the arguments can't be read.
pub(super) fn chosen(name: &Ident, arguments: &TokenStream, cfg: &Cfg) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    if name == "cfg_select" {
        by_select(&tokens, cfg)
    } else if name == "cfg_if" {
        by_if(&tokens, cfg)
    } else {
        None
    }
}

/// `unix => { … } _ => …,`: the first arm that holds.
fn by_select(tokens: &[TokenTree], cfg: &Cfg) -> Option<TokenStream> {
    let mut rest = tokens;
    while !rest.is_empty() {
        let arrow = rest
            .windows(2)
            .position(|pair| is(&pair[0], '=') && is(&pair[1], '>'))?;
        let (predicate, after) = (rest.get(..arrow)?, rest.get(arrow + 2..)?);
        let holds = match predicate {
            [TokenTree::Ident(any)] if any == "_" => true,
            _ => cfg.decides(&syn::parse2::<Predicate>(predicate.iter().cloned().collect()).ok()?),
        };
        let (body, after) = match after {
            [TokenTree::Group(block), after @ ..] if block.delimiter() == Delimiter::Brace => {
                (block.stream(), after)
            }
            _ => {
                let end = after.iter().position(|token| is(token, ','));
                let (body, after) = after.split_at(end.unwrap_or(after.len()));
                (body.iter().cloned().collect(), after)
            }
        };
        if holds {
            return Some(body);
        }
        rest = match after {
            [comma, after @ ..] if is(comma, ',') => after,
            _ => after,
        };
    }
    Some(TokenStream::new())
}

/// `if #[cfg(unix)] { … } else if #[cfg(…)] { … } else { … }`: the first block that holds.
fn by_if(tokens: &[TokenTree], cfg: &Cfg) -> Option<TokenStream> {
    let mut rest = tokens;
    loop {
        match rest {
            [] => return Some(TokenStream::new()),
            [
                TokenTree::Ident(keyword),
                hash,
                TokenTree::Group(attribute),
                TokenTree::Group(block),
                after @ ..,
            ] if keyword == "if" => {
                let attribute = [hash.clone(), attribute.clone().into()];
                let attrs = Attribute::parse_outer
                    .parse2(attribute.into_iter().collect())
                    .ok()?;
                if cfg.resolve(&attrs).is_some() {
                    return Some(block.stream());
                }
                rest = match after {
                    [TokenTree::Ident(keyword), after @ ..] if keyword == "else" => after,
                    _ => after,
                };
            }
            [TokenTree::Group(block)] => return Some(block.stream()),
            _ => return None,
        }
    }
}

fn is(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}
