//! The pages about the host's names: locations, conditions, context parameters, events.

use std::path::Path;

use super::{Document, Fault, MADE, cell, code, forge_faults, sureness};
use connect_model::forge::bridge::{self, Inside};
use connect_model::forge::target::{Target, targets};
use connect_model::{
    Confidence, ModuleKind, Product, condition, context_parameter, event, location, module_kinds,
};

/// A page with one table for each product that has rows.
struct Page {
    file: &'static str,
    title: &'static str,
    about: &'static str,
    columns: &'static [&'static str],
    rows: Vec<(Product, Vec<String>)>,
}

impl Page {
    fn document(self) -> Document {
        let mut text = format!("{MADE}# {}\n\n{}\n", self.title, self.about);
        let products = [
            Product::Common,
            Product::Jira,
            Product::JiraSoftware,
            Product::JiraServiceManagement,
            Product::Confluence,
            Product::Bitbucket,
        ];
        for product in products {
            let rows: Vec<&Vec<String>> = self
                .rows
                .iter()
                .filter(|row| row.0 == product)
                .map(|row| &row.1)
                .collect();
            if rows.is_empty() {
                continue;
            }
            let title = match product {
                Product::Common => "Every product",
                other => other.title(),
            };
            text.push_str(&format!(
                "\n## {title}\n\n| {} |\n|{}\n",
                self.columns.join(" | "),
                "---|".repeat(self.columns.len())
            ));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|it| cell(it)).collect();
                text.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
        Document {
            path: format!("docs/{}.md", self.file),
            text,
        }
    }
}

/// Remarks: the given words, how certain it is, the note.
fn remarks(words: &[&str], confidence: Confidence, note: &str) -> String {
    let mut all: Vec<&str> = words.to_vec();
    all.push(sureness(confidence));
    all.push(note);
    all.retain(|word| !word.is_empty());
    all.join("; ")
}

pub(super) fn locations() -> Document {
    Page {
        file: "locations",
        title: "Locations",
        about: "Where modules render: `location = \"…\"`. A web section of the app's own is a \
                location as well, and so is a web item: `location = Tools`, or `bare(Tools)` for its \
                key alone. What is not listed is written \
                `unlisted(\"…\")`.",
        columns: &["location", "takes", "where", ""],
        rows: location::locations()
            .iter()
            .map(|row| {
                let default = row
                    .default_for
                    .map(|kind| format!("where `{kind}` land without a location"));
                let cells = vec![
                    format!("`{}`", row.name),
                    code(row.accepts.iter().copied()),
                    row.area.to_owned(),
                    remarks(
                        &[default.as_deref().unwrap_or_default()],
                        row.confidence,
                        row.note,
                    ),
                ];
                (row.product, cells)
            })
            .collect(),
    }
    .document()
}

/// Descriptions of kinds that need no place of their own.
const CARRIED: [(&str, &str); 2] = [
    ("dialogs", "the shell opens it"),
    ("webSections", "what is in it has a place of its own"),
];

pub(super) fn forge(root: &Path) -> Result<Document, Fault> {
    let mut document = Page {
        file: "forge",
        title: "Modules on Forge",
        about: "What each item becomes in the manifest that the build writes, once `app!` says \
                `forge = native`. What becomes of nothing is an error of the build, until \
                `forge = skip` is on it, and `cargo connect forge report` says why. What is in a web \
                section of the app's own has the place of that section. The steps are in \
                [Moving an installed app to Forge](how-to/connects-end.md).",
        columns: &["item", "at", "on Forge", ""],
        rows: module_kinds().iter().flat_map(on_forge).collect(),
    }
    .document();
    document.text.push_str(&calls_of_bridge());
    document.text.push_str(&forge_faults::section(root)?);
    Ok(document)
}

/// What happens to each call that pages make to Connect's bridge.
fn calls_of_bridge() -> String {
    let mut text = "\n## Calls of `AP`\n\n\
        Which calls of Connect's bridge a page may make inside Forge. The build warns of each of the others \
        in the scripts of `#[assets]` folders and in `html!`, with what to do instead; where a script goes on \
        without it (`AP.messages?.success(\"…\")`), it doesn't.\n\n\
        | call | inside Forge |\n|---|---|\n"
        .to_owned();
    for row in bridge::CALLS {
        let inside = match row.inside {
            Inside::Answered => "the same".to_owned(),
            Inside::Nothing(why) => format!("does nothing: {why}"),
            Inside::Instead(what) => format!("not there: {what}"),
        };
        text.push_str(&format!("| `AP.{}` | {} |\n", row.name, cell(&inside)));
    }
    text
}

