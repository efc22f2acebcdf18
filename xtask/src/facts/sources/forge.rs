//! The tables of what a Connect app becomes on Forge, from the mapping tables.

use std::collections::BTreeMap;
use std::path::Path;

use csv::ReaderBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::facts::Fault;
use crate::facts::cell::{self, Confidence, ForgeCall, List, PerApp, Product, View};
use crate::facts::rows::{
    ForgeConditionRow, ForgeContextRow, ForgeEventRow, ForgeModuleRow, ForgeTargetRow,
};
use crate::facts::table::Table;

const NONE: &str = "none";

/// Why a kind has no target, for readers. The mapping tables use their makers' own words.
const WHY: [(&str, &str); 19] = [
    ("assetPanels", "Forge has no panels of assets"),
    (
        "automationActions",
        "an action of an automation is a function that runs on Forge",
    ),
    (
        "blueprints",
        "Forge has no blueprints: make templates of content through the REST API",
    ),
    ("confluenceThemes", "Forge has no themes"),
    ("jiraDeploymentGating", "Forge gates no deployments"),
    (
        "jiraDevOpsComponentProvider",
        "Forge has no provider of components",
    ),
    (
        "jiraIssueTypes",
        "Forge declares no issue types: make them through the REST API",
    ),
    (
        "jiraOperationsInfoProvider",
        "Forge has no provider of operations",
    ),
    (
        "jiraProfileTabPanels",
        "Jira Cloud shows no tabs of apps in profiles any more; nearest is a personal settings page",
    ),
    (
        "jiraProjectTabPanels",
        "Jira Cloud shows no such tabs any more; nearest is a project page",
    ),
    (
        "jiraReports",
        "Forge has no reports; nearest is a project page",
    ),
    (
        "jiraSearchRequestViews",
        "Forge has no views of searches; nearest is an action of the issue navigator",
    ),
    (
        "keyboardShortcuts",
        "in Confluence a shortcut belongs to the module that it opens",
    ),
    ("oauthConsumer", "Forge hands out the tokens itself"),
    (
        "profilePages",
        "Confluence Cloud shows no pages of apps in profiles any more",
    ),
    (
        "publishConditions",
        "Forge asks no app whether a page may be published",
    ),
    (
        "serviceDeskQueueGroups",
        "Forge has no groups of queues: each queue stands alone",
    ),
    ("serviceDeskReportGroups", "Forge has no reports"),
    ("serviceDeskReports", "Forge has no reports"),
];
/// The same for kinds of one product with a common prefix.
const NO_ACTIONS: &str = "Forge has no such actions";
/// Why conditions are lost, if there is more to say than that they are.
const NO_FLAGS: &str = "Forge reads no feature flags";
const CONFLUENCE_ONLY: &str = "Confluence alone has it; a `jira_expression` may do";

/// Properties that are documented on a module's page but not in the schema, which is open there.
const DOCUMENTED: [(&str, &[&str]); 1] = [("macro", &["categories", "icon", "unlicensedAccess"])];

/// Derives the tables from the mapping tables in `from`.
pub(crate) fn derive(from: &Path) -> Result<Vec<Table>, Fault> {
    let mapped = rows(from, "modules.tsv")?;
    Ok(vec![
        Table::of(&targets(&mapped)?)?,
        Table::of(&modules(from, &mapped)?)?,
        Table::of(&events(from)?)?,
        Table::of(&context(from)?)?,
        Table::of(&conditions(from)?)?,
    ])
}

/// A row of a mapping table: its cells by column name.
struct Mapping {
    at: String,
    cells: BTreeMap<String, String>,
}

impl Mapping {
    /// A cell's text; empty for `-`.
    fn text(&self, column: &str) -> Result<&str, Fault> {
        match self.cells.get(column).map(String::as_str) {
            Some("-") => Ok(""),
            Some(text) => Ok(text),
            None => Err(self.fault(format!("has no column `{column}`"))),
        }
    }

    fn word<T: DeserializeOwned>(&self, column: &str) -> Result<T, Fault> {
        cell::word(self.text(column)?).map_err(|what| self.fault(what))
    }

