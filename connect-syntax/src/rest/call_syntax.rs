//! `client, METHOD "path", name = value, query(…), json = …`: a call as written.

use proc_macro2::{Delimiter, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, LitStr, Token, token};

use super::body::{BodyKind, GivenBody};
use crate::args::{name, skip_to_comma};
use crate::report::Report;
use crate::wording::rest as wording;
use crate::wording::{EXPECTED_ARGUMENT, no_comma, no_value};

/// A call as written; nothing has been looked up yet.
pub(super) struct CallSyntax {
    /// The client that makes the call; `None` if it is missing.
    pub(super) client: Option<Expr>,
    pub(super) method: Ident,
    pub(super) path: LitStr,
    pub(super) clauses: Vec<Clause>,
    /// Whether something after the path can't be read: what seems to be missing may be there.
    pub(super) broken: bool,
}

/// A clause after the path.
#[allow(
    clippy::large_enum_variant,
    reason = "a handful for each call, read once and dropped"
)]
pub(super) enum Clause {
    /// `name = value`
    Path(Given),
    /// `query(name = value, …)`
    Query(Vec<Given>),
    /// `headers("Name" = value, …)`
    Headers(Vec<Given>),
    /// `json = value` and the like.
    Body(GivenBody),
}

/// `name = value`
pub(super) struct Given {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) value: Expr,
}

impl CallSyntax {
    /// Parses a call; a clause that can't be parsed is reported, and those around it still count.
    pub(super) fn parse(
        macro_name: &str,
        input: ParseStream<'_>,
        report: &mut Report,
    ) -> syn::Result<Self> {
        if input.is_empty() {
            let at = Span::call_site();
            return Err(syn::Error::new(at, wording::no_client(macro_name)));
        }
        let without_client = input.peek(Ident::peek_any) && input.peek2(LitStr);
        let client = if without_client {
            report.absorb(input.error(wording::no_client(macro_name)));
            None
        } else if input.peek(Token![,]) {
            report.absorb(input.error(wording::no_client(macro_name)));
            input.parse::<Token![,]>()?;
            None
        } else {
            let client = input.parse()?;
            if !input.is_empty() {
                comma(input, "the client")?;
            }
            Some(client)
        };
        if input.is_empty() {
            let at = Span::call_site();
            return Err(syn::Error::new(at, wording::no_path(macro_name)));
        }
        if !input.peek(Ident::peek_any) {
            return Err(input.error(wording::no_path(macro_name)));
        }
        let method = input.call(Ident::parse_any)?;
        if input.peek(Token![,]) && input.peek2(LitStr) {
            report.absorb(input.error(wording::comma_before_path(&method.to_string())));
            input.parse::<Token![,]>()?;
        }
        if !input.peek(LitStr) {
            return Err(if input.is_empty() {
                syn::Error::new(method.span(), wording::no_path(macro_name))
            } else {
                input.error(wording::PATH_AT_RUN_TIME)
            });
        }
        let path = input.parse()?;
        let mut clauses = Vec::new();
        let mut broken = Report::default();
        if !input.is_empty() {
            comma(input, "the path")?;
            each(input, &mut broken, |input, report| {
                clauses.push(Clause::parse(input, report)?);
                Ok(())
            })?;
        }
        Ok(Self {
            client,
            method,
            path,
            clauses,
            broken: report.take(broken.finish(())).is_none(),
        })
    }
}

