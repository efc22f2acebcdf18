//! The page that lists the issues with the most points.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use connect_runtime::prelude::*;
use maud::html;
use serde::Deserialize;

use crate::points::{PROPERTY, Points};

/// How many issues are looked at, and how many are shown.
const LOOKED_AT: usize = 500;
const SHOWN: usize = 50;

#[derive(Debug, Deserialize)]
struct Issue {
    key: String,
    fields: Fields,
    #[serde(default)]
    properties: BTreeMap<String, Points>,
}

#[derive(Debug, Deserialize)]
struct Fields {
    summary: String,
}

impl Issue {
    fn total(&self) -> usize {
        self.properties.get(PROPERTY).map_or(0, Points::total)
    }
}

/// Most wanted
#[general_page(location = "system.top.navigation.bar", conditions = user_is_logged_in)]
async fn ranking(user: User, jira: Jira) -> Result<Page> {
    // As the user, so that the list shows only what they may see.
    let me = as_user!(jira, user);
    let mut found = jira!(
        me,
        GET "/rest/api/3/search/jql",
        query(
            jql = "votes > 0 ORDER BY votes DESC",
            fields = ["summary"],
            properties = [PROPERTY],
            maxResults = 100,
        ),
    )
    .items();
    let mut issues: Vec<Issue> = Vec::new();
    while let Some(issue) = found.next().await {
        issues.push(issue?);
        if issues.len() == LOOKED_AT {
            break;
        }
    }
    issues.sort_by_key(|issue| Reverse(issue.total()));
    let site = me.base_url();
    Ok(Page::new("Most wanted").body(html! {
        h1 { "Most wanted" }
        @if issues.is_empty() {
            div.empty { p { "The issues that people have voted for will be listed here." } }
        }
        ol {
            @for issue in issues.iter().take(SHOWN) {
                li {
                    a href={ (site) "browse/" (issue.key) } target="_top" { (issue.key) }
                    " " (issue.fields.summary) " (" (issue.total()) ")"
                }
            }
        }
    }))
}
