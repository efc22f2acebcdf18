//! `admin_only` and `licensed`: what a page or endpoint requires of its caller in addition to a token.

use connect_model::guard::{ADMIN_ONLY, Guard, LICENSED, Licensed};
use syn::spanned::Spanned;

use crate::args::{Arg, Args};
use crate::declared::EventScope;
use crate::findings::Findings;
use crate::value::Value;
use crate::wording;

/// Instead of `true`: anyone with a token for the page may see it, for a stated reason.
const NOT_NEEDED: &str = "not_needed";

/// The guard of an item, as declared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guarded {
    /// What it requires.
    pub(crate) guard: Guard,
    /// Whether it states why it is not for administrators only.
    pub(crate) explained: bool,
    /// The scopes needed to check it.
    pub(crate) scopes: Vec<EventScope>,
}

/// The arguments taken here, for suggestions for a misspelled one.
pub(crate) const ARGUMENTS: [&str; 2] = [ADMIN_ONLY, LICENSED];

/// Takes `admin_only` and `licensed`.
pub(crate) fn take(args: &mut Args, findings: &mut Findings) -> Guarded {
    let mut guarded = Guarded::default();
    if let Some(arg) = taken(ADMIN_ONLY, args, findings) {
        admin_only(&arg, &mut guarded, findings);
    }
    if let Some(arg) = taken(LICENSED, args, findings) {
        guarded.guard.licensed = licensed(&arg, findings);
    }
    guarded
}

/// Takes both where no token identifies the caller, and reports them.
pub(crate) fn refuse(args: &mut Args, what: &str, findings: &mut Findings) {
    for name in ARGUMENTS {
        if let Some(arg) = taken(name, args, findings) {
            findings.error_at(arg.span, wording::guard_without_a_caller(name, what));
        }
    }
}

fn taken(name: &str, args: &mut Args, findings: &mut Findings) -> Option<Arg> {
    let arg = args.remove(name)?;
    while let Some(again) = args.remove(name) {
        findings.error_at(again.span, wording::repeated_argument(name));
    }
    Some(arg)
}

fn admin_only(arg: &Arg, guarded: &mut Guarded, findings: &mut Findings) {
    match &arg.value {
        Value::Unreadable(_) => {}
        value if value.is_true() => {
            guarded.guard.admin_only = true;
            let scopes = guarded.guard.scopes();
            guarded.scopes.extend(scopes.iter().map(|scope| EventScope {
                what: format!("`{ADMIN_ONLY}`"),
                scope,
                span: arg.span,
            }));
        }
        Value::Call(call) if call.path.is_ident(NOT_NEEDED) => {
            let reason = match (call.positional.as_slice(), call.named.iter().next()) {
                ([reason], None) => reason.as_str().map(syn::LitStr::value),
                _ => None,
            };
            if reason.is_some_and(|reason| !reason.trim().is_empty()) {
                guarded.explained = true;
            } else {
                findings.error_at(call.path.span(), wording::NOT_NEEDED_HAS_A_REASON);
            }
        }
        other => findings.error_at(other.span(), wording::ADMIN_ONLY_VALUE),
    }
}

fn licensed(arg: &Arg, findings: &mut Findings) -> Option<Licensed> {
    let word = arg.value.as_ident().map(ToString::to_string);
    let found = word.as_deref().and_then(Licensed::named);
    if found.is_none() && !arg.value.is_unreadable() {
        findings.error_at(arg.value.span(), wording::LICENSED_VALUE);
    }
    found
}
