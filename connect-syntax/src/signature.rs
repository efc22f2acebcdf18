//! What a handler takes: context parameters, which make the module's URL, and extractors.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, GenericArgument, LitStr, Meta, PathArguments, Signature, Type};

use crate::check::{Findings, UnlistedUse};
use crate::context::Place;
use crate::depth;
use crate::wording;

/// How many arguments the runtime can hand over, as many as axum can.
const MOST_ARGUMENTS: usize = 16;

/// One argument of a handler, in the order written.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Where its value comes from.
    pub source: Source,
    /// Its type.
    pub ty: Type,
}

impl Argument {
    /// Whether it is that context parameter.
    pub(crate) fn takes(&self, parameter: &str) -> bool {
        matches!(&self.source, Source::Context { name, .. } if name.value() == parameter)
    }
}

/// Where the value of an argument comes from.
#[allow(
    clippy::large_enum_variant,
    reason = "a handful for each handler, read once and dropped"
)]
#[derive(Debug, Clone)]
pub enum Source {
    /// A context parameter that the host fills into the URL.
    Context {
        /// The host's name for it: `issue.key`.
        name: LitStr,
        /// The name under which it arrives: its own, unless the URL's template has another.
        sent_as: String,
        /// What is in it when it is an `Option`: unbound parameters arrive empty.
        optional: Option<Type>,
    },
    /// The request, through an extractor.
    Extractor,
}

/// What an attribute allows its function to be.
pub(crate) struct Rules<'a> {
    /// The attribute's name, for messages.
    pub(crate) attribute: &'a str,
    /// Where context parameters are asked for; none where the host fills nothing in.
    pub(crate) context: Option<Place<'a>>,
}

/// Reads the arguments and reports what no handler can be.
pub(crate) fn read(sig: &Signature, rules: &Rules<'_>, findings: &mut Findings) -> Vec<Argument> {
    let name = sig.ident.to_string();
    if sig.asyncness.is_none() {
        findings
            .report
            .error(&sig.fn_token, wording::not_async(&name));
    }
    if let Some(first) = sig.generics.params.first() {
        findings
            .report
            .error(first, wording::generic_handler(&name));
    }
    if let Some(beyond) = sig.inputs.iter().nth(MOST_ARGUMENTS) {
        findings
            .report
            .error(beyond, wording::too_many_arguments(&name, MOST_ARGUMENTS));
    }
    sig.inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(receiver) => {
                findings
                    .report
                    .error(&receiver.self_token, wording::method_handler(&name));
                None
            }
            FnArg::Typed(typed) => Some(Argument {
                source: source(&typed.attrs, &typed.ty, rules, findings),
                ty: (*typed.ty).clone(),
            }),
        })
        .collect()
}

fn source(attrs: &[Attribute], ty: &Type, rules: &Rules<'_>, findings: &mut Findings) -> Source {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| is_context(attr)) {
        if found.is_some() {
            findings.report.error(attr, wording::CONTEXT_TWICE);
            continue;
        }
        match name_of(attr, findings) {
            Some((literal, vouched)) => {
                check(&literal, vouched, attr, rules, findings);
                found = Some(literal);
            }
            None => findings.report.error(attr, wording::context_without_name()),
        }
    }
    match found {
        Some(name) => Source::Context {
            sent_as: name.value(),
            name,
            optional: in_option(ty),
        },
        None => Source::Extractor,
    }
}

fn check(
    literal: &LitStr,
    vouched: Option<Span>,
    attr: &Attribute,
    rules: &Rules<'_>,
    findings: &mut Findings,
) {
    match (&rules.context, vouched) {
        (None, _) => findings
            .report
            .error(attr, wording::context_misplaced(rules.attribute)),
        (Some(_), Some(span)) => findings.unlisted.push(UnlistedUse {
            name: literal.value(),
            span,
        }),
        (Some(place), None) => place.check(&literal.value(), literal, findings),
    }
}

/// `#[context("name")]` or `#[context(unlisted("name"))]`; the second part says who vouches.
fn name_of(attr: &Attribute, findings: &mut Findings) -> Option<(LitStr, Option<Span>)> {
    let Meta::List(list) = &attr.meta else {
        return None;
    };
    let tokens = list.tokens.clone();
    match depth::check(&tokens).and_then(|()| syn::parse2::<crate::value::Value>(tokens)) {
        Ok(crate::value::Value::Call(call)) if call.path.is_ident("unlisted") => {
            match call.positional.as_slice() {
                [only] => only
                    .as_str()
                    .map(|name| (name.clone(), Some(call.path.span()))),
                _ => {
                    findings
                        .report
                        .error(&call.path, wording::UNLISTED_TAKES_ONE);
                    None
                }
            }
        }
        Ok(value) => value.as_str().map(|name| (name.clone(), None)),
        Err(_) => None,
    }
}

/// Whether an attribute of an argument is ours.
#[must_use]
pub fn is_context(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "context")
}

/// What is in a type that is spelled as an `Option`. A macro sees spelling, not types.
fn in_option(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match (last.ident == "Option", arguments.args.first()) {
        (true, Some(GenericArgument::Type(inner))) => Some(inner.clone()),
        _ => None,
    }
}