impl Clause {
    fn parse(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Self> {
        let other_brackets = input.peek2(token::Brace) || input.peek2(token::Bracket);
        if input.peek(Ident::peek_any) && other_brackets {
            let name = input.call(Ident::parse_any)?;
            input.parse::<TokenTree>()?;
            let spelled = name.unraw().to_string();
            let message = match spelled.as_str() {
                "query" | "headers" => wording::in_parens(&spelled),
                "bytes" => wording::BYTES.to_owned(),
                _ => wording::unknown_clause(&spelled),
            };
            return Err(syn::Error::new(name.span(), message));
        }
        if !input.peek(Ident::peek_any) || !input.peek2(token::Paren) {
            if input.peek(Ident::peek_any) || input.peek(LitStr) {
                return Self::named(input.parse()?);
            }
            return Err(input.error(wording::CLAUSES));
        }
        let name = input.call(Ident::parse_any)?;
        let content;
        syn::parenthesized!(content in input);
        let mut list = || {
            let mut givens = Vec::new();
            each(&content, report, |input, _| {
                givens.push(input.parse()?);
                Ok(())
            })?;
            Ok(givens)
        };
        let spelled = name.unraw().to_string();
        match spelled.as_str() {
            "query" => list().map(Clause::Query),
            "headers" => list().map(Clause::Headers),
            "bytes" => {
                let content_type: Expr = content
                    .parse()
                    .map_err(|_| syn::Error::new(name.span(), wording::BYTES))?;
                if !content.peek(Token![,]) {
                    return Err(syn::Error::new(name.span(), wording::BYTES));
                }
                content.parse::<Token![,]>()?;
                let value = content
                    .parse()
                    .map_err(|_| syn::Error::new(name.span(), wording::BYTES))?;
                content.parse::<Option<Token![,]>>()?;
                if !content.is_empty() {
                    return Err(content.error(wording::BYTES));
                }
                Ok(Self::Body(GivenBody {
                    kind: BodyKind::Bytes(content_type),
                    span: name.span(),
                    value,
                }))
            }
            _ => {
                // Skip the contents: what they should be is unknown.
                while !content.is_empty() {
                    content.parse::<TokenTree>()?;
                }
                Err(syn::Error::new(
                    name.span(),
                    wording::unknown_clause(&spelled),
                ))
            }
        }
    }

    fn named(given: Given) -> syn::Result<Self> {
        let Some(kind) = BodyKind::named(&given.name) else {
            return match given.name.as_str() {
                "query" | "headers" => {
                    Err(syn::Error::new(given.span, wording::in_parens(&given.name)))
                }
                "bytes" => Err(syn::Error::new(given.span, wording::BYTES)),
                "body" | "data" | "payload" => {
                    let value = match &given.value {
                        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
                        _ => None,
                    };
                    let message = wording::unnamed_body(&given.name, value.as_deref());
                    Err(syn::Error::new(given.span, message))
                }
                _ => Ok(Self::Path(given)),
            };
        };
        Ok(Self::Body(GivenBody {
            kind,
            span: given.span,
            value: given.value,
        }))
    }
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (name, span) = name(input)?.ok_or_else(|| input.error(EXPECTED_ARGUMENT))?;
        let without_value = || syn::Error::new(span, no_value(&name));
        if !input.peek(Token![=]) {
            return Err(if input.is_empty() || input.peek(Token![,]) {
                without_value()
            } else {
                syn::Error::new(span, EXPECTED_ARGUMENT)
            });
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(without_value());
        }
        if let Some(json) = json(input) {
            return Err(syn::Error::new(json, wording::bare_json(&name)));
        }
        let value = input.parse()?;
        Ok(Self { name, span, value })
    }
}

/// The span of literal JSON: `{ "fields": … }`, which is not a Rust expression.
fn json(input: ParseStream<'_>) -> Option<Span> {
    let (content, span, _) = input.cursor().group(Delimiter::Brace)?;
    let is_json = match content.literal() {
        Some((_, rest)) => rest
            .punct()
            .is_some_and(|(punct, _)| punct.as_char() == ':'),
        None => false,
    };
    is_json.then(|| span.join())
}

/// Parses comma-separated items; after an error it resumes after the next comma.
fn each(
    input: ParseStream<'_>,
    report: &mut Report,
    mut parse: impl FnMut(ParseStream<'_>, &mut Report) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let parsed = parse(input, report).and_then(|()| {
            if input.is_empty() {
                Ok(())
            } else {
                comma(input, "it")
            }
        });
        if let Err(error) = parsed {
            report.absorb(error);
            skip_to_comma(input)?;
            input.parse::<Option<Token![,]>>()?;
        }
    }
    Ok(())
}

fn comma(input: ParseStream<'_>, after: &str) -> syn::Result<()> {
    if input.peek(Token![,]) {
        input.parse::<Token![,]>().map(drop)
    } else {
        Err(input.error(no_comma(after)))
    }
}
