//! Why the app requests its scopes, as a file, and which of them it does not need.

use connect_model::Origin;
use connect_model::Scope;
use connect_model::reasons::Reasons;

/// The content of `scopes.json`.
pub(super) fn json(reasons: &Reasons) -> String {
    let mut text = serde_json::to_string_pretty(reasons).unwrap_or_else(|_| "{}".to_owned());
    text.push('\n');
    text
}

/// A warning for each scope that `app!`, written at `place`, grants and nothing needs.
pub(super) fn unused(reasons: &Reasons, place: &Origin) -> Vec<String> {
    let granted = reasons.scopes();
    let needed = reasons.needed();
    reasons
        .unused()
        .map(|scope| {
            // Needed, and granted only because this scope implies it.
            let enough: Vec<&str> = needed
                .iter()
                .filter(|lesser| !granted.contains(*lesser) && scope.implies(*lesser))
                .map(Scope::name)
                .collect();
            let instead = match enough.as_slice() {
                [] => "remove it from scopes".to_owned(),
                [one] => format!("{one} is enough"),
                several => format!("{} are enough", several.join(" and ")),
            };
            format!("{place}: app! grants {scope}, which nothing needs: {instead}")
        })
        .collect()
}
