//! The reports as text, at most a hundred columns wide.

use std::borrow::Cow;
use std::collections::BTreeSet;

use connect_model::reasons::{Called, OAuth, Reasons, Requirement};
use connect_model::{Scope, ScopeSet};
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::check::ForgeScopes;
use super::difference::Difference;

/// The width to wrap text at.
const WIDTH: usize = 100;
/// The widest text that widens a column; a longer one only shifts its own line.
const COLUMN: usize = 64;

/// Why an app asks for its scopes: the places by scope, the most powerful scope first; then what it requests
/// on Forge.
pub(super) fn report(reasons: &Reasons, on_forge: &ForgeScopes) -> String {
    let mut lines = Vec::new();
    heading(reasons, &mut lines);
    let groups: Vec<Group<'_>> = Scope::ALL
        .into_iter()
        .rev()
        .map(Some)
        .chain([None])
        .map(|scope| Group::of(reasons, scope))
        .filter(|group| !group.places.is_empty())
        .collect();
    let columns = Columns::of(groups.iter().flat_map(|group| &group.places));
    for group in &groups {
        lines.push(String::new());
        lines.push(group.heading(reasons));
        lines.extend(group.places.iter().map(|place| columns.line(place)));
    }
    let decides = |group: &Group<'_>| group.places.iter().any(|place| place.remaining.is_some());
    if !reasons.needed().is_empty() && !groups.iter().any(decides) {
        lines.push(String::new());
        lines.push(
            "No single place decides: without any one of them the code needs the same.".into(),
        );
    }
    oauth(reasons, &mut lines);
    forge(on_forge, &mut lines);
    lines.join("\n") + "\n"
}

/// What has changed since a revision, and what follows from it.
pub(super) fn difference(difference: &Difference<'_>) -> String {
    let short: String = difference.commit.chars().take(10).collect();
    let mut lines = vec![format!(
        "{} asked for {} at {} ({short}), and asks for {} now.",
        difference.app,
        named(difference.before),
        difference.revision,
        named(difference.after),
    )];
    let mut group = |what: &str, scopes: ScopeSet, places: &[&Requirement], no_place: &str| {
        if scopes.is_empty() {
            return;
        }
        lines.push(String::new());
        lines.push(format!("{what}: {scopes}"));
        let places: Vec<Place<'_>> = places.iter().map(|one| Place::of(one, None)).collect();
        let columns = Columns::of(&places);
        lines.extend(places.iter().map(|place| columns.line(place)));
        if places.is_empty() {
            lines.push(format!("  {no_place}"));
        }
    };
    let no_place = "app! grants it by name; no place in the code needs it";
    group("added", difference.added, &difference.causes, no_place);
    let (gone, no_place) = match &difference.gone {
        Some(gone) => (gone.as_slice(), "no place in the code needed it"),
        None => (&[][..], "its places at that revision are unknown"),
    };
    group("removed", difference.removed, gone, no_place);
    lines.push(String::new());
    // "Upgrade and version cloud apps", the Marketplace's documentation.
    lines.extend(wrapped(
        "",
        &if difference.needs_approval {
            format!(
                "This is an increase: an administrator of each site that has the app must approve \
                 {} before the site gets this version.",
                difference.added
            )
        } else {
            "This is not an increase: sites get this version without an approval.".to_owned()
        },
        WordSeparator::AsciiSpace,
    ));
    lines.join("\n") + "\n"
}

fn heading(reasons: &Reasons, lines: &mut Vec<String>) {
    let (app, scopes) = (&reasons.app, named(reasons.scopes()));
    if reasons.ceiling.is_none() {
        lines.push(format!("{app} asks for {scopes}: what its code needs."));
        return;
    }
    lines.push(format!("{app} asks for {scopes}: what app! grants."));
    let unused: ScopeSet = reasons.unused().collect();
    if !unused.is_empty() {
        lines.push(format!(
            "Nothing needs {unused}; for the code {} would do.",
            named(reasons.needed())
        ));
    }
}

/// The places that need one scope.
struct Group<'a> {
    scope: Option<Scope>,
    places: Vec<Place<'a>>,
}

impl<'a> Group<'a> {
    fn of(reasons: &'a Reasons, scope: Option<Scope>) -> Self {
        let place = |needed| {
            let without = reasons.without(needed);
            Place::of(needed, (without != reasons.needed()).then_some(without))
        };
        // A method of the client may need a scope for several operations.
        let mut places: Vec<&Requirement> = reasons.of_scope(scope).collect();
        places.dedup_by(|one, other| one.same_place(other));
        Self {
            scope,
            places: places.into_iter().map(place).collect(),
        }
    }

    fn heading(&self, reasons: &Reasons) -> String {
        let Self { scope, places } = self;
        let count = match places.len() {
            1 => "1 place".to_owned(),
            many => format!("{many} places"),
        };
        let Some(scope) = scope else {
            return format!("no scope needed: {count}");
        };
        let needed = reasons.needed();
        if !needed.contains(*scope) {
            let above = needed.iter().find(|other| other.implies(*scope));
            let above = above.map_or(String::new(), |above| format!("; {above} covers it"));
            return format!("{scope}: {count}{above}");
        }
        match places.as_slice() {
            [_] => format!("{scope}: {count}"),
            _ => format!(
                "{scope}: {count}; without all of them: {}",
                named(reasons.without_scope(*scope))
            ),
        }
    }
}

