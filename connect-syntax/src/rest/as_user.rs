//! `as_user!(client, account)` as written.

use proc_macro2::TokenStream;
use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Token, spanned::Spanned};

use crate::wording::rest as wording;

/// A client that acts as a user.
#[derive(Debug, Clone)]
pub struct AsUser {
    /// The client to derive from.
    pub client: Expr,
    /// The account to act as.
    pub account: Expr,
    /// The scopes of the user's token; if missing, all of the app's.
    pub scopes: Option<Expr>,
}

impl AsUser {
    /// Parses the arguments of `as_user!`.
    ///
    /// # Errors
    /// What is missing or superfluous, at its token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        crate::depth::check(&tokens)?;
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)?;
        let end = arguments.span();
        let mut arguments = arguments.into_iter();
        let missing = |what| syn::Error::new(end, wording::as_user_needs(what));
        let client = arguments.next().ok_or_else(|| missing("a client"))?;
        let account = arguments.next().ok_or_else(|| missing("an account id"))?;
        let scopes = arguments.next();
        if let Some(more) = arguments.next() {
            return Err(syn::Error::new(more.span(), wording::as_user_takes_three()));
        }
        Ok(Self {
            client,
            account,
            scopes,
        })
    }
}
