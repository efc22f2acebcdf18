//! Attributes that are no module kinds: routes of the app's own, what modules name by its URL, and
//! lifecycle hooks.

use connect_model::declaration::{Auth, Method};
use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Ident, LitStr};

use super::{bare, url_of, whole};
use crate::check::Findings;
use crate::context::Place;
use crate::declared::{Declared, What};
use crate::item::HandlerFn;
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
    let default_path = format!("/{}", key::of(&item.sig.ident));
    let (method, path) = match parsed {
        Ok((method, path)) => {
            let spelled = method.to_string();
            let found = Method::named(&spelled);
            if found.is_none() {
                let near = connect_model::nearest::nearest(
                    &spelled,
                    Method::ALL.into_iter().map(Method::name),
                );
                findings
                    .report
                    .error(&method, wording::unknown_method(&spelled, &near));
            }
            let path = path.map_or(default_path, |literal| checked(&literal, &mut findings));
            (found.unwrap_or(Method::Get), path)
        }
        Err(error) => {
            findings
                .report
                .error_at(error.span(), wording::route_grammar(attribute));
            (Method::Get, default_path)
        }
    };
    let what = What::Own { auth, method, path };
    findings.report.finish(bare(what, item, arguments, None))
}

fn checked(literal: &LitStr, findings: &mut Findings) -> String {
    let path = literal.value();
    if !key::is_path(&path.replace(['{', '}'], "")) {
        let message = wording::bad_route_path(&path);
        findings.report.error(literal, message);
    } else if key::is_reserved(&path) {
        findings
            .report
            .error(literal, wording::reserved_path(&path));
    }
    path
}

/// `#[iframe]`, `#[callback("/path")]`, `#[condition]`: a URL for the properties of modules.
pub(super) fn served(
    kind: &'static str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: kind,
        context: Some(Place::Served),
    };
    let at = whole(&args);
    let written = if args.is_empty() {
        None
    } else {
        let literal = syn::parse2::<LitStr>(args).ok();
        if literal.is_none() {
            findings.report.error_at(at, wording::own_path(kind));
        }
        literal
    };
    let default = format!("/{}", key::of(&item.sig.ident));
    let (url, arguments) = url_of(written.as_ref(), default, item, &rules, &mut findings);
    let what = What::Served {
        kind,
        path: url.path,
    };
    let deprecations = findings.deprecations;
    findings.report.finish(Declared {
        deprecations,
        ..bare(what, item, arguments, Some(url.whole))
    })
}

/// `#[installed]` and its like.
pub(super) fn hook(
    event: &'static str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: event,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);
    if !args.is_empty() {
        findings
            .report
            .error_at(whole(&args), wording::no_arguments(event));
    }
    findings
        .report
        .finish(bare(What::Hook(event), item, arguments, None))
}
