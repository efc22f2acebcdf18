//! Calls of the client's methods that call operations on their own, judging by their arguments.

use connect_model::client_method::{ClientMethod, client_methods};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// A call of such a method.
pub(super) struct Read {
    pub(super) method: &'static ClientMethod,
    /// The macro that names its scopes, and its arguments; `None` for a method that takes none.
    pub(super) scopes: Option<(Ident, TokenStream)>,
}

/// Whether a method has the name of one of them.
pub(super) fn is_named(name: &Ident) -> bool {
    let name = name.unraw().to_string();
    client_methods().iter().any(|method| method.name == name)
}

/// Reads `(Entity::Issue(key), scopes![WRITE])`, or the arguments of a method that takes no scopes.
pub(super) fn read(name: &Ident, arguments: &TokenStream) -> Option<Read> {
    let name = name.unraw().to_string();
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    let mut arguments = tokens.split(is_comma);
    let (first, second) = (arguments.next()?, arguments.next());
    let variant = variant(first);
    let method = client_methods().iter().find(|method| {
        let of = method.of.map(|(_, variant)| variant);
        method.name == name && of.is_none_or(|of| variant.as_deref() == Some(of))
    })?;
    let scopes = match method.of {
        None => None,
        Some(_) => Some(scopes(second?)?),
    };
    Some(Read { method, scopes })
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// `Issue` in `Entity::Issue(key)`.
fn variant(argument: &[TokenTree]) -> Option<String> {
    match argument {
        [.., TokenTree::Ident(name), TokenTree::Group(group)]
            if group.delimiter() == Delimiter::Parenthesis =>
        {
            Some(name.unraw().to_string())
        }
        _ => None,
    }
}

/// The name and arguments of `scopes![WRITE]`, whatever its path.
fn scopes(argument: &[TokenTree]) -> Option<(Ident, TokenStream)> {
    match argument {
        [
            ..,
            TokenTree::Ident(name),
            TokenTree::Punct(bang),
            TokenTree::Group(group),
        ] if bang.as_char() == '!' => Some((name.clone(), group.stream())),
        _ => None,
    }
}
