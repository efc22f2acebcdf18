//! The values of arguments as written.

use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitInt, LitStr, Path, Token, Type, token};

use crate::args::Args;
use crate::wording;

/// A value as written, with its spans. The table decides later what it must be.
#[derive(Debug, Clone)]
pub enum Value {
    /// `"text"`, `10`, `true`.
    Literal(Lit),
    /// `-10`.
    Negative(Token![-], LitInt),
    /// `addon`, `my::Section`.
    Path(Path),
    /// `unlisted("…")`, `not(is_admin)`.
    Call(ValueCall),
    /// `{ value = "…", i18n = "…" }`.
    Object(Span, Args),
    /// `[READ, WRITE]`.
    Array(Span, Vec<Value>),
    /// `Arc<AppState>`: a type that is more than a path.
    Type(Box<Type>),
    /// A value whose fault has already been reported.
    Unreadable(Span),
}

/// A name applied to values, with or without names.
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
            Value::Object(span, _) | Value::Array(span, _) | Value::Unreadable(span) => *span,
            Value::Type(ty) => ty.span(),
        }
    }

    /// Whether its fault has already been reported.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable(_))
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

    /// The value as a word, bare or in quotes.
    #[must_use]
    pub fn as_word(&self) -> Option<String> {
        match (self.as_ident(), self.as_str()) {
            (Some(ident), _) => Some(ident.to_string()),
            (_, Some(literal)) => Some(literal.value()),
            _ => None,
        }
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![-]) {
            let minus = input.parse()?;
            let number: LitInt = input.parse()?;
            without_suffix(&Lit::Int(number.clone()))?;
            return Ok(Value::Negative(minus, number));
        }
        if input.peek(Token![!]) {
            let at = input.span();
            input.parse::<Token![!]>()?;
            let operand = input.fork().call(Path::parse_mod_style);
            let operand = operand.map_or_else(|_| "…".to_owned(), |path| text_of(&path));
            return Err(syn::Error::new(at, wording::condition_inverted(&operand)));
        }
        if input.peek(token::Brace) {
            let content;
            let brace = syn::braced!(content in input);
            return Ok(Value::Object(brace.span.join(), content.parse()?));
        }
        if input.peek(token::Bracket) {
            let content;
            let bracket = syn::bracketed!(content in input);
            let values = whole(&content, |content| {
                let values = content.parse_terminated(Value::parse, Token![,])?;
                Ok(values.into_iter().collect())
            });
            return Ok(Value::Array(bracket.span.join(), values?));
        }
        if input.peek(Lit) {
            let literal = input.parse()?;
            without_suffix(&literal)?;
            return Ok(Value::Literal(literal));
        }
        if input.peek(Token![&]) || input.peek(Token![<]) || input.peek(token::Paren) {
            return Ok(Value::Type(input.parse()?));
        }
        if !input.peek(Ident)
            && !input.peek(Token![crate])
            && !input.peek(Token![::])
            && !input.peek(Token![self])
            && !input.peek(Token![super])
        {
            return Err(input.error(wording::EXPECTED_VALUE));
        }
        let ahead = input.fork();
        let path: Path = ahead.call(Path::parse_mod_style)?;
        if ahead.peek(Token![<]) {
            return Ok(Value::Type(input.parse()?));
        }
        input.advance_to(&ahead);
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
        whole(&content, |content| call.read(content))?;
        Ok(Value::Call(call))
    }
}

impl ValueCall {
    fn read(&mut self, content: ParseStream<'_>) -> syn::Result<()> {
        while !content.is_empty() {
            let name = content.peek(Ident::peek_any) || content.peek(LitStr);
            let colon = content.peek2(Token![:]) && !content.peek2(Token![::]);
            if name && (content.peek2(Token![=]) || colon) {
                self.named.read_one(content)?;
                continue;
            }
            self.positional.push(content.parse()?);
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }
}

/// Parses the contents of delimiters to their end: remaining tokens would make everything
/// around them an error as well.
fn whole<T>(
    content: ParseStream<'_>,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let result = read(content);
    while !content.is_empty() {
        content.parse::<TokenTree>()?;
    }
    result
}

/// A path as written.
pub(crate) fn text_of(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Refuses `10u32`: the value is the host's, which has no Rust types.
fn without_suffix(literal: &Lit) -> syn::Result<()> {
    if literal.suffix().is_empty() {
        return Ok(());
    }
    let message = wording::suffix(&literal.to_token_stream().to_string(), literal.suffix());
    Err(syn::Error::new(literal.span(), message))
}