/// One place, as a line.
struct Place<'a> {
    needed: &'a Requirement,
    at: String,
    remaining: Option<ScopeSet>,
}

impl<'a> Place<'a> {
    fn of(needed: &'a Requirement, remaining: Option<ScopeSet>) -> Self {
        let origin = &needed.origin;
        let at = format!("{}:{}", origin.file, origin.line);
        Self {
            needed,
            at,
            remaining,
        }
    }

    fn what(&self) -> String {
        let Requirement { scope, what, .. } = self.needed;
        match scope {
            None => what.clone(),
            Some(scope) => format!("{what} → {scope}"),
        }
    }
}

/// The widths of the columns of places.
struct Columns {
    at: usize,
    what: usize,
}

impl Columns {
    fn of<'a>(places: impl IntoIterator<Item = &'a Place<'a>>) -> Self {
        let mut columns = Self { at: 0, what: 0 };
        for place in places {
            columns.at = columns.at.max(place.at.chars().count());
            let what = place.what().chars().count();
            if place.remaining.is_some() && what <= COLUMN {
                columns.what = columns.what.max(what);
            }
        }
        columns
    }

    fn line(&self, place: &Place<'_>) -> String {
        let (at, what) = (&place.at, place.what());
        let line = format!("  {at:<width$}  ", width = self.at);
        match place.remaining {
            Some(remaining) => format!(
                "{line}{what:<width$}  without it: {}",
                named(remaining),
                width = self.what
            ),
            None => line + &what,
        }
    }
}

/// What the manifest requests, and why.
fn forge(scopes: &ForgeScopes, lines: &mut Vec<String>) {
    if scopes.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push("The manifest of a Forge version asks for".to_owned());
    let width = scopes.keys().map(|name| name.chars().count());
    let width = width.max().unwrap_or_default();
    for (name, scope) in scopes {
        let reasons: Vec<&str> = scope.reasons.iter().map(String::as_str).collect();
        let as_users = if scope.impersonated {
            " (also as users)"
        } else {
            ""
        };
        let reasons = format!("{}{as_users}", reasons.join("; "));
        lines.extend(wrapped(
            &format!("  {name:<width$}  "),
            &reasons,
            WordSeparator::AsciiSpace,
        ));
    }
}

/// What an OAuth 2.0 client, such as an app on Forge, would request.
fn oauth(reasons: &Reasons, lines: &mut Vec<String>) {
    let oauth = reasons.oauth();
    if reasons
        .requirements
        .iter()
        .all(|needed| needed.operation.is_none())
    {
        return;
    }
    lines.push(String::new());
    lines.push("For the same calls a Forge version needs the OAuth 2.0 scopes".to_owned());
    let scopes = |scopes: &BTreeSet<&str>| {
        if scopes.is_empty() {
            return "none".to_owned();
        }
        scopes.iter().copied().collect::<Vec<_>>().join(", ")
    };
    lines.extend(wrapped("  classic   ", &scopes(&oauth.classic), LIST));
    lines.extend(wrapped("  granular  ", &scopes(&oauth.granular), LIST));
    lines.push("Each call needs its classic scopes or its granular ones, not both.".to_owned());
    lacking(&oauth, lines);
    let uncounted: BTreeSet<&str> = reasons
        .requirements
        .iter()
        .filter(|needed| needed.operation.is_none())
        .map(|needed| needed.what.as_str())
        .collect();
    if !uncounted.is_empty() {
        let list = uncounted.into_iter().collect::<Vec<_>>().join(", ");
        lines.push("Not counted, because they name no operation".to_owned());
        lines.extend(wrapped("  ", &list, LIST));
    }
}

/// The operations with only one kind of documented scopes, or none.
fn lacking(oauth: &OAuth, lines: &mut Vec<String>) {
    for (operations, says) in [
        (
            &oauth.granular_only,
            "Only granular ones are documented for",
        ),
        (&oauth.classic_only, "Only classic ones are documented for"),
        (&oauth.unknown, "None is documented for"),
    ] {
        if operations.is_empty() {
            continue;
        }
        lines.push(says.to_owned());
        lines.extend(
            operations
                .iter()
                .map(|Called { method, path, .. }| format!("  {method} {path}")),
        );
    }
}

/// The names in a set, or a note that it is empty.
fn named(scopes: ScopeSet) -> String {
    if scopes.is_empty() {
        "no scope".to_owned()
    } else {
        scopes.to_string()
    }
}

/// Breaks a list only between its items.
const LIST: WordSeparator =
    WordSeparator::Custom(|line| Box::new(line.split_inclusive(", ").map(Word::from)));

/// Text after a label, with further lines aligned with the start of the text.
fn wrapped(label: &str, text: &str, separator: WordSeparator) -> Vec<String> {
    let indent = " ".repeat(label.chars().count());
    let options = Options::new(WIDTH)
        .initial_indent(label)
        .subsequent_indent(&indent)
        .word_separator(separator)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests;
