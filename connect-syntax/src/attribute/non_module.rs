//! Attributes that are not module kinds: the app's own routes, what modules refer to by its URL, and
//! lifecycle hooks.

use connect_model::Method;
use connect_model::declaration::Auth;
use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Ident, LitStr};

use super::{arguments_span, complete, declared, url_and_arguments};
use crate::context::ContextUrl;
use crate::declared::{DeclarationKind, Declared};
use crate::findings::Findings;
use crate::item::HandlerFn;
use crate::path::{self, PathUse};
use crate::signature::{self, Rules};
use crate::{key, wording};

/// `#[endpoint(POST "/path")]`: a method and a path of the app's own.
pub(super) fn route(
    auth: Auth,
    attribute: &str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);

    let parsed = syn::parse::Parser::parse2(
        |input: ParseStream<'_>| -> syn::Result<(Ident, Option<LitStr>)> {
            let method = input.parse()?;
            let path = if input.is_empty() {
                None
            } else {
                Some(input.parse()?)
            };
            if input.is_empty() {
                Ok((method, path))
            } else {
                Err(input.error(wording::route_grammar(attribute)))
            }
        },
        args,
    );
    let default_path = default_path(item);
    let (method, path) = match parsed {
        Ok((method, path)) => {
            let spelled = method.to_string();
            let found = Method::named(&spelled);
            if found.is_none() {
                let near = connect_model::nearest::nearest(
                    &spelled,
                    Method::ALL.into_iter().map(Method::name),
                );
                findings.error(&method, wording::unknown_method(&spelled, &near));
            }
            let path = path.map_or(default_path, |literal| checked(&literal, &mut findings));
            (found.unwrap_or(Method::Get), path)
        }
        Err(error) => {
            findings.error_at(error.span(), wording::route_grammar(attribute));
            (Method::Get, default_path)
        }
    };
    // The host and the browser open a URL that a module names by GET, without a token of the page's.
    let named = auth == Auth::Public && method == Method::Get && !path.contains('{');
    let url = named.then(|| path.clone());
    let kind = DeclarationKind::Route { auth, method, path };
    complete(findings, declared(kind, item, arguments, url))
}

/// The path that follows from a function's name.
fn default_path(item: &HandlerFn) -> String {
    format!("/{}", path::segment(&key::of(&item.sig.ident)))
}

/// The path of a route, checked.
fn checked(literal: &LitStr, findings: &mut Findings) -> String {
    let path = literal.value();
    if let Err(fault) = path::parameters(&path, PathUse::Route) {
        let message = wording::bad_path(None, &path, &fault);
        findings.error(literal, message);
    } else if key::is_reserved(&path) {
        findings.error(literal, wording::reserved_path(&path));
    }
    path
}

/// `#[iframe]`, `#[callback("/path")]`, `#[condition]`: a URL for the properties of modules.
pub(super) fn referenced(
    kind: &'static str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: kind,
        context: Some(ContextUrl::Referenced),
    };
    let at = arguments_span(&args);
    let written = if args.is_empty() {
        None
    } else {
        let literal = syn::parse2::<LitStr>(args).ok();
        if literal.is_none() {
            findings.error_at(at, wording::own_path(kind));
        }
        literal
    };
    let (url, arguments) = url_and_arguments(
        None,
        written.as_ref(),
        default_path(item),
        item,
        &rules,
        &mut findings,
    );
    let kind = DeclarationKind::Referenced {
        kind,
        path: url.path,
    };
    complete(findings, declared(kind, item, arguments, Some(url.text)))
}

/// `#[installed]` and its like.
pub(super) fn hook(
    event: &'static str,
    attribute: &str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);
    if !args.is_empty() {
        findings.error_at(arguments_span(&args), wording::no_arguments(attribute));
    }
    let kind = DeclarationKind::Hook(event);
    complete(findings, declared(kind, item, arguments, None))
}
