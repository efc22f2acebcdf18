//! `#[job]` and `#[scheduled]`: what the app does on its own, outside of any request.

use std::time::Duration;

use connect_model::declaration::kind;
use proc_macro2::{Span, TokenStream};

use super::{arguments_span, complete, declared, text_of};
use crate::args::Args;
use crate::check::Checker;
use crate::declared::{DeclarationKind, Declared};
use crate::findings::Findings;
use crate::interval::{self, IntervalFault};
use crate::item::HandlerFn;
use crate::signature::{self, Rules};
use crate::value::Value;
use crate::{forge, key, wording};

/// The name for a scheduled function in messages.
const SCHEDULED: &str = "a scheduled function";

/// Reads an attribute of this kind.
pub(super) fn read(
    kind: &'static str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: kind,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);
    let at = arguments_span(&args);
    let mut args = Args::parse_tokens(args, &mut findings.report);
    let key = key_of(&mut args, item, &mut findings);
    let mut forge = None;
    let (declares, owner, own): (_, _, &[&'static str]) = if kind == kind::JOB {
        (DeclarationKind::Job, "a job", &["key"])
    } else {
        let every = every(&mut args, at, &mut findings);
        forge = forge::take(&mut args, &mut findings);
        let kind = DeclarationKind::Scheduled { every };
        (kind, SCHEDULED, &["every", "forge", "key"])
    };
    Checker::new(None, &mut findings).object(owner, &args, &[], own, &[]);
    let mut declared = declared(declares, item, arguments, None);
    declared.key = key;
    declared.forge = forge;
    complete(findings, declared)
}

/// Takes `key = "…"`, which defaults to the function's name. Waiting jobs are stored under it.
fn key_of(args: &mut Args, item: &HandlerFn, findings: &mut Findings) -> String {
    let from_name = key::of(&item.sig.ident);
    let Some(arg) = args.remove("key") else {
        return from_name;
    };
    let example = format!("{from_name:?}");
    match text_of(&arg.value, "key", &example, findings) {
        Some(literal) if key::is_valid(&literal.value()) => literal.value(),
        Some(literal) => {
            findings.error(literal, wording::bad_key(&literal.value(), &from_name));
            from_name
        }
        None => from_name,
    }
}

/// Takes `every = "1h"`.
fn every(args: &mut Args, at: Span, findings: &mut Findings) -> Duration {
    // A text without a name can only be meant for `every`.
    let unnamed = args.take_unnamed();
    if let Some(text) = unnamed.first() {
        let message = wording::unnamed(SCHEDULED, "every", &text.value());
        findings.error(text, message);
        return interval::SHORTEST;
    }
    let Some(arg) = args.remove("every") else {
        // An unknown argument was probably meant for this one, and is an error already.
        if args.iter().all(|arg| arg.name == "forge") {
            findings.error_at(at, wording::NO_INTERVAL);
        }
        return interval::SHORTEST;
    };
    let message = match &arg.value {
        Value::Unreadable(_) => return interval::SHORTEST,
        value => match value.as_str().map(syn::LitStr::value) {
            Some(text) => match interval::read(&text) {
                Ok(every) => return every,
                Err(IntervalFault::Unreadable { meant }) => wording::bad_interval(&text, &meant),
                Err(IntervalFault::TooShort) => wording::interval_too_short(&text),
                Err(IntervalFault::TooLong) => wording::interval_too_long(&text),
            },
            None => wording::expected("every", "an interval in quotes", "\"1h\""),
        },
    };
    findings.error_at(arg.value.span(), message);
    interval::SHORTEST
}