    /// The words in a cell.
    fn list(&self, column: &str) -> Result<List, Fault> {
        Ok(self.text(column)?.split_whitespace().collect())
    }

    /// How certain the row is. A copy of Atlassian's page, or public code, is an observation.
    fn confidence(&self) -> Result<Confidence, Fault> {
        match self.text("confidence")? {
            "official" => Ok(Confidence::Official),
            "third-party" => Ok(Confidence::Observed),
            "inferred" | "by meaning" | "schema-only" | "" => Ok(Confidence::Unverified),
            other => Err(self.fault(format!("`{other}` is not a confidence"))),
        }
    }

    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::Fact {
            at: self.at.clone(),
            what: what.into(),
        }
    }
}

fn rows(folder: &Path, file: &str) -> Result<Vec<Mapping>, Fault> {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).map_err(|source| Fault::Read { path, source })?;
    let fault = |error: csv::Error| Fault::table("mapping table", &error);
    let mut reader = ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(fault)?.clone();
    reader
        .records()
        .enumerate()
        .map(|(number, record)| {
            let record = record.map_err(fault)?;
            let cells = header.iter().zip(record.iter());
            Ok(Mapping {
                at: format!("{file}:{}", number + 2),
                cells: cells.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            })
        })
        .collect()
}

fn targets(mapped: &[Mapping]) -> Result<Vec<ForgeTargetRow>, Fault> {
    let mut targets = Vec::new();
    for row in mapped {
        let status = row.text("status")?;
        let modules = match row.text("forge")? {
            NONE => List::default(),
            names => names.split(" + ").collect(),
        };
        let product: Product = match row.text("product")? {
            "*" => Product::Common,
            _ => row.word("product")?,
        };
        targets.push(ForgeTargetRow {
            kind: row.text("kind")?.to_owned(),
            product,
            location: match row.text("location")? {
                "<own webSections key>" => "own".to_owned(),
                location => location.to_owned(),
            },
            modules,
            preview: status.contains("preview"),
            confidence: row.confidence()?,
            note: why(row)?.to_owned(),
        });
    }
    Ok(targets)
}

/// Why a row has no target; empty for one that has, and for common locations.
fn why(row: &Mapping) -> Result<&'static str, Fault> {
    let kind = row.text("kind")?;
    if row.text("forge")? != NONE
        || ["dialogs", "webItems", "webPanels", "webSections"].contains(&kind)
    {
        return Ok("");
    }
    match WHY.iter().find(|(known, _)| *known == kind) {
        Some((_, why)) => Ok(why),
        None if kind.ends_with("Actions") => Ok(NO_ACTIONS),
        None => Err(row.fault("has no target, and nothing says why")),
    }
}

