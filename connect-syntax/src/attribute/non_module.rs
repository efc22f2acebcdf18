//! Attributes that are not module kinds: the app's own routes, items that modules refer to by URL, and
//! lifecycle hooks.

use connect_model::Method;
use connect_model::declaration::Auth;
use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

use super::{arguments_span, complete, declared, path_arguments, url_and_arguments};
use crate::args::Args;
use crate::check::Checker;
use crate::context::ContextUrl;
use crate::declared::{DeclarationKind, Declared};
use crate::findings::Findings;
use crate::guard::{self, Guarded};
use crate::item::HandlerFn;
use crate::path::{self, PathUse};
use crate::signature::{self, Rules};
use crate::{key, wording};

/// The kind of a page that modules refer to by URL.
const IFRAME: &str = "iframe";

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
        |input: ParseStream<'_>| -> syn::Result<(Ident, Option<LitStr>, Args)> {
            let method = input.parse()?;
            let path = if input.is_empty() || input.peek(Token![,]) {
                None
            } else {
                Some(input.parse()?)
            };
            let args = more(input, wording::route_grammar(attribute))?;
            Ok((method, path, args))
        },
        args,
    );
    let mut guarded = Guarded::default();
    let default_path = default_path(item);
    let (method, path) = match parsed {
        Ok((method, path, mut args)) => {
            if auth == Auth::Public {
                let what = "a public route is served to anyone";
                guard::refuse(&mut args, what, &mut findings);
                if let Some(arg) = args.iter().next() {
                    findings.error_at(arg.span, wording::route_grammar(attribute));
                }
            } else {
                guarded = guard::take(&mut args, &mut findings);
                nothing_else(&args, attribute, &mut findings);
            }
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
            if let Ok(parameters) = path::parameters(&path, PathUse::Route) {
                path_arguments::check(&path, &parameters, &arguments, &mut findings);
            }
            (found.unwrap_or(Method::Get), path)
        }
        Err(error) => {
            findings.error_at(error.span(), wording::route_grammar(attribute));
            (Method::Get, default_path)
        }
    };
    // The host and the browser open a URL that a module names with GET, without a token from the page.
    let named = auth == Auth::Public && method == Method::Get && !path.contains('{');
    let url = named.then(|| path.clone());
    let kind = DeclarationKind::Route { auth, method, path };
    let declared = declared(kind, item, arguments, url);
    complete(findings, guarded_by(declared, guarded))
}

/// The arguments after a comma, if there is one.
fn more(input: ParseStream<'_>, grammar: String) -> syn::Result<Args> {
    if input.is_empty() {
        return Ok(Args::default());
    }
    if !input.peek(Token![,]) {
        return Err(input.error(grammar));
    }
    input.parse::<Token![,]>()?;
    input.parse()
}

/// Reports arguments that were not taken.
fn nothing_else(args: &Args, attribute: &str, findings: &mut Findings) {
    Checker::new(None, findings).object(attribute, args, &[], &guard::ARGUMENTS, &[]);
}

fn guarded_by(declared: Declared, guarded: Guarded) -> Declared {
    Declared {
        guard: guarded.guard,
        explained: guarded.explained,
        event_scopes: guarded.scopes,
        ..declared
    }
}

/// The path derived from a function's name.
fn default_path(item: &HandlerFn) -> String {
    format!("/{}", path::segment(&key::of(&item.sig.ident)))
}

/// A route's path, after checking it.
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

/// `#[iframe]`, `#[callback("/path")]`, `#[condition]`: a URL for module properties.
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
    // Only a page has a user.
    let is_page = kind == IFRAME;
    let grammar = || {
        if is_page {
            wording::guarded_path(kind)
        } else {
            wording::own_path(kind)
        }
    };
    let mut guarded = Guarded::default();
    let written = if args.is_empty() {
        None
    } else if is_page {
        let read = |input: ParseStream<'_>| -> syn::Result<(Option<LitStr>, Args)> {
            let path: Option<LitStr> = input.peek(LitStr).then(|| input.parse()).transpose()?;
            let args = match path {
                Some(_) => more(input, grammar())?,
                // A route's method, which belongs to the route attributes.
                None if input.peek(Ident) && input.peek2(LitStr) => {
                    return Err(input.error(grammar()));
                }
                None => input.parse()?,
            };
            Ok((path, args))
        };
        match syn::parse::Parser::parse2(read, args) {
            Ok((path, mut args)) => {
                guarded = guard::take(&mut args, &mut findings);
                nothing_else(&args, kind, &mut findings);
                path
            }
            Err(_) => {
                findings.error_at(at, grammar());
                None
            }
        }
    } else {
        let literal = syn::parse2::<LitStr>(args).ok();
        if literal.is_none() {
            findings.error_at(at, grammar());
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
    let declared = declared(kind, item, arguments, Some(url.text));
    complete(findings, guarded_by(declared, guarded))
}

/// `#[installed]` and the other hooks.
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
