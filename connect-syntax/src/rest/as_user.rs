//! `as_user!(client, account)`, as it is written.

use proc_macro2::TokenStream;
use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Token, spanned::Spanned};

use super::wording;

/// A client that acts as a user.
#[derive(Debug, Clone)]
pub struct AsUser {
    /// Whose site is called.
    pub client: Expr,
    /// Who acts.
    pub account: Expr,
    /// What the user's token is good for; all that the app may do without it.
    pub scopes: Option<Expr>,
}

impl AsUser {
    /// Reads the arguments of `as_user!`.
    ///
    /// # Errors
    /// What is missing or too many, at its token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        crate::depth::check(&tokens)?;
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)?;
        let end = arguments.span();
        let mut arguments = arguments.into_iter();
        let missing = |what| {
            let problem = format!("`as_user!` needs {what}");
            syn::Error::new(end, wording::as_user_takes(&problem))
        };
        let client = arguments.next().ok_or_else(|| missing("a client"))?;
        let account = arguments.next().ok_or_else(|| missing("an account id"))?;
        let scopes = arguments.next();
        if let Some(more) = arguments.next() {
            let problem = wording::as_user_takes("`as_user!` takes no more than three arguments");
            return Err(syn::Error::new(more.span(), problem));
        }
        Ok(Self {
            client,
            account,
            scopes,
        })
    }
}
