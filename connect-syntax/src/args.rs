//! `name = value, …`: an attribute's arguments as written.

use connect_model::Property;
use connect_model::module_kind::Type;
use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, token};

use crate::depth;
use crate::report::Report;
use crate::value::{Value, text_of};
use crate::wording;

/// One `name = value`.
#[derive(Debug, Clone)]
pub struct Arg {
    /// The name; a string literal if the host's spelling is not a Rust identifier.
    pub name: String,
    /// Where the name is written.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// All arguments of one attribute or object.
#[derive(Debug, Clone, Default)]
pub struct Args {
    args: Vec<Arg>,
    /// The names of arguments that have been removed.
    taken: Vec<String>,
    /// String literals without a name.
    unnamed: Vec<LitStr>,
    broken: Vec<syn::Error>,
}

impl Args {
    /// Parses attribute arguments. One that can't be parsed becomes an error, and those
    /// around it are still read.
    #[must_use]
    pub fn parse_tokens(tokens: proc_macro2::TokenStream, report: &mut Report) -> Self {
        match depth::check(&tokens).and_then(|()| syn::parse2::<Self>(tokens)) {
            Ok(mut args) => {
                for error in args.broken.drain(..) {
                    report.absorb(error);
                }
                args
            }
            Err(error) => {
                report.absorb(error);
                Self::default()
            }
        }
    }

    /// Removes the string literals without a name.
    pub(crate) fn take_unnamed(&mut self) -> Vec<LitStr> {
        std::mem::take(&mut self.unnamed)
    }

    /// Treats an argument whose fault has been reported as given.
    pub(crate) fn excuse(&mut self, name: &str, span: Span) {
        self.args.push(Arg {
            name: name.to_owned(),
            span,
            value: Value::Unreadable(span),
        });
    }

    /// Renames each argument to its property's Rust name, including nested ones. A
    /// descriptor's own spelling (`excludeBody`) is accepted as well; from here on there is only one.
    pub(crate) fn resolve(&mut self, properties: &[Property]) {
        for arg in &mut self.args {
            if let Some(property) = properties.iter().find(|it| it.is_written(&arg.name)) {
                if arg.name != property.argument {
                    property.argument.clone_into(&mut arg.name);
                }
                resolve(&mut arg.value, &property.ty);
            }
        }
    }

    /// The arguments in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &Arg> {
        self.args.iter()
    }

    /// The arguments, mutable in place.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Arg> {
        self.args.iter_mut()
    }

    /// The first argument with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.name == name)
    }

    /// Removes the first argument with this name.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Arg> {
        let at = self.args.iter().position(|arg| arg.name == name)?;
        self.taken.push(name.to_owned());
        Some(self.args.remove(at))
    }

    /// Whether an argument with this name was written, even if it has been removed.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.get(name).is_some() || self.taken.iter().any(|taken| taken == name)
    }

    /// Reports arguments that are given twice, and those in objects that could not be parsed.
    pub(crate) fn report_faults(&self, report: &mut Report) {
        for (at, arg) in self.args.iter().enumerate() {
            let mut earlier = self.args.iter().take(at);
            if earlier.any(|earlier| earlier.name == arg.name) {
                report.error_at(arg.span, wording::repeated_argument(&arg.name));
            }
        }
        for text in &self.unnamed {
            report.error_at(text.span(), wording::EXPECTED_ARGUMENT);
        }
        for error in &self.broken {
            report.absorb(error.clone());
        }
    }
}

/// Renames the members of objects in a value. A target's options are written like arguments.
fn resolve(value: &mut Value, ty: &Type) {
    match (value, ty) {
        (Value::Object(_, args), Type::Object(members)) => args.resolve(members),
        (Value::Call(call), Type::Object(members)) => {
            for member in *members {
                if let (Type::Object(options), "options") = (member.ty, member.name) {
                    call.named.resolve(options);
                }
            }
        }
        (Value::Array(_, values), Type::Array(of)) => {
            for value in values {
                resolve(value, of);
            }
        }
        _ => {}
    }
}

/// The name before a `=`, if any: an identifier, including keywords, or a string literal if the
/// host's spelling is not an identifier.
pub(crate) fn name(input: ParseStream<'_>) -> syn::Result<Option<(String, Span)>> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        Ok(Some((literal.value(), literal.span())))
    } else if input.peek(Ident::peek_any) {
        let ident = input.call(Ident::parse_any)?;
        Ok(Some((ident.unraw().to_string(), ident.span())))
    } else {
        Ok(None)
    }
}

/// `icon-url`: the author meant one name, so it is one error.
fn with_hyphens(mut name: String, input: ParseStream<'_>) -> syn::Result<String> {
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        input.parse::<Token![-]>()?;
        let ident = input.call(Ident::parse_any)?;
        name = format!("{name}-{}", ident.unraw());
    }
    Ok(name)
}

