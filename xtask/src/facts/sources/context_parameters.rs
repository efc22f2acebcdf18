//! The table of context parameters: which names exist, and where each is bound.

use super::names::remark;
use super::source::{Object, Source};
use crate::facts::Fault;
use crate::facts::cell::Rule;
use crate::facts::rows::ContextParameterRow;
use std::collections::BTreeSet;

const ANYWHERE: &[&str] = &[];
const MACROS: &[&str] = &["dynamicContentMacros", "staticContentMacros"];

/// `(phrase, kinds)`: the facts' phrase for where a parameter is available, and the kinds of module
/// that it means. Most phrases are about the content of a page, which does not follow from the kind:
/// those bind anywhere, so that nothing valid is refused.
const PLACES: &[(&str, &[&str])] = &[
    ("any url with context params", ANYWHERE),
    ("board modules", ANYWHERE),
    ("board/backlog modules", ANYWHERE),
    ("descriptor urls", ANYWHERE),
    ("dynamicContentMacros/staticContentMacros url", MACROS),
    (
        "generalPages etc. opened with ?ac.<name>=… or navigator customData",
        ANYWHERE,
    ),
    ("issue view modules", ANYWHERE),
    ("issue view, project pages/settings, reports", ANYWHERE),
    ("jiraDashboardItems", &["jiraDashboardItems"]),
    (
        "jiraDevelopmentTool.actions.createBranch.templateUrl",
        &["jiraDevelopmentTool"],
    ),
    (
        "jiraWorkflowConditions view/edit",
        &["jiraWorkflowConditions"],
    ),
    (
        "jiraWorkflowPostFunctions view/edit",
        &["jiraWorkflowPostFunctions"],
    ),
    (
        "jiraWorkflowValidators view/edit",
        &["jiraWorkflowValidators"],
    ),
    ("macro url", MACROS),
    ("macros", MACROS),
    ("page", ANYWHERE),
    ("page, blog post, custom content", ANYWHERE),
    ("portal/organization modules", ANYWHERE),
    ("space or content context", ANYWHERE),
    ("sprint modules", ANYWHERE),
    ("user profile", ANYWHERE),
    ("version/component admin pages", ANYWHERE),
    ("webhook urls", &["webhooks"]),
];

/// `(remark, kinds)`: the parenthesized remark after a deprecation, and the kinds of module in which
/// the parameter is as good as ever.
const REMARKS: &[(&str, &[&str])] = &[("GDPR", &[]), ("still used by macros", MACROS)];

pub(crate) fn derive(source: &Source) -> Result<Vec<ContextParameterRow>, Fault> {
    let rows = source.read("context-parameters.json")?.rows("params")?;
    let names: Result<BTreeSet<&str>, Fault> = rows.iter().map(|row| row.text("param")).collect();
    let names = names?;
    rows.iter()
        .map(|row| {
            let name = row.text("param")?;
            let available = row.text("available")?;
            let deprecation = Deprecation::of(row, &names)?;
            let kinds = listed(row, PLACES, "place", available)?;
            let current_in = deprecation.as_ref().map_or(ANYWHERE, |it| it.current_in);
            Ok(ContextParameterRow {
                parameter: name.to_owned(),
                product: row.word("product")?,
                rule: rule(row, name)?,
                available: available.to_owned(),
                kinds: kinds.iter().copied().collect(),
                deprecated: deprecation.is_some(),
                instead: deprecation.and_then(|it| it.instead),
                current_in: current_in.iter().copied().collect(),
                scope: row.optional("required_scope").map(str::to_owned),
                confidence: row.confidence()?,
                note: remark(
                    row,
                    &["documented", "unverified", "seen in Atlassian descriptor"],
                ),
            })
        })
        .collect()
}

