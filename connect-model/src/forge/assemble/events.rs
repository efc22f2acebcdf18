//! Webhooks, lifecycle hooks and schedules.

use std::time::Duration;

use serde_json::Value;

use super::endpoints::EVENTS;
use super::{Choice, MOST_SCHEDULES, Stage, Work};
use crate::assemble::Fault;
use crate::declaration::{Declaration, kind};
use crate::forge::event::{INSTALLED, UPGRADED, forge_event};
use crate::forge::gap::GapKind;
use crate::forge::manifest::ManifestModule;
use crate::forge::module::interval;

/// The properties of a webhook that Forge has in another form.
const TRANSLATED: [&str; 3] = ["event", "url", "key"];

impl Work<'_> {
    /// Adds a trigger for installations.
    pub(super) fn installations(&mut self) {
        let lifecycle = ManifestModule {
            key: "connect-lifecycle".to_owned(),
            properties: vec![
                ("events".to_owned(), vec![INSTALLED, UPGRADED].into()),
                ("endpoint".to_owned(), EVENTS.into()),
            ],
            comment: "who has installed the app".to_owned(),
        };
        self.add("trigger", lifecycle);
    }

    /// Adds the trigger of a webhook.
    pub(super) fn webhook(&mut self, declaration: &Declaration, properties: &Value) {
        let names: Vec<&str> = match properties.get("event") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![name],
            _ => Vec::new(),
        };
        let mut events = Vec::new();
        let mut lost = Vec::new();
        for name in names {
            let products = self.products.clone();
            let rows = products
                .into_iter()
                .filter_map(|product| forge_event(name, product));
            let rows: Vec<_> = rows.filter(|row| !row.events.is_empty()).collect();
            if rows.is_empty() {
                lost.push(name);
            }
            for row in rows {
                let what = format!("webhook \"{name}\"");
                self.manifest.needs(row.scopes.iter().copied(), &what);
                for event in row.events {
                    if !events.contains(event) {
                        events.push(*event);
                    }
                }
            }
        }
        let why = "no event of Forge stands for it";
        if events.is_empty() {
            self.no_place(
                declaration,
                &format!("no event of Forge stands for {lost:?}"),
            );
            return;
        }
        for name in lost {
            self.gap(declaration, GapKind::Event, name, why);
        }
        for name in properties
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::keys)
        {
            let why = match name.as_str() {
                name if TRANSLATED.contains(&name) => continue,
                "filter" => "triggers take no JQL: the function gets every event, and asks itself",
                "excludeBody" => "an event always has its body",
                _ => "a trigger has nothing like it",
            };
            self.gap(declaration, GapKind::Property, name, why);
        }
        // All triggers lead to one endpoint, which calls each function for the event, so it must only be
        // called once.
        let triggers = self.manifest.modules.get("trigger");
        let heard: Vec<&Value> = triggers
            .into_iter()
            .flatten()
            .filter_map(|trigger| trigger.property("events")?.as_array())
            .flatten()
            .collect();
        events.retain(|event| !heard.iter().any(|known| known.as_str() == Some(*event)));
        if events.is_empty() {
            return;
        }
        let trigger = ManifestModule {
            key: declaration.key.replace('_', "-"),
            properties: vec![
                ("events".to_owned(), events.into()),
                ("endpoint".to_owned(), EVENTS.into()),
            ],
            comment: declaration.label(),
        };
        self.add("trigger", trigger);
    }

    /// Adds a trigger for each scheduled function.
    pub(super) fn schedules(&mut self, declarations: &[Declaration]) {
        let mut count = 0;
        for declaration in declarations
            .iter()
            .filter(|one| one.kind == kind::SCHEDULED)
        {
            match self.choice(declaration) {
                Choice::Skip => {
                    self.skipped(declaration, None);
                    continue;
                }
                // It keeps its own clock.
                Choice::Stage(Stage::Wrap) => continue,
                Choice::Stage(Stage::Native) => {}
            }
            count += 1;
            let every = self.settings.schedules.get(&*declaration.key).copied();
            let every = every.unwrap_or(Duration::from_secs(60 * 60));
            let (interval, ticks) = interval(every);
            if ticks > every {
                let why = "the shortest interval of Forge is five minutes";
                self.gap(declaration, GapKind::Property, "every", why);
            }
            let endpoint = self.endpoints.of("sched", &declaration.key);
            let trigger = ManifestModule {
                key: declaration.key.replace('_', "-"),
                properties: vec![
                    ("endpoint".to_owned(), endpoint.into()),
                    ("interval".to_owned(), interval.into()),
                ],
                comment: declaration.label(),
            };
            self.add("scheduledTrigger", trigger);
        }
        if count > MOST_SCHEDULES {
            self.faults.push(Fault {
                message: format!(
                    "an app may have {MOST_SCHEDULES} schedules on Forge, and this one has {count}; \
                     help: write `forge = skip` on some, or let one function do several things"
                ),
                origin: declarations
                    .iter()
                    .find(|one| one.kind == kind::SCHEDULED)
                    .map(|one| one.origin.clone()),
            });
        }
    }
}
