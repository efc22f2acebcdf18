//! `scopes![READ, WRITE]`, as it is written.

use connect_model::nearest::nearest;
use connect_model::{Scope, ScopeSet};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::Ident;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};

use crate::report::Report;
use crate::wording::rest as wording;

/// Scopes that are named by hand.
#[derive(Debug, Clone)]
pub struct NamedScopes(pub Vec<(Scope, Span)>);

impl NamedScopes {
    /// Reads the arguments of `scopes!`.
    ///
    /// # Errors
    /// Each name that is not a scope, at its token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        crate::depth::check(&tokens)?;
        let mut report = Report::default();
        let mut named = Vec::new();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if input.peek(Ident::peek_any) {
                    let name = input.call(Ident::parse_any)?;
                    if let Some(scope) = scope(&name, &mut report) {
                        named.push((scope, name.span()));
                    }
                } else {
                    report.absorb(input.error(wording::SCOPE_NAME));
                    input.parse::<TokenTree>()?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let parsed = parser.parse2(tokens);
        report.take(parsed);
        report.finish(Self(named))
    }

    /// The scopes as a set, without those that others imply.
    #[must_use]
    pub fn set(&self) -> ScopeSet {
        ScopeSet::least(self.0.iter().map(|(scope, _)| *scope))
    }
}

/// Names are in capitals, as a descriptor has them.
fn scope(name: &Ident, report: &mut Report) -> Option<Scope> {
    let spelled = name.to_string();
    let found = Scope::ALL.into_iter().find(|scope| scope.name() == spelled);
    if found.is_none() {
        let all = Scope::ALL.map(Scope::name);
        report.error(
            name,
            wording::unknown_scope(&spelled, &nearest(&spelled, all), &all),
        );
    }
    found
}
