//! `name = value, …`: the arguments of an attribute, as they were written.

use connect_model::Property;
use connect_model::module_kind::Type;
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
    /// The name; a string literal where the host's spelling is not a Rust identifier.
    pub name: String,
    /// Where the name is written.
    pub span: Span,
    /// What it is set to.
    pub value: Value,
}

/// All arguments of one attribute or object.
#[derive(Debug, Clone, Default)]
pub struct Args {
    args: Vec<Arg>,
    /// The names of those that have been removed.
    taken: Vec<String>,
    broken: Vec<syn::Error>,
}

impl Args {
    /// Parses attribute arguments. One that can't be parsed becomes an error of its own, and those
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

    pub(crate) fn push(&mut self, arg: Arg) {
        self.args.push(arg);
    }

    /// Renames each argument to what its property is called in Rust, nested ones included. A
    /// descriptor's own spelling (`excludeBody`) is accepted as well; from here on there is one.
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

    /// The arguments, to be changed in place.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Arg> {
        self.args.iter_mut()
    }

    /// The first argument of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.name == name)
    }

    /// Removes the first argument of that name.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Arg> {
        let at = self.args.iter().position(|arg| arg.name == name)?;
        self.taken.push(name.to_owned());
        Some(self.args.remove(at))
    }

    /// Whether an argument of that name was written, also when it has been removed.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.get(name).is_some() || self.taken.iter().any(|taken| taken == name)
    }

    /// Reports arguments that are given twice, and those of an object that could not be parsed.
    pub(crate) fn report_faults(&self, report: &mut Report) {
        for (at, arg) in self.args.iter().enumerate() {
            let mut earlier = self.args.iter().take(at);
            if earlier.any(|earlier| earlier.name == arg.name) {
                report.error_at(arg.span, wording::repeated_argument(&arg.name));
            }
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

/// The name before a `=`, if there is one: an identifier, keywords included, or a string literal
/// where the host's spelling is not an identifier.
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

/// Skips what can't be read, up to the comma before the next argument.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

impl Parse for Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (name, span) = name(input)?.ok_or_else(|| input.error(wording::EXPECTED_ARGUMENT))?;
        let no_value = || syn::Error::new(span, wording::no_value(&name));
        if !input.peek(Token![=]) {
            return Err(no_value());
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(no_value());
        }
        let value = input.parse()?;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(wording::no_comma(&format!("the value of `{name}`"))));
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
