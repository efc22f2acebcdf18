//! `scopes![READ, WRITE]` as written.

use connect_model::forge::scope as forge_scope;
use connect_model::nearest::nearest;
use connect_model::{Scope, ScopeSet};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Token};

use crate::report::Report;
use crate::wording::rest as wording;

/// Scopes that are named explicitly.
#[derive(Debug, Clone, Default)]
pub struct NamedScopes {
    /// The scopes of a descriptor.
    pub connect: Vec<(Scope, Span)>,
    /// The scopes of a Forge manifest, for the same code on Forge.
    pub forge: Vec<String>,
}

impl NamedScopes {
    /// Parses the arguments of `scopes!`.
    ///
    /// # Errors
    /// Each name that is not a scope, at its token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        crate::depth::check(&tokens)?;
        let mut report = Report::default();
        let mut named = Self::default();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if input.peek(Ident::peek_any) {
                    let name = input.call(Ident::parse_any)?;
                    if let Some(scope) = scope(&name, &mut report) {
                        named.connect.push((scope, name.span()));
                    }
                } else if input.peek(LitStr) {
                    let name = input.parse::<LitStr>()?;
                    if let Some(scope) = scope_of_forge(&name, &mut report) {
                        named.forge.push(scope);
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
        report.finish(named)
    }

    /// The Forge scopes, separated by spaces.
    #[must_use]
    pub fn of_forge(&self) -> String {
        self.forge.join(" ")
    }

    /// The descriptor's scopes as a set, without implied ones.
    #[must_use]
    pub fn set(&self) -> ScopeSet {
        ScopeSet::least(self.connect.iter().map(|(scope, _)| *scope))
    }
}

/// Reads a name in capitals, as in a descriptor.
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

/// Reads a name as in a Forge manifest.
fn scope_of_forge(name: &LitStr, report: &mut Report) -> Option<String> {
    let spelled = name.value();
    let Err(unknown) = forge_scope::named(&spelled) else {
        return Some(spelled);
    };
    if Scope::ALL.iter().any(|scope| scope.name() == spelled) {
        report.error(name, wording::SCOPE_NAME);
        return None;
    }
    let message = wording::unknown_scope_of_forge(&spelled, &unknown.nearest);
    report.error(name, message);
    None
}
