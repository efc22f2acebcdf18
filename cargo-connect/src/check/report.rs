//! The report, as JSON and as text.

use std::fmt::Write as _;

use serde::Serialize;

use super::ledger::{Ledger, Outcome, Place};
use super::rule::{Asks, Rule, Severity};
use crate::counted::counted;

/// What `--json` prints; its format is documented in the module above.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    app: &'a str,
    passes: bool,
    counts: Counts,
    findings: Vec<Found<'a>>,
    rules: Vec<Judged<'a>>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    passed: usize,
    failed: usize,
    not_judged: usize,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    rule: &'static str,
    severity: Severity,
    #[serde(flatten)]
    place: Option<&'a Place>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    mend: &'static str,
    source: &'static str,
}

#[derive(Debug, Serialize)]
struct Judged<'a> {
    rule: &'static str,
    severity: Severity,
    asks: Asks,
    outcome: Verdict,
    judged: usize,
    not_judged: &'a [String],
}

/// The verdict of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Passed,
    Failed,
    NotJudged,
}

impl Verdict {
    fn of(outcome: &Outcome) -> Self {
        match (outcome.findings.is_empty(), outcome.judged) {
            (false, _) => Self::Failed,
            (true, 0) => Self::NotJudged,
            (true, _) => Self::Passed,
        }
    }
}

impl<'a> Report<'a> {
    pub(crate) fn of(app: &'a str, ledger: &'a Ledger) -> Self {
        let mut counts = Counts::default();
        let (mut findings, mut rules) = (Vec::new(), Vec::new());
        for &rule in Rule::ALL {
            let (row, outcome) = (rule.row(), ledger.outcome(rule));
            let verdict = Verdict::of(outcome);
            *match verdict {
                Verdict::Passed => &mut counts.passed,
                Verdict::Failed => &mut counts.failed,
                Verdict::NotJudged => &mut counts.not_judged,
            } += 1;
            rules.push(Judged {
                rule: row.id,
                severity: row.severity,
                asks: row.asks,
                outcome: verdict,
                judged: outcome.judged,
                not_judged: &outcome.not_judged,
            });
            *match row.severity {
                Severity::Error => &mut counts.errors,
                Severity::Warning => &mut counts.warnings,
                Severity::Note => &mut counts.notes,
            } += outcome.findings.len();
            findings.extend(outcome.findings.iter().map(|finding| Found {
                rule: row.id,
                severity: row.severity,
                place: finding.place.as_ref(),
                message: &finding.message,
                hint: finding.hint.as_deref(),
                mend: row.mend,
                source: row.source,
            }));
        }
        findings.sort_by_key(|found| found.severity);
        Self {
            app,
            passes: ledger.passes(),
            counts,
            findings,
            rules,
        }
    }

    /// The report as text. `hints` adds to each finding what to write there.
    pub(crate) fn text(&self, hints: bool) -> String {
        let mut text = String::new();
        let mut last = None;
        for found in &self.findings {
            if last != Some(found.rule) {
                close(&mut text, last);
                let severity = format!("{:?}", found.severity).to_lowercase();
                let rule = Rule::ALL.iter().find(|rule| rule.row().id == found.rule);
                let holds = rule.map_or("", |rule| rule.row().holds);
                let _ = writeln!(text, "{severity}[{}]: {holds}", found.rule);
                last = Some(found.rule);
            }
            match found.place {
                Some(place) => {
                    let _ = writeln!(text, "  {}:{}: {}", place.file, place.line, found.message);
                }
                None => {
                    let _ = writeln!(text, "  {}", found.message);
                }
            }
            if let Some(hint) = found.hint.filter(|_| hints) {
                let _ = writeln!(text, "    help: {hint}");
            }
        }
        close(&mut text, last);
        let of = |verdict| {
            self.rules
                .iter()
                .filter(move |rule| rule.outcome == verdict)
        };
        let _ = writeln!(
            text,
            "{}: {}, {}, {}",
            self.app,
            counted(self.counts.errors, "error"),
            counted(self.counts.warnings, "warning"),
            counted(self.counts.notes, "note"),
        );
        let _ = writeln!(
            text,
            "{} rules: {} passed, {} with findings, {} not judged",
            self.rules.len(),
            self.counts.passed,
            self.counts.failed,
            self.counts.not_judged
        );
        for rule in of(Verdict::Passed) {
            let _ = writeln!(
                text,
                "  passed      {:<28} {:>4} judged",
                rule.rule, rule.judged
            );
        }
        for rule in &self.rules {
            let whole = rule.outcome == Verdict::NotJudged;
            let what = if whole { "not judged" } else { "in part" };
            let nothing = ["nothing in the app for it to judge".to_owned()];
            let reasons = match rule.not_judged {
                [] if whole => nothing.as_slice(),
                reasons => reasons,
            };
            for why in reasons {
                let _ = writeln!(text, "  {what:<10}  {:<28} {why}", rule.rule);
            }
        }
        text
    }
}

/// Prints what applies to all findings of a rule, after the last of them.
fn close(text: &mut String, rule: Option<&str>) {
    let rule = rule.and_then(|id| Rule::ALL.iter().find(|rule| rule.row().id == id));
    if let Some(rule) = rule {
        let row = rule.row();
        let _ = writeln!(text, "  fix: {}\n  source: {}\n", row.mend, row.source);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        let place = Some(Place::new(Path::new("src/main.rs"), 7));
        ledger.find_with(
            Rule::AppKey,
            place,
            "key \"a b\" has a space",
            "write \"a-b\"",
        );
        ledger.find(Rule::ConnectsEnd, None, "in January 2027");
        ledger.judge(Rule::Https);
        ledger.not_judged(Rule::Hsts, "no app was asked");
        ledger
    }

    #[test]
    fn text_has_place_fix_source_and_counts() {
        let ledger = ledger();
        let report = Report::of("com.example.a", &ledger);
        let text = report.text(false);
        for line in [
            "error[app-key]: The app's key has",
            "  src/main.rs:7: key \"a b\" has a space\n",
            "  fix: choose another key",
            "  source: App descriptor\n",
            "com.example.a: 1 error, 0 warnings, 1 note\n",
            "  not judged  hsts                         no app was asked\n",
            "  passed      https                           1 judged\n",
            "nothing in the app for it to judge",
        ] {
            assert!(text.contains(line), "{line:?} in\n{text}");
        }
        assert!(!text.contains("help:"));
        assert!(report.text(true).contains("    help: write \"a-b\"\n"));
    }

    #[test]
    fn json_has_the_documented_shape() {
        let ledger = ledger();
        let json = serde_json::to_value(Report::of("com.example.a", &ledger)).unwrap();
        assert_eq!(json["passes"], false);
        assert_eq!(json["counts"]["errors"], 1);
        assert_eq!(json["counts"]["passed"], 1);
        assert_eq!(json["findings"][0]["rule"], "app-key");
        assert_eq!(json["findings"][0]["severity"], "error");
        assert_eq!(json["findings"][0]["file"], "src/main.rs");
        assert_eq!(json["findings"][0]["line"], 7);
        assert_eq!(json["findings"][1]["rule"], "connects-end");
        assert!(json["findings"][1].get("file").is_none());
        let rules = json["rules"].as_array().unwrap();
        let hsts = rules.iter().find(|rule| rule["rule"] == "hsts").unwrap();
        assert_eq!(hsts["outcome"], "not-judged");
        assert_eq!(hsts["not_judged"][0], "no app was asked");
    }
}
