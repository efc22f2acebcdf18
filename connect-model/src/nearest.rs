//! The nearest known names to an unknown one.
//!
//! People get three things wrong: a letter or two, the notation of a name (`issueKey` for
//! `issue.key`), and its prefix or suffix (`issue_created` for `jira:issue_created`). Each has its
//! own measure; the smallest counts.

use std::collections::BTreeMap;

/// More suggestions are not worth reading.
const MAX_SUGGESTIONS: usize = 3;

/// The nearest of `known` to `name`, best first: at most three, only plausible ones, in a stable
/// order, without duplicates.
///
/// ```
/// use connect_model::nearest::nearest;
/// assert_eq!(nearest("issueKey", ["issue.id", "issue.key"]), ["issue.key"]);
/// assert!(nearest("frobnicate", ["issue.id", "issue.key"]).is_empty());
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    nearest_ranked(name, known.into_iter().map(|candidate| (candidate, 0)))
}

/// As [`nearest`], with a handicap for each candidate, in letters: how much nearer it must be than
/// one without.
pub fn nearest_ranked<'a>(
    name: &str,
    known: impl IntoIterator<Item = (&'a str, usize)>,
) -> Vec<&'a str> {
    let wanted = Spelling::of(name);
    let mut scores: BTreeMap<&'a str, (usize, usize)> = BTreeMap::new();
    for (candidate, handicap) in known {
        if let Some(distance) = wanted.distance(&Spelling::of(candidate)) {
            let score = (distance + handicap, distance);
            scores
                .entry(candidate)
                .and_modify(|old| *old = score.min(*old))
                .or_insert(score);
        }
    }
    let mut ranked: Vec<(usize, usize, &'a str)> = scores
        .into_iter()
        .map(|(name, (score, distance))| (score, distance, name))
        .collect();
    ranked.sort_unstable();
    // Next to a good match, a much worse one is only noise.
    let Some(best) = ranked.first().map(|it| it.0) else {
        return Vec::new();
    };
    ranked.retain(|it| it.0 <= best + 1);
    ranked.truncate(MAX_SUGGESTIONS);
    ranked.into_iter().map(|it| it.2).collect()
}

/// A name in lower case, with and without the separators of its parts.
struct Spelling {
    lower: String,
    letters: String,
    /// The number of letters.
    count: usize,
}

impl Spelling {
    fn of(name: &str) -> Self {
        let lower = name.trim().to_lowercase();
        let letters = letters(&lower);
        let count = letters.chars().count();
        Spelling {
            lower,
            letters,
            count,
        }
    }

    /// How many letters apart the names are; `None` if too many for a typo.
    fn distance(&self, known: &Spelling) -> Option<usize> {
        if self.letters.is_empty() || known.letters.is_empty() {
            return (self.lower == known.lower).then_some(0);
        }
        if self.letters == known.letters {
            return Some(0);
        }
        let (short, long) = if self.count <= known.count {
            (self, known)
        } else {
            (known, self)
        };
        let allowed = long.count.div_ceil(4).min(6);
        // The distance is never less than the difference in length, and is more expensive to
        // compute.
        let slip = (long.count - short.count <= allowed)
            .then(|| strsim::damerau_levenshtein(&self.letters, &known.letters))
            .filter(|distance| *distance <= allowed);
        slip.into_iter().chain(affix(short, long)).min()
    }
}

/// A name without the separators of its parts.
fn letters(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// One name is the other without some parts at its start or end, give or take a letter. The
/// remainder must be long enough to be meaningful.
fn affix(short: &Spelling, long: &Spelling) -> Option<usize> {
    if short.count < 4 {
        return None;
    }
    let allowed = short.count / 6;
    let separators = long
        .lower
        .char_indices()
        .filter(|(_, letter)| !letter.is_alphanumeric());
    separators
        .flat_map(|(at, separator)| {
            let head = long.lower.get(..at);
            let tail = long.lower.get(at + separator.len_utf8()..);
            [head, tail].into_iter().flatten().map(letters)
        })
        // Only parts of about the same length can be near.
        .filter(|part| part.chars().count().abs_diff(short.count) <= allowed)
        .map(|part| strsim::damerau_levenshtein(&short.letters, &part))
        .filter(|distance| *distance <= allowed)
        .min()
        // A missing part counts as two letters, so that a mere typo comes first.
        .map(|distance| distance + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 8] = [
        "atl.jira.view.issue.left.context",
        "atl.jira.view.issue.right.context",
        "comment_created",
        "issue.id",
        "issue.key",
        "jira:issue_created",
        "jira:issue_updated",
        "project.key",
    ];

    #[test]
    fn slips_of_the_hand() {
        assert_eq!(nearest("issue.kye", NAMES), ["issue.key"]);
        assert_eq!(nearest("jira:issue_create", NAMES), ["jira:issue_created"]);
        assert_eq!(
            nearest("atl.jira.view.issue.right.contxt", NAMES),
            ["atl.jira.view.issue.right.context"]
        );
    }

    #[test]
    fn other_spellings_are_matched() {
        for name in [
            "issueKey",
            "ISSUE.KEY",
            "issue_key",
            "issue-key",
            " issuekey",
        ] {
            assert_eq!(nearest(name, NAMES), ["issue.key"], "{name}");
        }
    }

    #[test]
    fn missing_and_extra_ends_are_matched() {
        assert_eq!(nearest("issue_created", NAMES), ["jira:issue_created"]);
        assert_eq!(nearest("jira:comment_created", NAMES), ["comment_created"]);
        assert_eq!(
            nearest("view.issue.right.context", NAMES),
            ["atl.jira.view.issue.right.context"]
        );
        assert_eq!(nearest("context.issue.key", NAMES), ["issue.key"]);
    }

    #[test]
    fn nothing_is_better_than_something_far() {
        assert!(nearest("", NAMES).is_empty());
        assert!(nearest("banana", NAMES).is_empty());
        assert!(nearest("…", NAMES).is_empty());
    }

    #[test]
    fn at_most_three_each_once_in_a_stable_order() {
        let known = ["ab_4", "ab_3", "ab_2", "ab_1", "ab_1"];
        assert_eq!(nearest("ab_0", known), ["ab_1", "ab_2", "ab_3"]);
    }

    #[test]
    fn a_handicap_puts_a_name_behind() {
        let known = [("ab_1", 1), ("ab_2", 0)];
        assert_eq!(nearest_ranked("ab_0", known), ["ab_2", "ab_1"]);
    }
}
