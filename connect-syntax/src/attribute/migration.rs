//! `#[dare_migration(step = commit)]`: a step in which a tenant's data moves to another region.

use connect_model::MigrationStep;
use connect_model::nearest::nearest;
use proc_macro2::{Span, TokenStream};

use super::{DARE_MIGRATION, arguments_span, complete, declared};
use crate::args::Args;
use crate::check::Checker;
use crate::declared::{DeclarationKind, Declared};
use crate::findings::Findings;
use crate::item::HandlerFn;
use crate::signature::{self, Rules};
use crate::value::Value;
use crate::wording;

const FIRST: MigrationStep = MigrationStep::ALL[0];

/// Reads the attribute.
pub(super) fn read(args: TokenStream, item: &HandlerFn) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: DARE_MIGRATION,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);
    let at = arguments_span(&args);
    let mut args = Args::parse_tokens(args, &mut findings.report);
    let step = step(&mut args, at, item, &mut findings);
    Checker::new(None, &mut findings).object("`#[dare_migration]`", &args, &[], &["step"], &[]);
    let kind = DeclarationKind::Migration(step);
    let mut declared = declared(kind, item, arguments, None);
    // An app has each step once, whatever its function is called.
    declared.key = step.name.to_owned();
    complete(findings, declared)
}

/// Removes and reads `step = commit`.
fn step(args: &mut Args, at: Span, item: &HandlerFn, findings: &mut Findings) -> MigrationStep {
    let likely = likely(item);
    // A text without a name can only be meant for `step`.
    let unnamed = args.take_unnamed();
    let Some(arg) = args.remove("step") else {
        // An unknown argument was probably meant for this one, and is an error already.
        if args.iter().next().is_none() {
            let at = unnamed.first().map_or(at, syn::LitStr::span);
            findings.error_at(at, wording::no_migration_step(likely.name));
        }
        return likely;
    };
    let message = match &arg.value {
        Value::Unreadable(_) => return likely,
        value => match value.as_ident().map(ToString::to_string) {
            Some(name) => match MigrationStep::named(&name) {
                Some(step) => return step,
                None => {
                    let names = MigrationStep::ALL.map(|step| step.name);
                    wording::unknown_migration_step(&name, &nearest(&name, names))
                }
            },
            None => {
                let quoted = value
                    .as_str()
                    .and_then(|text| MigrationStep::named(&text.value()));
                let step = quoted.unwrap_or(likely);
                wording::expected("step", "a name without quotes", step.name)
            }
        },
    };
    findings.error_at(arg.value.span(), message);
    likely
}

/// The step that a function's name suggests, or the first one.
fn likely(item: &HandlerFn) -> MigrationStep {
    let name = item.sig.ident.to_string();
    let spoken_of = |step: &MigrationStep| name.contains(step.name);
    MigrationStep::ALL
        .into_iter()
        .find(spoken_of)
        .unwrap_or(FIRST)
}
