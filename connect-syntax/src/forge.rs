//! `forge`: how an item is moved to Forge, if that differs from the rest of the app.

use connect_model::forge::assemble::{Choice, FORGE};

use crate::args::Args;
use crate::findings::Findings;
use crate::wording;

/// The argument taken here, for suggestions for a misspelled one.
pub(crate) const ARGUMENTS: [&str; 1] = [FORGE];

/// Takes `forge = skip` and the like.
pub(crate) fn take(args: &mut Args, findings: &mut Findings) -> Option<Choice> {
    let arg = args.remove(FORGE)?;
    while let Some(again) = args.remove(FORGE) {
        findings.error_at(again.span, wording::repeated_argument(FORGE));
    }
    let word = arg.value.as_ident().map(ToString::to_string);
    let found = word.as_deref().and_then(Choice::named);
    if found.is_none() && !arg.value.is_unreadable() {
        findings.error_at(arg.value.span(), wording::FORGE_VALUE);
    }
    found
}
