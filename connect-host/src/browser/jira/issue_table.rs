//! A table of issues.

use maud::{Markup, html};
use serde_json::Value;

use super::super::json::text;

/// The fields shown in a list of issues.
pub(super) const LISTED: &str = "summary,status,issuetype,assignee,project";

/// A status in the colour of its category.
pub(super) fn status(issue: &Value) -> Markup {
    let category = text(issue, "/fields/status/statusCategory/key");
    let colour = match category.as_str() {
        "done" => "lozenge done",
        "indeterminate" => "lozenge progress",
        _ => "lozenge",
    };
    html! { span class=(colour) { (text(issue, "/fields/status/name")) } }
}

/// A table of issues.
pub(super) fn issue_table(issues: &[Value]) -> Markup {
    html! {
        @if issues.is_empty() {
            p class="subtle" { "No issues." }
        } @else {
            table {
                thead { tr {
                    th scope="col" { "Key" } th scope="col" { "Summary" } th scope="col" { "Type" }
                    th scope="col" { "Status" } th scope="col" { "Assignee" }
                } }
                tbody { @for issue in issues { tr {
                    td { a href={ "/browse/" (text(issue, "/key")) } { (text(issue, "/key")) } }
                    td { (text(issue, "/fields/summary")) }
                    td { (text(issue, "/fields/issuetype/name")) }
                    td { (status(issue)) }
                    td { (text(issue, "/fields/assignee/displayName")) }
                } } }
            }
        }
    }
}