/// Skips what can't be read, up to the comma before the next argument.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Args {
    /// Reads one argument and the separator after it. One that can't be read becomes an error,
    /// and still counts as given: reporting it as missing would be a second error.
    pub(crate) fn read_one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let begins_name = input.peek2(Token![=]) || input.peek2(Token![:]);
        if input.peek(LitStr) && !begins_name {
            self.unnamed.push(input.parse()?);
            return self.separator(input, true);
        }
        let Some((name, span)) = name(input)? else {
            self.broken.push(input.error(wording::EXPECTED_ARGUMENT));
            skip_to_comma(input)?;
            return self.separator(input, false);
        };
        let name = with_hyphens(name, input)?;
        let (value, fault) = value_of(&name, span, input)?;
        let right = fault.is_none();
        self.broken.extend(fault);
        self.args.push(Arg { name, span, value });
        self.separator(input, right)
    }

    /// Reads a comma, or whatever replaces it. `right` is whether a wrong separator is an error of its own.
    fn separator(&mut self, input: ParseStream<'_>, right: bool) -> syn::Result<()> {
        if input.peek(Token![;]) {
            if right {
                self.broken.push(input.error(wording::SEMICOLON));
            }
            input.parse::<Token![;]>()?;
        } else {
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self::default();
        while !input.is_empty() {
            args.read_one(input)?;
        }
        Ok(args)
    }
}

/// An argument's value, and what is wrong with the way it is written.
fn value_of(
    name: &str,
    span: Span,
    input: ParseStream<'_>,
) -> syn::Result<(Value, Option<syn::Error>)> {
    let no_value = || {
        let error = syn::Error::new(span, wording::no_value(name));
        (Value::Unreadable(span), Some(error))
    };
    let colon = input.peek(Token![:]).then(|| input.span());
    if colon.is_some() {
        input.parse::<Token![:]>()?;
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
    } else {
        skip_to_comma(input)?;
        return Ok(no_value());
    }
    if input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]) {
        return Ok(no_value());
    }
    let (value, fault) = whole_value(name, input)?;
    let fault = match colon {
        Some(colon) => {
            let text = value.as_str().map(LitStr::value);
            let message = wording::colon(name, text.as_deref(), input.peek(Token![;]));
            Some(syn::Error::new(colon, message))
        }
        None => fault,
    };
    Ok((value, fault))
}

/// What is wrong with conditions that are joined by Rust operators. `rest` follows the first of them.
fn operators(first: &Value, rest: &str) -> Option<String> {
    let (operator, ours) = [("&&", "all"), ("||", "any")]
        .into_iter()
        .find(|(operator, _)| rest.starts_with(operator))?;
    let others: Vec<&str> = rest.split(operator).skip(1).collect();
    let is_name = |text: &&str| syn::parse_str::<Ident>(text).is_ok();
    let operands = match first {
        Value::Path(path) if others.iter().all(is_name) => {
            format!("{}, {}", text_of(path), others.join(", "))
        }
        _ => "…, …".to_owned(),
    };
    Some(wording::condition_operator(operator, ours, &operands))
}

/// Reads a value up to the next comma.
fn whole_value(name: &str, input: ParseStream<'_>) -> syn::Result<(Value, Option<syn::Error>)> {
    let at = input.span();
    let unreadable = |error| Ok((Value::Unreadable(at), Some(error)));
    let value = match input.parse::<Value>() {
        Ok(value) => value,
        Err(error) => {
            skip_to_comma(input)?;
            return unreadable(error);
        }
    };
    if input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]) {
        return Ok((value, None));
    }
    let operator = input.peek(token::Paren)
        || input
            .cursor()
            .punct()
            .is_some_and(|(punct, _)| punct.as_char() != '#');
    if !operator {
        let error = input.error(wording::no_comma(&format!("the value of `{name}`")));
        let next_begins =
            (input.peek(Ident::peek_any) || input.peek(LitStr)) && input.peek2(Token![=]);
        if !next_begins {
            skip_to_comma(input)?;
        }
        return Ok((value, Some(error)));
    }
    let mut rest = String::new();
    let mut dotted = matches!(value, Value::Path(_));
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
        let token: TokenTree = input.parse()?;
        dotted &= match &token {
            TokenTree::Punct(punct) => ".:-/".contains(punct.as_char()),
            TokenTree::Ident(_) => true,
            _ => false,
        };
        rest.push_str(&token.to_string());
    }
    let message = match &value {
        Value::Path(path) if path.is_ident("asset") => {
            let file = rest.split('"').nth(1).unwrap_or("icon.svg");
            wording::asset_in_attribute(name, file)
        }
        Value::Path(path) if dotted => wording::unquoted(name, &(text_of(path) + &rest)),
        Value::Path(_) | Value::Call(_) if name == "conditions" => {
            operators(&value, &rest).unwrap_or_else(|| wording::expression(name))
        }
        _ => wording::expression(name),
    };
    unreadable(syn::Error::new(at, message))
}
