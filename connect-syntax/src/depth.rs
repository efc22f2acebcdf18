//! A limit on how deeply delimiters may nest: the parsers are recursive, and a stack is finite.

use proc_macro2::{TokenStream, TokenTree, token_stream};

use crate::wording;

/// More than any app needs, and far from exhausting a thread's stack.
const MAX_DEPTH: usize = 64;

/// Refuses input that is nested too deeply, at the first delimiter beyond the limit.
///
/// # Errors
/// One error, after which nothing else may be read.
pub(crate) fn check(tokens: &TokenStream) -> syn::Result<()> {
    let mut open: Vec<token_stream::IntoIter> = vec![tokens.clone().into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if open.len() > MAX_DEPTH => {
                return Err(syn::Error::new(
                    group.span_open(),
                    wording::too_deep(MAX_DEPTH),
                ));
            }
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(_) => {}
            None => {
                open.pop();
            }
        }
    }
    Ok(())
}
