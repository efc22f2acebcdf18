//! How deep delimiters may stand in each other: readers call themselves, and a stack has an end.

use proc_macro2::{TokenStream, TokenTree, token_stream};

use crate::wording;

/// More than anybody writes, and far from the end of a thread's stack.
const DEEPEST: usize = 64;

/// Refuses what is nested too deep, at the delimiter that is one too many.
///
/// # Errors
/// One error, and nothing else is to be read.
pub(crate) fn check(tokens: &TokenStream) -> syn::Result<()> {
    let mut open: Vec<token_stream::IntoIter> = vec![tokens.clone().into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if open.len() > DEEPEST => {
                return Err(syn::Error::new(
                    group.span_open(),
                    wording::too_deep(DEEPEST),
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