fn modules(folder: &Path, mapped: &[Mapping]) -> Result<Vec<ForgeModuleRow>, Fault> {
    let path = folder.join("forge-modules.json");
    let text = std::fs::read_to_string(&path).map_err(|source| Fault::Read {
        path: path.clone(),
        source,
    })?;
    let known: BTreeMap<String, Value> =
        serde_json::from_str(&text).map_err(|source| Fault::Json { path, source })?;
    let mut views = BTreeMap::new();
    for row in rows(folder, "display_condition_modules.tsv")? {
        let view = match row.text("class")? {
            "Jira" => View::Jira,
            "ProjectView" => View::JiraProject,
            "IssueView" => View::JiraIssue,
            "Confluence" => View::Confluence,
            "" => continue,
            other => return Err(row.fault(format!("`{other}` is not a class"))),
        };
        views.insert(row.text("module")?.to_owned(), view);
    }
    let mut per_app = BTreeMap::from([("preUninstall".to_owned(), PerApp::One)]);
    for row in mapped {
        let often = match row.text("per_app")? {
            "one plain" => PerApp::Plain,
            "one" => PerApp::One,
            _ => continue,
        };
        // With several rows, the weakest limit counts: a configure page can exist only once, but in addition to
        // pages in other places.
        per_app
            .entry(row.text("forge")?.to_owned())
            .and_modify(|known| *known = (*known).max(often))
            .or_insert(often);
    }
    per_app.remove("confluence:globalSettings");
    known
        .iter()
        .map(|(module, facts)| {
            let fault = |what: &str| Fault::Fact {
                at: format!("forge-modules.json: {module}"),
                what: what.to_owned(),
            };
            let list = |name: &str| -> Result<List, Fault> {
                let items = facts.get(name).and_then(Value::as_array);
                let items = items.ok_or_else(|| fault(&format!("`{name}` must be a list")))?;
                Ok(items.iter().filter_map(Value::as_str).collect())
            };
            let mut optional = list("optional")?;
            let documented = DOCUMENTED.iter().find(|(name, _)| name == module);
            let documented = documented.into_iter().flat_map(|(_, names)| names.iter());
            optional.0.extend(documented.map(ToString::to_string));
            let is_unlicensed = optional.0.iter().any(|name| name == "unlicensedAccess");
            let flag = |name: &str| facts.get(name).and_then(Value::as_bool) == Some(true);
            let word = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default();
            let mut call = Vec::new();
            if word("resolver").contains("endpoint") {
                call.push(ForgeCall::Resolver);
            }
            if word("endpoint") == "yes" {
                call.push(ForgeCall::Endpoint);
            }
            if word("function") == "yes" || word("resolver").contains("function") {
                call.push(ForgeCall::Function);
            }
            Ok(ForgeModuleRow {
                module: module.clone(),
                per_app: per_app.get(module).copied().unwrap_or(PerApp::Many),
                required: list("required")?,
                optional,
                closed: flag("closed"),
                call: List(call),
                view: views.get(module).copied(),
                conditions: flag("displayConditions"),
                unlicensed: is_unlicensed || flag("unlicensedAccess"),
            })
        })
        .collect()
}

fn events(folder: &Path) -> Result<Vec<ForgeEventRow>, Fault> {
    let mapped = rows(folder, "events.tsv")?;
    mapped
        .iter()
        .map(|row| {
            let events = match row.text("forge")? {
                NONE => List::default(),
                _ => row.list("forge")?,
            };
            Ok(ForgeEventRow {
                event: row.text("event")?.to_owned(),
                product: row.word("product")?,
                events,
                scopes: row.list("scopes")?,
                validated: row.text("known_in")? == "scope-file",
                confidence: row.confidence()?,
            })
        })
        .collect()
}

fn context(folder: &Path) -> Result<Vec<ForgeContextRow>, Fault> {
    let mut found = Vec::new();
    for row in rows(folder, "context.tsv")? {
        // What the host adds to each URL is not a context parameter.
        if row.text("product")? == "(iframe url)" {
            continue;
        }
        let path = Some(row.text("forge_path")?).filter(|path| *path != NONE);
        let modules = match row.text("modules")? {
            "*" => List::default(),
            _ => row.list("modules")?,
        };
        found.push(ForgeContextRow {
            parameter: row.text("parameter")?.to_owned(),
            product: row.word("product")?,
            path: path.map(str::to_owned),
            modules,
            confidence: row.confidence()?,
        });
    }
    Ok(found)
}

fn conditions(folder: &Path) -> Result<Vec<ForgeConditionRow>, Fault> {
    let mut found = Vec::new();
    for row in rows(folder, "conditions.tsv")? {
        let mapped = row.text("forge")?;
        let views = row.text("allowed_in")?.split(',').map(str::trim);
        let views: Result<Vec<View>, String> = views
            .filter(|view| !view.is_empty())
            .map(cell::word)
            .collect();
        found.push(ForgeConditionRow {
            condition: row.text("condition")?.to_owned(),
            product: row.word("product")?,
            // An expression without a name does not count.
            display_condition: Some(mapped)
                .filter(|mapped| mapped.contains(": "))
                .map(str::to_owned),
            views: List(views.map_err(|what| row.fault(what))?),
            confidence: row.confidence()?,
            note: match row.text("note")? {
                _ if mapped.contains(": ") => "",
                "displayConditions cannot read feature flags" | "as feature_flag" => NO_FLAGS,
                "no admin mode in Cloud" => "there is no such mode in Jira Cloud",
                note if note.contains("jiraExpression may do it") => CONFLUENCE_ONLY,
                _ => "",
            }
            .to_owned(),
        });
    }
    Ok(found)
}
