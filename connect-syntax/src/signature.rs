//! The arguments of a handler: context parameters, which make up the module's URL, and extractors.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, LitStr, Meta, PathArguments, Safety,
    Signature, Type, TypeReference,
};

use crate::context::ContextUrl;
use crate::depth;
use crate::findings::Findings;
use crate::value::Value;
use crate::wording;

/// How many arguments the runtime supports, the same as axum.
const MAX_ARGUMENTS: usize = 16;

/// One argument of a handler, in the order written.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Where its value comes from.
    pub source: Source,
    /// Its type.
    pub ty: Type,
}

impl Argument {
    /// Whether it is the context parameter with this name.
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
        /// The name in the query: the host's, unless the URL template uses another.
        sent_as: String,
    },
    /// Read from the request by an extractor.
    Extractor,
}

/// What an attribute allows of its function.
pub(crate) struct Rules<'a> {
    /// The attribute's name, for messages.
    pub(crate) attribute: &'a str,
    /// The URL that requests context parameters; `None` if the host fills nothing in.
    pub(crate) context: Option<ContextUrl<'a>>,
}

/// Reads the arguments and reports what a handler can't have.
pub(crate) fn read(sig: &Signature, rules: &Rules<'_>, findings: &mut Findings) -> Vec<Argument> {
    let name = sig.ident.to_string();
    if sig.asyncness.is_none() {
        findings.error(&sig.fn_token, wording::not_async(&name));
    }
    if let Safety::Unsafe(token) = &sig.safety {
        findings.error(token, wording::unsafe_handler(&name));
    }
    if let Some(abi) = &sig.abi {
        findings.error(abi, wording::extern_handler(&name));
    }
    match sig.generics.params.first() {
        Some(GenericParam::Lifetime(lifetime)) => {
            let message = wording::borrowing_handler(&name, "String", "&'a str");
            findings.error(lifetime, message);
        }
        Some(other) => findings.error(other, wording::generic_handler(&name)),
        None => {
            // `impl Trait` is a generic parameter without a name, just as `&` is a lifetime without one.
            for input in &sig.inputs {
                let FnArg::Typed(typed) = input else {
                    continue;
                };
                if let Some(at) = impl_trait(typed.ty.to_token_stream()) {
                    findings.error_at(at, wording::generic_handler(&name));
                } else if let Some(borrowed) = borrowed(&typed.ty) {
                    let (owned, written) = owned(borrowed);
                    let message = wording::borrowing_handler(&name, &owned, &written);
                    findings.error(borrowed, message);
                }
            }
        }
    }
    if let Some(beyond) = sig.inputs.iter().nth(MAX_ARGUMENTS) {
        findings.error(beyond, wording::too_many_arguments(&name, MAX_ARGUMENTS));
    }
    sig.inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(receiver) => {
                findings.error(&receiver.self_token, wording::method_handler(&name));
                None
            }
            FnArg::Typed(typed) => Some(Argument {
                source: source(&typed.attrs, rules, findings),
                ty: (*typed.ty).clone(),
            }),
        })
        .collect()
}

fn source(attrs: &[Attribute], rules: &Rules<'_>, findings: &mut Findings) -> Source {
    let mut found = None;
    let conditional =
        |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
    if let Some(attr) = attrs.iter().find(conditional) {
        findings.error(attr, wording::CONDITIONAL_ARGUMENT);
    }
    for attr in attrs.iter().filter(|attr| is_context(attr)) {
        if found.is_some() {
            findings.error(attr, wording::CONTEXT_TWICE);
            continue;
        }
        match name_of(attr, findings) {
            Some((literal, vouched)) => {
                check(&literal, vouched, attr, rules, findings);
                found = Some(literal);
            }
            None => findings.error(attr, wording::CONTEXT_WITHOUT_NAME),
        }
    }
    match found {
        Some(name) => Source::Context {
            sent_as: name.value(),
            name,
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
        (None, _) => findings.error(attr, wording::context_misplaced(rules.attribute)),
        (Some(source), Some(span)) => {
            let name = literal.value();
            let is_listed = source.knows(&name);
            findings.vouched(name, span, is_listed);
        }
        (Some(source), None) => source.check(&literal.value(), literal, findings),
    }
}

/// `#[context("name")]` or `#[context(unlisted("name"))]`; the second part of the result is the span of
/// `unlisted`.
pub(crate) fn name_of(attr: &Attribute, findings: &mut Findings) -> Option<(LitStr, Option<Span>)> {
    let Meta::List(list) = &attr.meta else {
        return None;
    };
    let tokens = list.tokens.clone();
    match depth::check(&tokens).and_then(|()| syn::parse2::<Value>(tokens)) {
        Ok(Value::Call(call)) if call.path.is_ident("unlisted") => {
            match call.positional.as_slice() {
                [only] => only
                    .as_str()
                    .map(|name| (name.clone(), Some(call.path.span()))),
                _ => {
                    findings.error(&call.path, wording::UNLISTED_TAKES_ONE);
                    None
                }
            }
        }
        Ok(value) => value.as_str().map(|name| (name.clone(), None)),
        Err(_) => None,
    }
}

/// Whether an argument's attribute is ours.
#[must_use]
pub fn is_context(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "context")
}

/// A reference in an argument's type that is not `'static`.
fn borrowed(ty: &Type) -> Option<&TypeReference> {
    match ty {
        Type::Reference(reference) => match &reference.lifetime {
            Some(lifetime) if lifetime.ident == "static" => None,
            _ => Some(reference),
        },
        Type::Path(path) => path
            .path
            .segments
            .iter()
            .filter_map(|segment| match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            })
            .flatten()
            .find_map(|argument| match argument {
                GenericArgument::Type(ty) => borrowed(ty),
                _ => None,
            }),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(borrowed),
        Type::Paren(inner) => borrowed(&inner.elem),
        Type::Group(inner) => borrowed(&inner.elem),
        _ => None,
    }
}

/// The owned type for a reference, and the reference as written.
fn owned(reference: &TypeReference) -> (String, String) {
    let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
    let inner = text(reference.elem.to_token_stream());
    let owned = match &*reference.elem {
        Type::Slice(slice) => format!("Vec<{}>", text(slice.elem.to_token_stream())),
        _ if inner == "str" => "String".to_owned(),
        _ => inner.clone(),
    };
    (owned, format!("&{inner}"))
}

/// The span of `impl` in a type.
fn impl_trait(ty: TokenStream) -> Option<Span> {
    ty.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "impl" => Some(ident.span()),
        TokenTree::Group(group) => impl_trait(group.stream()),
        _ => None,
    })
}
