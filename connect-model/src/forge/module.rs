//! Forge's modules.

use std::time::Duration;

use crate::fact::Unknown;
use crate::generated::forge::MODULES;
use crate::generated::named;

/// The intervals of scheduled triggers ("Scheduled trigger").
pub(super) const INTERVALS: [(&str, Duration); 4] = [
    ("fiveMinute", Duration::from_secs(5 * 60)),
    ("hour", Duration::from_secs(60 * 60)),
    ("day", Duration::from_secs(24 * 60 * 60)),
    ("week", Duration::from_secs(7 * 24 * 60 * 60)),
];
/// How often Forge calls a function that runs once in `every`: the longest interval that is not
/// longer, or the shortest available.
#[must_use]
pub fn interval(every: Duration) -> (&'static str, Duration) {
    let fits = |(_, interval): &&(&str, Duration)| *interval <= every;
    *INTERVALS.iter().rev().find(fits).unwrap_or(&INTERVALS[0])
}

/// The properties that make a page separate, if an app can otherwise have only one
/// ([`PerApp::Plain`]).
pub(super) const APART: [&str; 2] = ["useAsConfig", "useAsGetStarted"];

/// A Forge module, as in its manifest ("Modules").
#[derive(Debug, PartialEq, Eq)]
pub struct ForgeModule {
    /// The name: `jira:issuePanel`.
    pub name: &'static str,
    /// How many an app may have.
    pub per_app: PerApp,
    /// The properties that it requires, besides `key`.
    pub required: &'static [&'static str],
    /// Its optional properties.
    pub optional: &'static [&'static str],
    /// Whether any other property is rejected.
    pub closed: bool,
    /// How Forge calls an app for it.
    pub call: &'static [ForgeCall],
    /// What the user is viewing when its conditions are evaluated; `None` if the schema of
    /// conditions doesn't state it.
    pub view: Option<View>,
    /// Whether it supports `displayConditions`.
    pub conditions: bool,
    /// Whether it supports `unlicensedAccess`.
    pub unlicensed: bool,
}

/// How many of a module an app may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerApp {
    /// One.
    One,
    /// One without `useAsConfig` and `useAsGetStarted`, and one with each.
    Plain,
    /// Any number.
    Many,
}

/// How Forge calls an app for a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgeCall {
    /// An `endpoint` in its `resolver`.
    Resolver,
    /// Its own `endpoint`.
    Endpoint,
    /// A function that runs on Forge.
    Function,
}

/// What the user is viewing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Jira, without a project.
    Jira,
    /// A Jira project.
    JiraProject,
    /// A Jira issue.
    JiraIssue,
    /// Confluence.
    Confluence,
}

impl View {
    /// Whether conditions of the view `self` can also be used in this one: an issue also has the
    /// conditions of its project.
    #[must_use]
    pub fn is_known_in(self, here: View) -> bool {
        matches!(
            (self, here),
            (View::Jira, View::Jira | View::JiraProject | View::JiraIssue)
                | (View::JiraProject, View::JiraProject | View::JiraIssue)
                | (View::JiraIssue, View::JiraIssue)
                | (View::Confluence, View::Confluence)
        )
    }
}

impl ForgeModule {
    /// Whether it has a property of this name.
    #[must_use]
    pub fn has(&self, property: &str) -> bool {
        self.required.contains(&property) || self.optional.contains(&property)
    }

    /// Whether Forge calls an app for it in this way.
    #[must_use]
    pub fn is_called_by(&self, call: ForgeCall) -> bool {
        self.call.contains(&call)
    }
}

/// All modules, sorted by name.
#[must_use]
pub fn forge_modules() -> &'static [ForgeModule] {
    &MODULES
}

/// The module with this name.
///
/// # Errors
/// [`Unknown`], with the nearest names.
///
/// ```
/// use connect_model::forge::module::forge_module;
/// assert!(forge_module("jira:issuePanel").unwrap().has("icon"));
/// let unknown = forge_module("jira:issuePanell").unwrap_err();
/// assert_eq!(unknown.nearest.first(), Some(&"jira:issuePanel"));
/// ```
pub fn forge_module(name: &str) -> Result<&'static ForgeModule, Unknown> {
    let found = named(&MODULES, name, |row| row.name).first();
    found.ok_or_else(|| Unknown::new("Forge module", name, MODULES.iter().map(|row| row.name)))
}
