//! The values of arguments, as they were written.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Path, Token, token};

use crate::args::Args;
use crate::wording;

/// A value as it was written, with its spans. The table decides later what it must be.
#[derive(Debug, Clone)]
pub enum Value {
    /// `"text"`, `10`, `true`.
    Literal(Lit),
    /// `-10`.
    Negative(Token![-], syn::LitInt),
    /// `addon`, `my::Section`.
    Path(Path),
    /// `unlisted("…")`, `not(is_admin)`.
    Call(ValueCall),
    /// `{ value = "…", i18n = "…" }`.
    Object(Span, Args),
    /// `[READ, WRITE]`.
    Array(Span, Vec<Value>),
}

/// A name applied to values, named or not.
#[derive(Debug, Clone)]
pub struct ValueCall {
    /// The name before the parenthesis.
    pub path: Path,
    /// The values without a name.
    pub positional: Vec<Value>,
    /// The values with a name.
    pub named: Args,
}

impl Value {
    /// Whether it is `true` or `false`.
    pub(crate) fn is_boolean(&self) -> bool {
        matches!(self, Self::Literal(Lit::Bool(_)))
    }

    /// Whether it is `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Value::Literal(Lit::Bool(it)) if it.value)
    }

    /// The tokens that an error about the value points at.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Value::Literal(literal) => literal.span(),
            Value::Negative(minus, number) => minus
                .span
                .join(number.span())
                .unwrap_or_else(|| number.span()),
            Value::Path(path) => path.span(),
            Value::Call(call) => call.path.span(),
            Value::Object(span, _) | Value::Array(span, _) => *span,
        }
    }

    /// The value as a string literal.
    #[must_use]
    pub fn as_str(&self) -> Option<&LitStr> {
        match self {
            Value::Literal(Lit::Str(literal)) => Some(literal),
            _ => None,
        }
    }

    /// The value as a bare name.
    #[must_use]
    pub fn as_ident(&self) -> Option<&Ident> {
        match self {
            Value::Path(path) => path.get_ident(),
            _ => None,
        }
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![-]) {
            return Ok(Value::Negative(input.parse()?, input.parse()?));
        }
        if input.peek(token::Brace) {
            let content;
            let brace = syn::braced!(content in input);
            return Ok(Value::Object(brace.span.join(), content.parse()?));
        }
        if input.peek(token::Bracket) {
            let content;
            let bracket = syn::bracketed!(content in input);
            let mut values = Vec::new();
            while !content.is_empty() {
                values.push(content.parse()?);
                if !content.is_empty() {
                    content.parse::<Token![,]>()?;
                }
            }
            return Ok(Value::Array(bracket.span.join(), values));
        }
        if input.peek(Lit) {
            return Ok(Value::Literal(input.parse()?));
        }
        if !input.peek(Ident)
            && !input.peek(Token![crate])
            && !input.peek(Token![::])
            && !input.peek(Token![self])
            && !input.peek(Token![super])
        {
            return Err(input.error(wording::EXPECTED_VALUE));
        }
        let path: Path = input.call(Path::parse_mod_style)?;
        if !input.peek(token::Paren) {
            return Ok(Value::Path(path));
        }
        let content;
        syn::parenthesized!(content in input);
        let mut call = ValueCall {
            path,
            positional: Vec::new(),
            named: Args::default(),
        };
        while !content.is_empty() {
            let named = content.peek(Ident::peek_any) || content.peek(LitStr);
            if named && content.peek2(Token![=]) {
                call.named.push(content.parse()?);
            } else {
                call.positional.push(content.parse()?);
            }
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(Value::Call(call))
    }
}