/// The rows for a kind: one for each product and Forge equivalent, with the locations.
fn on_forge(kind: &ModuleKind) -> Vec<(Product, Vec<String>)> {
    let mut groups: Vec<(&Target, Vec<&str>)> = Vec::new();
    for row in targets().iter().filter(|row| row.kind == kind.name) {
        let same = groups.iter_mut().find(|(first, _)| {
            (
                first.product,
                first.modules,
                first.preview,
                first.confidence,
                first.note,
            ) == (
                row.product,
                row.modules,
                row.preview,
                row.confidence,
                row.note,
            )
        });
        match same {
            Some((_, locations)) => locations.push(row.location),
            None => groups.push((row, vec![row.location])),
        }
    }
    groups
        .into_iter()
        .map(|(row, locations)| {
            let at: Vec<String> = locations.into_iter().map(place).collect();
            let carried = CARRIED.iter().find(|(name, _)| *name == kind.name);
            let becomes = match (row.modules, carried) {
                ([], Some((_, why))) => (*why).to_owned(),
                ([], None) => "nothing".to_owned(),
                (modules, _) => code(modules.iter().copied()),
            };
            let preview = if row.preview {
                "a preview of Forge"
            } else {
                ""
            };
            let cells = vec![
                format!("`#[{}]`", kind.attribute),
                at.join(", "),
                becomes,
                remarks(&[preview], row.confidence, row.note),
            ];
            (row.product, cells)
        })
        .collect()
}

/// A location in words.
fn place(location: &str) -> String {
    match location {
        "" => String::new(),
        "*" => "any".to_owned(),
        "own" => "any other".to_owned(),
        name => format!("`{name}`"),
    }
}

pub(super) fn conditions() -> Document {
    Page {
        file: "conditions",
        title: "Conditions",
        about: "When the host shows a module: `conditions = all(user_is_logged_in, \
                not(user_is_admin))`. A parameter with `!` is required; it can also be written as \
                the host does (`propertyKey`). A condition of the app's own is `remote(name)` of a \
                `#[condition] async fn name`. One that the host knows and this list doesn't is \
                `unlisted(\"name\", parameter = \"…\")`, with its parameters as the host spells them.",
        columns: &["condition", "parameters", "properties of", ""],
        rows: condition::conditions()
            .iter()
            .map(|row| {
                let parameters: Vec<String> = row
                    .parameters
                    .iter()
                    .map(|it| {
                        let must = if it.required { "!" } else { "" };
                        let values = if it.values.is_empty() {
                            String::new()
                        } else {
                            format!(": {}", code(it.values.iter().copied()))
                        };
                        format!("`{}`{must}{values}", it.argument)
                    })
                    .collect();
                let url = if row.in_url { "" } else { "not in a URL" };
                let cells = vec![
                    format!("`{}`", row.name),
                    parameters.join(", "),
                    row.entities.join(", "),
                    remarks(&[url], row.confidence, row.note),
                ];
                (row.product, cells)
            })
            .collect(),
    }
    .document()
}

pub(super) fn context_parameters() -> Document {
    Page {
        file: "context_parameters",
        title: "Context parameters",
        about: "What the host fills into a module's URL: `#[context(\"issue.key\")] key: String`. \
                A parameter that is not bound arrives empty, so that an `Option` is `None`. A \
                parameter of another product or of other kinds of module is an error; if the host \
                fills it in nevertheless, write `unlisted(\"…\")`.",
        columns: &["parameter", "where", ""],
        rows: context_parameter::context_parameters()
            .iter()
            .map(|row| {
                let deprecated = if row.deprecated { "deprecated" } else { "" };
                let cells = vec![
                    format!("`{}`", row.name),
                    plain(row.available),
                    remarks(&[deprecated], row.confidence, &plain(row.note)),
                ];
                (row.product, cells)
            })
            .collect(),
    }
    .document()
}

pub(super) fn events() -> Document {
    Page {
        file: "events",
        title: "Webhook events",
        about: "The events that the host sends to an app: `#[webhook(event = \"jira:issue_created\")]`.",
        columns: &["event", "about", "takes", "scope", ""],
        rows: event::events()
            .iter()
            .map(|row| {
                let takes = [
                    (row.filter_jql, "filter"),
                    (row.property_keys, "property_keys"),
                    (row.exclude_body, "exclude_body"),
                ];
                let cells = vec![
                    format!("`{}`", row.name),
                    row.group.to_owned(),
                    code(takes.iter().filter(|it| it.0).map(|it| it.1)),
                    row.scope.to_owned(),
                    remarks(&[], row.confidence, row.note),
                ];
                (row.product, cells)
            })
            .collect(),
    }
    .document()
}

/// A note with its angle brackets escaped, which would be read as markup.
fn plain(note: &str) -> String {
    note.replace('<', "&lt;")
}
