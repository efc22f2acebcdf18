//! What can stand after `=` in an attribute, as it was written.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Path, Token, token};

use crate::args::Args;

/// A value as it was written, spans kept. What it must be is decided later, by the table.
#[derive(Debug, Clone)]
pub enum Value {
    /// `"text"`, `10`, `true`.
    Literal(Lit),
    /// `-10`.
    Negative(Token![-], syn::LitInt),
    /// `addon`, `my::Section`.
    Path(Path),
    /// `unlisted("…")`, `not(is_admin)`.
    Call(Call),
    /// `{ value = "…", i18n = "…" }`.
    Object(Span, Args),
    /// `[READ, WRITE]`.
    Array(Span, Vec<Value>),
}

/// A name applied to values, named or not.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name before the parenthesis.
    pub path: Path,
    /// What stands inside: values without a name.
    pub positional: Vec<Value>,
    /// What stands inside: values with a name.
    pub named: Args,
}

impl Value {
    /// Whether it is `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Value::Literal(Lit::Bool(it)) if it.value)
    }

    /// The tokens that an error about the value stands under.
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

    /// The string literal that it is.
    #[must_use]
    pub fn as_str(&self) -> Option<&LitStr> {
        match self {
            Value::Literal(Lit::Str(literal)) => Some(literal),
            _ => None,
        }
    }

    /// The bare name that it is.
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
            return Err(
                input.error("expected a value: text, a number, `true`, a name, `{ … }` or `[ … ]`")
            );
        }
        let path: Path = input.call(Path::parse_mod_style)?;
        if !input.peek(token::Paren) {
            return Ok(Value::Path(path));
        }
        let content;
        syn::parenthesized!(content in input);
        let mut call = Call {
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
