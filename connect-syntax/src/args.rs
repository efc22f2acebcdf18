//! `name = value, …`: the arguments of an attribute, as they were written.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

use crate::depth;
use crate::report::Report;
use crate::value::Value;
use crate::wording;

/// One `name = value`.
#[derive(Debug, Clone)]
pub struct Arg {
    /// The name; a string literal where the host's spelling is no Rust name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it is set to.
    pub value: Value,
}

/// All arguments of one attribute or object.
#[derive(Debug, Clone, Default)]
pub struct Args {
    args: Vec<Arg>,
    broken: Vec<syn::Error>,
}

impl Args {
    /// Parses attribute arguments; what can't be parsed becomes an error of its own, and the
    /// arguments around it still count.
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

    pub(crate) fn push(&mut self, arg: Arg) {
        self.args.push(arg);
    }

    /// Reports what could not be parsed inside a nested object.
    pub(crate) fn report_broken(&self, report: &mut Report) {
        for error in &self.broken {
            report.absorb(error.clone());
        }
    }

    /// The arguments in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &Arg> {
        self.args.iter()
    }

    /// The same, to be changed where they stand.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Arg> {
        self.args.iter_mut()
    }

    /// The first argument of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.name == name)
    }

    /// Removes an argument that the table does not know, because it is ours.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Arg> {
        let at = self.args.iter().position(|arg| arg.name == name)?;
        Some(self.args.remove(at))
    }

    /// Reports each argument that is given twice.
    pub(crate) fn report_repeated(&self, report: &mut Report) {
        for (at, arg) in self.args.iter().enumerate() {
            if self
                .args
                .iter()
                .take(at)
                .any(|earlier| earlier.name == arg.name)
            {
                report.error_at(arg.span, wording::repeated_argument(&arg.name));
            }
        }
    }
}

/// The name before a `=`, if one stands there: an identifier, whatever else it means to Rust, or a
/// string literal where the host's spelling is no identifier.
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

/// Passes over what can't be read: the next comma is where the next argument starts.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Parse for Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (name, span) = name(input)?.ok_or_else(|| input.error("expected `name = value`"))?;
        if !input.peek(Token![=]) {
            return Err(syn::Error::new(
                span,
                format!("`{name}` has no value\nhelp: write `{name} = …`"),
            ));
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new(
                span,
                format!("`{name}` has no value\nhelp: write `{name} = …`"),
            ));
        }
        let value = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(format!("expected `,` after the value of `{name}`")));
        }
        Ok(Self { name, span, value })
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self::default();
        while !input.is_empty() {
            match input.parse::<Arg>() {
                Ok(arg) => args.args.push(arg),
                Err(error) => {
                    args.broken.push(error);
                    skip_to_comma(input)?;
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(args)
    }
}
