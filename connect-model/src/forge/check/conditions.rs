//! Checks of display conditions.

use serde_json::Value;

use super::modules::with_suggestion;
use super::{Check, Module};
use crate::fact::Unknown;
use crate::forge::condition;
use crate::forge::module::{ForgeModule, View};

/// The names of condition groups.
const OPERATORS: [&str; 3] = ["and", "or", "not"];

/// Display conditions that correspond to no Connect condition, and the views in which they can be
/// used.
const OTHERS: [(&str, View); 2] = [
    ("issueType", View::JiraIssue),
    ("hasDeletePermission", View::Confluence),
];

impl Check<'_> {
    pub(super) fn display_conditions(&mut self, module: &Module<'_>, row: &ForgeModule) {
        let Some(conditions) = module.properties.get("displayConditions") else {
            return;
        };
        let at = format!("{}.displayConditions", module.at);
        if !row.conditions {
            // It is an unknown property, which has already been reported.
            return;
        }
        self.group(&at, conditions, row);
    }

    fn group(&mut self, at: &str, conditions: &Value, row: &ForgeModule) {
        if let Value::Array(list) = conditions {
            for one in list {
                self.group(at, one, row);
            }
            return;
        }
        let Some(members) = conditions.as_object() else {
            self.say(at, "conditions are members of an object");
            return;
        };
        for (name, value) in members {
            let at = format!("{at}.{name}");
            if OPERATORS.contains(&name.as_str()) {
                self.group(&at, value, row);
                continue;
            }
            let others = OTHERS
                .iter()
                .map(|(name, view)| (*name, std::slice::from_ref(view)));
            let all: Vec<(&'static str, &[View])> = condition::names().chain(others).collect();
            let views: Vec<View> = all
                .iter()
                .filter(|(known, _)| known == name)
                .flat_map(|(_, views)| views.iter().copied())
                .collect();
            if views.is_empty() {
                let names = all.iter().map(|(name, _)| *name);
                let message = with_suggestion(&Unknown::new("display condition", name, names));
                self.say(&at, message);
            } else if let Some(here) = row.view
                && !views.iter().any(|view| view.is_known_in(here))
            {
                let message = format!("it can't be asked in `{}`", row.name);
                self.say(&at, message);
            }
        }
    }
}
