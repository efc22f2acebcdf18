//! The modules that Forge has.

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
/// How often Forge calls what runs once in `every`: the longest interval that is not longer, or the
/// shortest that there is.
#[must_use]
pub fn interval(every: Duration) -> (&'static str, Duration) {
    let fits = |(_, interval): &&(&str, Duration)| *interval <= every;
    *INTERVALS.iter().rev().find(fits).unwrap_or(&INTERVALS[0])
}

/// The properties that make a page one of its own, where an app has one otherwise
/// ([`PerApp::Plain`]).
pub(super) const APART: [&str; 2] = ["useAsConfig", "useAsGetStarted"];

/// A module of Forge, as its manifest has it ("Modules").
#[derive(Debug, PartialEq, Eq)]
pub struct ForgeModule {
    /// The name: `jira:issuePanel`.
    pub name: &'static str,
    /// How often an app may have it.
    pub per_app: PerApp,
    /// The properties that it requires, beside `key`.
    pub required: &'static [&'static str],
    /// The other properties that it has.
    pub optional: &'static [&'static str],
    /// Whether any other property is refused.
    pub closed: bool,
    /// How Forge calls an app for it.
    pub call: &'static [ForgeCall],
    /// What the user looks at where its conditions are evaluated; `None` where the schema of
    /// conditions doesn't say.
    pub view: Option<View>,
    /// Whether it takes `displayConditions`.
    pub conditions: bool,
    /// Whether it takes `unlicensedAccess`.
    pub unlicensed: bool,
}

/// How often an app may have a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerApp {
    /// Once.
    One,
    /// Once without `useAsConfig` and `useAsGetStarted`, and once with each.
    Plain,
    /// As often as it likes.
    Many,
}

/// How Forge calls an app for a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgeCall {
    /// An `endpoint` in its `resolver`.
    Resolver,
    /// An `endpoint` of its own.
    Endpoint,
    /// A function that runs on Forge.
    Function,
}

/// What the user looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Jira, with no project.
    Jira,
    /// A project of Jira.
    JiraProject,
    /// An issue of Jira.
    JiraIssue,
    /// Confluence.
    Confluence,
}

impl View {
    /// Whether what can be asked where the user looks at `self` can be asked here: of an issue
    /// also what can be asked of its project.
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

/// The module of a name.
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
