//! Keeping track of what was judged, and what was found.

use std::collections::BTreeMap;
use std::path::Path;

use connect_model::Origin;
use serde::Serialize;

use super::rule::{Rule, Severity};

/// A location in the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Place {
    /// The file, relative to the package.
    pub(crate) file: String,
    /// The line, starting at 1.
    pub(crate) line: usize,
}

impl Place {
    pub(crate) fn new(file: &Path, line: usize) -> Self {
        let file = file.display().to_string();
        Self { file, line }
    }
}

impl From<&Origin> for Place {
    fn from(origin: &Origin) -> Self {
        Self {
            file: origin.file.to_string(),
            line: origin.line as usize,
        }
    }
}

/// Something that is wrong, doubtful or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) place: Option<Place>,
    pub(crate) message: String,
    /// What to write there, if known.
    pub(crate) hint: Option<String>,
}

/// The outcome of one rule.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many things it was applied to.
    pub(crate) judged: usize,
    pub(crate) findings: Vec<Finding>,
    /// Why something could not be judged.
    pub(crate) not_judged: Vec<String>,
}

/// The outcome of each rule.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<Rule, Outcome>);

impl Ledger {
    /// Counts one more thing as judged.
    pub(crate) fn judge(&mut self, rule: Rule) {
        self.0.entry(rule).or_default().judged += 1;
    }

    /// Counts one more thing as judged and failed.
    pub(crate) fn find(&mut self, rule: Rule, place: Option<Place>, message: impl Into<String>) {
        self.add(rule, place, message.into(), None);
    }

    /// The same, with a hint what to write there.
    pub(crate) fn find_with(
        &mut self,
        rule: Rule,
        place: Option<Place>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(rule, place, message.into(), Some(hint.into()));
    }

    fn add(&mut self, rule: Rule, place: Option<Place>, message: String, hint: Option<String>) {
        let finding = Finding {
            place,
            message,
            hint,
        };
        let outcome = self.0.entry(rule).or_default();
        outcome.judged += 1;
        if !outcome.findings.contains(&finding) {
            outcome.findings.push(finding);
        }
    }

    /// Judges one thing: it passes, or the message says why not.
    pub(crate) fn expect(
        &mut self,
        rule: Rule,
        place: Option<Place>,
        passes: bool,
        message: impl FnOnce() -> String,
    ) {
        if passes {
            self.judge(rule);
        } else {
            self.find(rule, place, message());
        }
    }

    /// Records that something could not be judged.
    pub(crate) fn not_judged(&mut self, rule: Rule, why: impl Into<String>) {
        let why = why.into();
        let outcome = self.0.entry(rule).or_default();
        if !outcome.not_judged.contains(&why) {
            outcome.not_judged.push(why);
        }
    }

    /// The outcome of a rule.
    pub(crate) fn outcome(&self, rule: Rule) -> &Outcome {
        const NOTHING: &Outcome = &Outcome {
            judged: 0,
            findings: Vec::new(),
            not_judged: Vec::new(),
        };
        self.0.get(&rule).unwrap_or(NOTHING)
    }

    /// Whether there is no error.
    pub(crate) fn passes(&self) -> bool {
        self.0.iter().all(|(rule, outcome)| {
            outcome.findings.is_empty() || rule.row().severity != Severity::Error
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_error_fails() {
        let mut ledger = Ledger::default();
        assert!(ledger.passes());
        ledger.find(Rule::ConnectsEnd, None, "a note");
        ledger.find(Rule::LeastPrivilege, None, "a warning");
        assert!(ledger.passes());
        ledger.find(Rule::AppKey, None, "an error");
        assert!(!ledger.passes());
    }

    #[test]
    fn what_is_found_twice_is_reported_once_and_counted_twice() {
        let mut ledger = Ledger::default();
        ledger.find(Rule::Hsts, None, "no header");
        ledger.find(Rule::Hsts, None, "no header");
        let outcome = ledger.outcome(Rule::Hsts);
        assert_eq!((outcome.judged, outcome.findings.len()), (2, 1));
    }
}