/// The kinds for a phrase. An unlisted phrase is a fault: it may be about few kinds.
fn listed(
    row: &Object,
    phrases: &[(&str, &'static [&'static str])],
    what: &str,
    phrase: &str,
) -> Result<&'static [&'static str], Fault> {
    let found = phrases.iter().find(|(known, _)| *known == phrase);
    found.map(|(_, kinds)| *kinds).ok_or_else(|| {
        let name = row.optional("param").unwrap_or_default();
        row.fault(format!("no kinds for the {what} `{phrase}` of `{name}`"))
    })
}

fn rule(row: &Object, name: &str) -> Result<Rule, Fault> {
    Ok(if name.starts_with("condition.<") {
        Rule::Condition
    } else if name.starts_with('<') {
        Rule::MacroParameter
    } else if name.ends_with(".<name>") {
        Rule::Identifier
    } else if name.ends_with(".*") {
        Rule::Below
    } else if row.get("pattern").is_none() {
        Rule::Exact
    } else {
        return Err(row.fault(format!("no rule for the pattern of `{name}`")));
    })
}

/// `deprecated: content.* (still used by macros)`.
#[derive(Debug, PartialEq, Eq)]
struct Deprecation {
    /// The parameter to use: for `page.id` and `content.*` it is `content.id`.
    instead: Option<String>,
    current_in: &'static [&'static str],
}

impl Deprecation {
    fn of(row: &Object, names: &BTreeSet<&str>) -> Result<Option<Self>, Fault> {
        let name = row.text("param")?;
        let Some(rest) = row
            .optional("status")
            .and_then(|status| status.strip_prefix("deprecated"))
        else {
            return Ok(None);
        };
        let (stated, current_in) = match rest.split_once(" (") {
            Some((stated, remark)) => {
                let remark = remark.trim_end_matches(')');
                (stated, listed(row, REMARKS, "remark", remark)?)
            }
            None => (rest, ANYWHERE),
        };
        let instead = stated.strip_prefix(": ").map(|stated| {
            let last = name.rsplit('.').next().unwrap_or_default();
            stated.replace('*', last)
        });
        match &instead {
            Some(instead) if !names.contains(instead.as_str()) => Err(row.fault(format!(
                "`{name}` gives way to `{instead}`, which is not a parameter"
            ))),
            _ => Ok(Some(Self {
                instead,
                current_in,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(status: &str, available: &str) -> Object {
        let fields = json!({ "param": "page.id", "status": status, "available": available });
        Object::new("params[0]".to_owned(), fields).unwrap()
    }

    fn deprecation(status: &str) -> Result<Option<Deprecation>, String> {
        let names = BTreeSet::from(["content.id", "page.id"]);
        Deprecation::of(&row(status, "page"), &names).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_deprecation_says_what_to_use_and_where_there_is_none() {
        assert_eq!(deprecation("documented"), Ok(None));
        let of = |instead: Option<&str>, current_in| {
            Ok(Some(Deprecation {
                instead: instead.map(str::to_owned),
                current_in,
            }))
        };
        assert_eq!(deprecation("deprecated (GDPR)"), of(None, ANYWHERE));
        assert_eq!(
            deprecation("deprecated: content.id"),
            of(Some("content.id"), ANYWHERE)
        );
        assert_eq!(
            deprecation("deprecated: content.* (still used by macros)"),
            of(Some("content.id"), MACROS)
        );
    }

    #[test]
    fn what_the_lists_lack_is_a_fault() {
        let unknown = deprecation("deprecated (since Tuesday)").unwrap_err();
        assert!(unknown.contains("since Tuesday"), "{unknown}");
        let nowhere = deprecation("deprecated: blog.*").unwrap_err();
        assert!(nowhere.contains("blog.id"), "{nowhere}");
        let row = row("documented", "the moon");
        let place = listed(&row, PLACES, "place", "the moon").unwrap_err();
        assert!(place.to_string().contains("the moon"), "{place}");
    }

    #[test]
    fn phrases_are_sorted_and_unique() {
        for pair in PLACES.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{}", pair[1].0);
        }
    }
}
