//! Translating a query to SQL.

mod history;

use super::catalogue::{Catalogue, Named, ids};
use super::{Clause, Condition, Fault, Field, Operand, Operator, Query, moment};
use crate::jira::text::words;
use crate::turn::Cell;

/// How deeply filters may refer to filters.
const DEEPEST: usize = 5;

/// The caller and the time of a query.
#[derive(Debug, Clone)]
pub(crate) struct Asking<'a> {
    pub(crate) user: Option<&'a str>,
    /// In milliseconds since 1970.
    pub(crate) now: i64,
}

/// A condition on the table `issue AS i`, how to sort it, and the values for its placeholders.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Search {
    pub(crate) condition: String,
    pub(crate) cells: Vec<Cell>,
    pub(crate) order: String,
}

/// The kind of values of a field, and where they are.
enum Kind<'c> {
    /// A column of ids.
    Thing(&'static str, &'c [Named], bool),
    /// A table with the issue's ids.
    Things(&'static str, &'c [Named]),
    Key(&'static str),
    Person(&'static str),
    Moment(&'static str),
    Date(&'static str),
    /// A column of words.
    Words(&'static str),
    AnyText,
    Comment,
    Labels,
    Number(String),
    /// A table with the accounts.
    Among(&'static str),
    Category,
    Level,
    Filter,
    LinkType,
    Attachments,
    CustomText(String),
}

/// The fields, by their names in JQL.
fn kind<'c>(catalogue: &'c Catalogue, name: &str) -> Option<Kind<'c>> {
    let count = |of: &str| {
        Kind::Number(format!(
            "(SELECT count(*) FROM {of} AS n WHERE n.issue = i.id)"
        ))
    };
    let spent = "(SELECT sum(seconds) FROM worklog AS w WHERE w.issue = i.id)";
    Some(match name.to_lowercase().as_str() {
        "project" => Kind::Thing("i.project", &catalogue.projects, false),
        "issuetype" | "type" => Kind::Thing("i.type", &catalogue.types, false),
        "status" => Kind::Thing("i.status", &catalogue.statuses, false),
        "priority" => Kind::Thing("i.priority", &catalogue.priorities, true),
        "resolution" => Kind::Thing("i.resolution", &catalogue.resolutions, false),
        "component" => Kind::Things(
            "SELECT issue FROM issue_component AS x WHERE x.component",
            &catalogue.components,
        ),
        "fixversion" => Kind::Things(
            "SELECT issue FROM issue_version AS x WHERE x.kind = 'fix' AND x.version",
            &catalogue.versions,
        ),
        "affectedversion" => Kind::Things(
            "SELECT issue FROM issue_version AS x WHERE x.kind = 'affects' AND x.version",
            &catalogue.versions,
        ),
        "sprint" => Kind::Things(
            "SELECT issue FROM issue_sprint AS x WHERE x.sprint",
            &catalogue.sprints,
        ),
        "key" | "issuekey" | "issue" | "id" => Kind::Key("i.id"),
        "parent" | "epic link" | "parentepic" => Kind::Key("i.parent"),
        "assignee" => Kind::Person("i.assignee"),
        "reporter" => Kind::Person("i.reporter"),
        "creator" => Kind::Person("i.creator"),
        "created" | "createddate" => Kind::Moment("i.created"),
        "updated" | "updateddate" | "statuscategorychangeddate" => Kind::Moment("i.updated"),
        "resolved" | "resolutiondate" => Kind::Moment("i.resolved"),
        "due" | "duedate" => Kind::Date("i.due"),
        "summary" => Kind::Words("i.summary_words"),
        "description" => Kind::Words("i.description_words"),
        "text" => Kind::AnyText,
        "comment" => Kind::Comment,
        "labels" => Kind::Labels,
        "votes" => count("vote"),
        "watchers" => count("watcher"),
        "voter" => Kind::Among("vote"),
        "watcher" => Kind::Among("watcher"),
        "statuscategory" => Kind::Category,
        "hierarchylevel" => Kind::Level,
        "filter" | "savedfilter" | "searchrequest" | "request" => Kind::Filter,
        "issuelinktype" => Kind::LinkType,
        "attachments" => Kind::Attachments,
        "originalestimate" | "timeoriginalestimate" => Kind::Number("i.estimate".to_owned()),
        "timespent" => Kind::Number(spent.to_owned()),
        "remainingestimate" | "timeestimate" => {
            Kind::Number(format!("max(0, i.estimate - coalesce({spent}, 0))"))
        }
        name => {
            let number = name.strip_prefix("cf[").and_then(|it| it.strip_suffix(']'));
            let number = number.or(name.strip_prefix("customfield_"));
            let found = match number {
                Some(number) => ids(&catalogue.customs, number),
                None => ids(&catalogue.customs, name),
            };
            let id = *found.first()?;
            let custom = catalogue.customs.iter().find(|custom| custom.id == id)?;
            let column = format!("json_extract(i.fields, '$.customfield_{id}')");
            if custom.about == "number" {
                Kind::Number(column)
            } else {
                Kind::CustomText(column)
            }
        }
    })
}

/// Translates a query.
pub(crate) fn search(
    query: &Query,
    catalogue: &Catalogue,
    asking: &Asking<'_>,
) -> Result<Search, Vec<Fault>> {
    let mut translator = Translator {
        catalogue,
        asking,
        cells: Vec::new(),
        faults: Vec::new(),
        depth: 0,
    };
    let condition = match &query.condition {
        Some(condition) => translator.condition(condition),
        None => "1".to_owned(),
    };
    let order = translator.order(query);
    if translator.faults.is_empty() {
        return Ok(Search {
            condition,
            cells: translator.cells,
            order,
        });
    }
    Err(translator.faults)
}

struct Translator<'a> {
    catalogue: &'a Catalogue,
    asking: &'a Asking<'a>,
    cells: Vec<Cell>,
    faults: Vec<Fault>,
    /// How deeply filters are nested here.
    depth: usize,
}

const NEVER: &str = "0";

impl Translator<'_> {
    fn fault(&mut self, message: String) -> String {
        self.faults.push(Fault(message));
        NEVER.to_owned()
    }

    fn condition(&mut self, condition: &Condition) -> String {
        let (parts, between) = match condition {
            Condition::And(parts) => (parts, " AND "),
            Condition::Or(parts) => (parts, " OR "),
            Condition::Not(inner) => return format!("NOT ({})", self.condition(inner)),
            Condition::Clause(clause) => return self.clause(clause),
        };
        let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
        format!("({})", parts.join(between))
    }

    fn order(&mut self, query: &Query) -> String {
        let mut terms = Vec::new();
        for order in &query.order {
            let name = order.field.to_lowercase();
            let by_id = |table: &str, column: &str| {
                format!("(SELECT lower(o.name) FROM {table} AS o WHERE o.id = {column})")
            };
            let (term, descends) = match name.as_str() {
                "key" | "issuekey" | "issue" | "id" => {
                    let project = "(SELECT o.key FROM project AS o WHERE o.id = i.project)";
                    let way = if order.descending == Some(true) {
                        "DESC"
                    } else {
                        "ASC"
                    };
                    terms.push(format!("{project} {way}"));
                    ("i.number".to_owned(), false)
                }
                "rank" => ("i.id".to_owned(), false),
                "summary" | "description" => (format!("i.{name}"), false),
                "project" => (by_id("project", "i.project"), false),
                "status" => ("i.status".to_owned(), false),
                "issuetype" | "type" => (by_id("issue_type", "i.type"), false),
                // The lowest number is the highest priority.
                "priority" => ("- i.priority".to_owned(), true),
                "resolution" => ("i.resolution".to_owned(), false),
                "assignee" | "reporter" | "creator" => {
                    (by_id("account", &format!("i.{name}")), false)
                }
                "labels" => (
                    "(SELECT min(o.label) FROM issue_label AS o WHERE o.issue = i.id)".to_owned(),
                    false,
                ),
                _ => match kind(self.catalogue, &name) {
                    Some(Kind::Moment(column)) => (column.to_owned(), true),
                    Some(Kind::Date(column)) => (column.to_owned(), false),
                    Some(Kind::Number(column) | Kind::CustomText(column)) => (column, true),
                    Some(Kind::Key(column)) => (column.to_owned(), false),
                    Some(_) => ("i.id".to_owned(), false),
                    None => {
                        let message = format!(
                            "Field '{}' does not exist or you do not have permission to view it.",
                            order.field
                        );
                        self.fault(message);
                        continue;
                    }
                },
            };
            let descends = order.descending.unwrap_or(descends);
            // What has no value comes last.
            let way = if descends { "DESC" } else { "ASC" };
            terms.push(format!("{term} {way} NULLS LAST"));
        }
        terms.push("i.id DESC".to_owned());
        terms.join(", ")
    }

    fn clause(&mut self, clause: &Clause) -> String {
        if let Some((key, path)) = &clause.field.property {
            return self.property(clause, key, path);
        }
        if clause.operator.looks_back() {
            return self.looking_back(clause);
        }
        let Some(kind) = kind(self.catalogue, &clause.field.name) else {
            return self.unknown_field(&clause.field);
        };
        match kind {
            Kind::Thing(column, things, ordered) => self.thing(clause, column, things, ordered),
            Kind::Things(table, things) => self.things(clause, table, things),
            Kind::Key(column) => self.key(clause, column),
            Kind::Person(column) => self.person(clause, column),
            Kind::Moment(column) => self.moment(clause, column),
            Kind::Date(column) => self.date(clause, column),
            Kind::Words(column) => self.text(clause, &[column]),
            Kind::AnyText => {
                let columns = ["i.summary_words", "i.description_words", "comment"];
                self.text(clause, &columns)
            }
            Kind::Comment => self.text(clause, &["comment"]),
            Kind::Labels => self.labels(clause),
            Kind::Number(column) => self.number(clause, &column),
            Kind::Among(table) => self.among(clause, table),
            Kind::Category => self.category(clause),
            Kind::Level => self.number(
                clause,
                "(SELECT level FROM issue_type AS o WHERE o.id = i.type)",
            ),
            Kind::Filter => self.filter(clause),
            Kind::LinkType => self.link_type(clause),
            Kind::Attachments => {
                let any = "EXISTS (SELECT 1 FROM attachment AS a WHERE a.issue = i.id)";
                self.emptiness(clause, any)
                    .unwrap_or_else(|| self.unsupported(clause))
            }
            Kind::CustomText(column) => self.custom_text(clause, &column),
        }
    }

    fn unknown_field(&mut self, field: &Field) -> String {
        let message = format!(
            "Field '{}' does not exist or you do not have permission to view it.",
            field.name
        );
        self.fault(message)
    }

    fn unsupported(&mut self, clause: &Clause) -> String {
        let message = format!(
            "The operator '{}' is not supported by the '{}' field.",
            clause.operator.text(),
            clause.field.name
        );
        self.fault(message)
    }

    /// The condition for `is empty` and the like, given the condition that there is a value.
    fn emptiness(&mut self, clause: &Clause, any: &str) -> Option<String> {
        if clause.operand != Operand::Empty {
            if matches!(clause.operator, Operator::Is | Operator::IsNot) {
                let message = format!(
                    "The operator '{}' only supports the values 'EMPTY' and 'NULL'.",
                    clause.operator.text()
                );
                return Some(self.fault(message));
            }
            return None;
        }
        match clause.operator {
            Operator::Is | Operator::Equals | Operator::Contains => Some(format!("NOT ({any})")),
            Operator::IsNot | Operator::Differs | Operator::Lacks => Some(any.to_owned()),
            _ => Some(self.unsupported(clause)),
        }
    }

    /// The values of an operand, for operators that take one or a list.
    fn values<'o>(&mut self, clause: &'o Clause) -> Option<(bool, Vec<&'o Operand>)> {
        use Operator::{Differs, Equals, In, NotIn, Was, WasIn, WasNot, WasNotIn};
        let list = matches!(clause.operator, In | NotIn | WasIn | WasNotIn);
        let negative = match clause.operator {
            Equals | In | Was | WasIn => false,
            Differs | NotIn | WasNot | WasNotIn => true,
            _ => return None,
        };
        let values = match &clause.operand {
            Operand::List(values) if list => values.iter().collect(),
            Operand::List(_) => {
                let message = format!(
                    "Operator '{}' does not support the list value for field '{}'.",
                    clause.operator.text(),
                    clause.field.name
                );
                self.fault(message);
                Vec::new()
            }
            Operand::Function(..) => vec![&clause.operand],
            Operand::Value(_) | Operand::Empty => vec![&clause.operand],
        };
        Some((negative, values))
    }

    fn unknown_value(&mut self, field: &str, value: &str) {
        let message = format!("The value '{value}' does not exist for the field '{field}'.");
        self.fault(message);
    }

    fn unknown_function(&mut self, name: &str) {
        self.fault(format!("Unable to find JQL function '{name}()'."));
    }

    /// The ids of the things that the values refer to, and whether "empty" is among the values.
    fn ids(&mut self, field: &Field, values: &[&Operand], things: &[Named]) -> (Vec<i64>, bool) {
        let (mut found, mut empty) = (Vec::new(), false);
        for value in values {
            match value {
                Operand::Empty => empty = true,
                Operand::Value(text) => {
                    let ids = ids(things, text);
                    if ids.is_empty() {
                        self.unknown_value(&field.name, text);
                    }
                    found.extend(ids);
                }
                Operand::Function(name, arguments) => {
                    match self.function_ids(name, arguments, things) {
                        Some(ids) => found.extend(ids),
                        None => self.unknown_function(name),
                    }
                }
                Operand::List(_) => {}
            }
        }
        (found, empty)
    }

    fn function_ids(
        &mut self,
        name: &str,
        arguments: &[String],
        things: &[Named],
    ) -> Option<Vec<i64>> {
        let user = self.asking.user.unwrap_or_default().to_owned();
        let by_state = |state: &str| -> Vec<i64> {
            let those = things.iter().filter(|it| it.about == state);
            those.map(|it| it.id).collect()
        };
        // Versions can be requested by project.
        let projects: Vec<i64> = arguments
            .iter()
            .flat_map(|it| ids(&self.catalogue.projects, it))
            .collect();
        let of_projects = |all: Vec<i64>| -> Vec<i64> {
            let here = |id: &i64| {
                let thing = things.iter().find(|it| it.id == *id);
                projects.is_empty() || thing.is_some_and(|it| projects.contains(&it.project))
            };
            all.into_iter().filter(here).collect()
        };
        Some(match name.to_lowercase().as_str() {
            "opensprints" => by_state("active"),
            "closedsprints" => by_state("closed"),
            "futuresprints" => by_state("future"),
            "releasedversions" => of_projects(by_state("released")),
            "unreleasedversions" => of_projects(by_state("unreleased")),
            "earliestunreleasedversion" => of_projects(by_state("unreleased"))
                .into_iter()
                .take(1)
                .collect(),
            "latestreleasedversion" => of_projects(by_state("released"))
                .into_iter()
                .next_back()
                .into_iter()
                .collect(),
            "projectsleadbyuser" | "componentsleadbyuser" => {
                let lead = match arguments.first() {
                    Some(name) => self.catalogue.account(name).map(str::to_owned),
                    None => Some(user),
                };
                things
                    .iter()
                    .filter(|it| Some(&it.about) == lead.as_ref())
                    .map(|it| it.id)
                    .collect()
            }
            "standardissuetypes" => {
                let those = things.iter().filter(|it| !it.about.starts_with('-'));
                those.map(|it| it.id).collect()
            }
            "subtaskissuetypes" => by_state("-1"),
            _ => return None,
        })
    }

    fn thing(&mut self, clause: &Clause, column: &str, things: &[Named], ordered: bool) -> String {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return condition;
        }
        // "Unresolved" means not resolved.
        if let (true, Operand::Value(text)) = (column == "i.resolution", &clause.operand)
            && text.eq_ignore_ascii_case("unresolved")
        {
            return match clause.operator {
                Operator::Equals => format!("{column} IS NULL"),
                Operator::Differs => format!("{column} IS NOT NULL"),
                _ => self.unsupported(clause),
            };
        }
        if ordered && let Some(sign) = compared(clause.operator) {
            let (found, _) = self.ids(&clause.field, &[&clause.operand], things);
            // The lowest number is the highest priority.
            let sign = match sign {
                "<" => ">",
                ">" => "<",
                "<=" => ">=",
                _ => "<=",
            };
            let id = found.first().copied().unwrap_or_default();
            return format!("{column} {sign} {id}");
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (found, empty) = self.ids(&clause.field, &values, things);
        let not = if negative { "NOT " } else { "" };
        let condition = format!("{column} {not}IN ({})", listed(&found));
        with_empty(&condition, column, negative, empty)
    }

    fn things(&mut self, clause: &Clause, table: &str, things: &[Named]) -> String {
        let any = format!("i.id IN ({table} IS NOT NULL)");
        if let Some(condition) = self.emptiness(clause, &any) {
            return condition;
        }
        if let Operator::Contains | Operator::Lacks = clause.operator {
            let Operand::Value(text) = &clause.operand else {
                return self.unsupported(clause);
            };
            let text = text.trim_matches('*').to_lowercase();
            let those = things.iter().filter(|it| {
                it.names
                    .iter()
                    .any(|name| name.to_lowercase().contains(&text))
            });
            let found: Vec<i64> = those.map(|it| it.id).collect();
            let not = if clause.operator == Operator::Lacks {
                "NOT "
            } else {
                ""
            };
            return format!("i.id {not}IN ({table} IN ({}))", listed(&found));
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (found, empty) = self.ids(&clause.field, &values, things);
        let those = format!("i.id IN ({table} IN ({}))", listed(&found));
        match (negative, empty) {
            (false, false) => those,
            (false, true) => format!("({those} OR NOT {any})"),
            // An issue without any value does not match `!=`.
            (true, _) => format!("({any} AND NOT {those})"),
        }
    }

    fn key(&mut self, clause: &Clause, column: &str) -> String {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return condition;
        }
        if let Some(sign) = compared(clause.operator) {
            let Operand::Value(text) = &clause.operand else {
                return self.unsupported(clause);
            };
            let Some((project, number)) = text.rsplit_once('-') else {
                self.unknown_value(&clause.field.name, text);
                return NEVER.to_owned();
            };
            self.cells.push(project.to_uppercase().into());
            self.cells
                .push(number.parse::<i64>().unwrap_or_default().into());
            return format!(
                "{column} IN (SELECT o.id FROM issue AS o WHERE o.project IN
                    (SELECT id FROM project WHERE key = ?) AND o.number {sign} ?)"
            );
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (mut alternatives, mut empty) = (Vec::new(), false);
        for value in values {
            match value {
                Operand::Empty => empty = true,
                Operand::Value(text) => {
                    let well_formed = text.parse::<i64>().is_ok()
                        || text.rsplit_once('-').is_some_and(|(project, number)| {
                            !ids(&self.catalogue.projects, project).is_empty()
                                && number.parse::<u64>().is_ok()
                        });
                    if !well_formed {
                        let message = format!(
                            "The issue key '{text}' for field '{}' is invalid.",
                            clause.field.name
                        );
                        self.fault(message);
                    }
                    self.cells.push(text.to_uppercase().into());
                    self.cells.push(text.parse::<i64>().ok().into());
                    let one = "SELECT o.id FROM issue AS o WHERE o.key = ? OR o.id = ?";
                    alternatives.push(format!("{column} IN ({one})"));
                }
                Operand::Function(name, arguments) => {
                    let condition = self.issues_of(name, arguments, column);
                    alternatives.push(condition);
                }
                Operand::List(_) => {}
            }
        }
        alternatives.extend(empty.then(|| format!("{column} IS NULL")));
        if alternatives.is_empty() {
            return NEVER.to_owned();
        }
        let any = format!("({})", alternatives.join(" OR "));
        if negative { format!("NOT {any}") } else { any }
    }

    fn issues_of(&mut self, name: &str, arguments: &[String], column: &str) -> String {
        let user = self.asking.user.unwrap_or_default();
        match name.to_lowercase().as_str() {
            "linkedissues" => {
                let key = arguments.first().cloned().unwrap_or_default();
                let kinds = arguments
                    .get(1)
                    .map(|kind| ids(&self.catalogue.links, kind));
                let kinds = match kinds {
                    Some(kinds) => format!("AND l.type IN ({})", listed(&kinds)),
                    None => String::new(),
                };
                let key = key.to_uppercase();
                self.cells
                    .extend([Cell::Text(key.clone()), Cell::Text(key)]);
                let of = "(SELECT id FROM issue WHERE key = ?)";
                format!(
                    "{column} IN (SELECT l.destination FROM issue_link AS l WHERE l.source = {of} {kinds}
                     UNION SELECT l.source FROM issue_link AS l WHERE l.destination = {of} {kinds})"
                )
            }
            "watchedissues" | "votedissues" => {
                let watched = name.eq_ignore_ascii_case("watchedissues");
                let table = if watched { "watcher" } else { "vote" };
                self.cells.push(user.into());
                format!("{column} IN (SELECT issue FROM {table} AS v WHERE v.account = ?)")
            }
            _ => {
                self.unknown_function(name);
                NEVER.to_owned()
            }
        }
    }

    /// The condition that an account is one of those that values refer to.
    fn accounts(&mut self, field: &Field, values: &[&Operand], column: &str) -> (String, bool) {
        let (mut alternatives, mut empty) = (Vec::new(), false);
        for value in values {
            match value {
                Operand::Empty => empty = true,
                Operand::Value(text) => match self.catalogue.account(text) {
                    Some(id) => {
                        self.cells.push(id.into());
                        alternatives.push(format!("{column} = ?"));
                    }
                    None => self.unknown_value(&field.name, text),
                },
                Operand::Function(name, arguments) => match name.to_lowercase().as_str() {
                    "currentuser" => {
                        // If no user is logged in, no issue is theirs.
                        self.cells.push(self.asking.user.into());
                        alternatives.push(format!("{column} = ?"));
                    }
                    "membersof" => {
                        let group = arguments.first().cloned().unwrap_or_default();
                        if !self
                            .catalogue
                            .groups
                            .iter()
                            .any(|it| it.eq_ignore_ascii_case(&group))
                        {
                            let message = format!(
                                "Function 'membersOf' can not generate a list of usernames for group '{group}'; the group does not exist."
                            );
                            self.fault(message);
                        }
                        self.cells.push(group.into());
                        alternatives.push(format!(
                            "{column} IN (SELECT m.account FROM membership AS m
                             JOIN user_group AS g ON g.id = m.user_group
                             WHERE g.name = ? COLLATE NOCASE)"
                        ));
                    }
                    _ => self.unknown_function(name),
                },
                Operand::List(_) => {}
            }
        }
        if alternatives.is_empty() {
            return (NEVER.to_owned(), empty);
        }
        (format!("({})", alternatives.join(" OR ")), empty)
    }

    fn person(&mut self, clause: &Clause, column: &str) -> String {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return condition;
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (those, empty) = self.accounts(&clause.field, &values, column);
        let condition = if negative {
            format!("NOT {those}")
        } else {
            those
        };
        with_empty(&condition, column, negative, empty)
    }

    fn among(&mut self, clause: &Clause, table: &str) -> String {
        let any = format!("EXISTS (SELECT 1 FROM {table} AS v WHERE v.issue = i.id)");
        if let Some(condition) = self.emptiness(clause, &any) {
            return condition;
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (those, _) = self.accounts(&clause.field, &values, "v.account");
        let not = if negative { "NOT " } else { "" };
        format!("i.id {not}IN (SELECT v.issue FROM {table} AS v WHERE {those})")
    }

    /// The time of an operand.
    fn moment_of(&mut self, field: &Field, operand: &Operand) -> Option<i64> {
        let now = self.asking.now;
        match operand {
            Operand::Value(text) => {
                // A number alone is in milliseconds.
                let number = text.parse::<i64>().ok().filter(|it| *it > 100_000_000);
                let found = moment::read(text, now).or(number);
                if found.is_none() {
                    let message = format!(
                        "Date value '{text}' for field '{}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
                        field.name
                    );
                    self.fault(message);
                }
                found
            }
            Operand::Function(name, arguments) => {
                let found = moment::function(name, arguments, now);
                if found.is_none() {
                    self.unknown_function(name);
                }
                found
            }
            Operand::Empty | Operand::List(_) => None,
        }
    }

    /// The SQL operator and the time with which a clause compares a time or date. The error is the
    /// whole condition, for a clause that asks whether there is a value at all, or that is refused.
    fn against_a_moment(
        &mut self,
        clause: &Clause,
        column: &str,
    ) -> Result<(&'static str, i64), String> {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return Err(condition);
        }
        let sign = match clause.operator {
            Operator::Equals => "=",
            Operator::Differs => "<>",
            operator => match compared(operator) {
                Some(sign) => sign,
                None => return Err(self.unsupported(clause)),
            },
        };
        if matches!(clause.operand, Operand::List(_)) {
            return Err(self.unsupported(clause));
        }
        let at = self
            .moment_of(&clause.field, &clause.operand)
            .unwrap_or_default();
        Ok((sign, at))
    }

    fn moment(&mut self, clause: &Clause, column: &str) -> String {
        let (sign, at) = match self.against_a_moment(clause, column) {
            Ok(comparison) => comparison,
            Err(condition) => return condition,
        };
        // JQL has a resolution of minutes.
        let minute = 60_000;
        match sign {
            "=" => {
                let begin = at - at.rem_euclid(minute);
                format!("{column} BETWEEN {begin} AND {}", begin + minute - 1)
            }
            "<>" => {
                let begin = at - at.rem_euclid(minute);
                format!("{column} NOT BETWEEN {begin} AND {}", begin + minute - 1)
            }
            sign => format!("{column} {sign} {at}"),
        }
    }

    fn date(&mut self, clause: &Clause, column: &str) -> String {
        let (sign, at) = match self.against_a_moment(clause, column) {
            Ok(comparison) => comparison,
            Err(condition) => return condition,
        };
        self.cells.push(crate::jira::moment::date(at).into());
        format!("{column} {sign} ?")
    }

    fn text(&mut self, clause: &Clause, columns: &[&str]) -> String {
        if columns.len() == 1 && columns[0] != "comment" {
            let any = format!("{} <> ' '", columns[0]);
            if let Some(condition) = self.emptiness(clause, &any) {
                return condition;
            }
        }
        let negative = match clause.operator {
            Operator::Contains => false,
            Operator::Lacks => true,
            _ => return self.unsupported(clause),
        };
        let Operand::Value(value) = &clause.operand else {
            return self.unsupported(clause);
        };
        let patterns = patterns(value);
        if patterns.is_empty() {
            let message = format!(
                "The text '{value}' for field '{}' has no word that could be searched for.",
                clause.field.name
            );
            return self.fault(message);
        }
        let mut alternatives = Vec::new();
        for column in columns {
            let (before, searched, after) = if *column == "comment" {
                (
                    "i.id IN (SELECT c.issue FROM comment AS c WHERE ",
                    "c.words",
                    ")",
                )
            } else {
                ("(", *column, ")")
            };
            let mut each = Vec::new();
            for pattern in &patterns {
                self.cells.push(pattern.into());
                each.push(format!("{searched} LIKE ?"));
            }
            alternatives.push(format!("{before}{}{after}", each.join(" AND ")));
        }
        let any = format!("({})", alternatives.join(" OR "));
        if negative { format!("NOT {any}") } else { any }
    }

    fn labels(&mut self, clause: &Clause) -> String {
        let any = "i.id IN (SELECT x.issue FROM issue_label AS x)";
        if let Some(condition) = self.emptiness(clause, any) {
            return condition;
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let (mut marks, mut empty) = (Vec::new(), false);
        for value in values {
            match value {
                Operand::Value(label) => {
                    self.cells.push(label.into());
                    marks.push("?");
                }
                Operand::Empty => empty = true,
                Operand::Function(name, _) => self.unknown_function(name),
                Operand::List(_) => {}
            }
        }
        let marks = marks.join(", ");
        let those =
            format!("i.id IN (SELECT x.issue FROM issue_label AS x WHERE x.label IN ({marks}))");
        match (negative, empty) {
            (false, false) => those,
            (false, true) => format!("({those} OR NOT {any})"),
            (true, _) => format!("({any} AND NOT {those})"),
        }
    }

    fn number(&mut self, clause: &Clause, column: &str) -> String {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return condition;
        }
        let number = |operand: &Operand| match operand {
            Operand::Value(text) => {
                let number = text.parse::<f64>().ok().filter(|it| it.is_finite());
                // A time can be given as a duration: `timespent > 4h`.
                let time = || crate::jira::moment::duration(text);
                number.or_else(|| {
                    #[allow(clippy::cast_precision_loss, reason = "nobody works that long")]
                    time().map(|seconds| seconds as f64)
                })
            }
            _ => None,
        };
        let sign = match clause.operator {
            Operator::Equals => Some("="),
            Operator::Differs => Some("<>"),
            operator => compared(operator),
        };
        if let Some(sign) = sign {
            return match number(&clause.operand) {
                Some(number) => {
                    self.cells.push(number.into());
                    format!("{column} {sign} ?")
                }
                None => self.not_a_number(clause),
            };
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let numbers: Option<Vec<f64>> = values.into_iter().map(number).collect();
        let Some(numbers) = numbers else {
            return self.not_a_number(clause);
        };
        let marks = vec!["?"; numbers.len()].join(", ");
        self.cells.extend(numbers.into_iter().map(Cell::Real));
        let not = if negative { "NOT " } else { "" };
        format!("{column} {not}IN ({marks})")
    }

    fn not_a_number(&mut self, clause: &Clause) -> String {
        let message = format!(
            "The value '{}' for the field '{}' is not a number.",
            clause.operand, clause.field.name
        );
        self.fault(message)
    }

    fn category(&mut self, clause: &Clause) -> String {
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let mut keys = Vec::new();
        for value in values {
            let Operand::Value(text) = value else {
                return self.unsupported(clause);
            };
            let known = crate::jira::shapes::CATEGORIES
                .iter()
                .find(|(key, id, _, name)| {
                    key.eq_ignore_ascii_case(text)
                        || name.eq_ignore_ascii_case(text)
                        || id.to_string() == *text
                });
            match known {
                Some((key, ..)) => keys.push(*key),
                None => self.unknown_value(&clause.field.name, text),
            }
        }
        let statuses = self.catalogue.statuses.iter();
        let statuses = statuses.filter(|status| keys.contains(&status.about.as_str()));
        let statuses: Vec<i64> = statuses.map(|status| status.id).collect();
        let not = if negative { "NOT " } else { "" };
        format!("i.status {not}IN ({})", listed(&statuses))
    }

    fn filter(&mut self, clause: &Clause) -> String {
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let mut alternatives = Vec::new();
        for value in values {
            let Operand::Value(text) = value else {
                return self.unsupported(clause);
            };
            let found = ids(&self.catalogue.filters, text);
            let filter = self
                .catalogue
                .filters
                .iter()
                .find(|it| found.contains(&it.id));
            let query = filter.map(|filter| super::parse::parse(&filter.about));
            match query {
                Some(Ok(query)) if self.depth < DEEPEST => {
                    self.depth += 1;
                    if let Some(condition) = &query.condition {
                        let condition = self.condition(condition);
                        alternatives.push(condition);
                    } else {
                        alternatives.push("1".to_owned());
                    }
                    self.depth -= 1;
                }
                Some(Ok(_)) => {
                    let message = "Field 'filter' matches filters that refer to each other.";
                    self.fault(message.to_owned());
                }
                Some(Err(fault)) => self.faults.push(fault),
                None => self.unknown_value(&clause.field.name, text),
            }
        }
        if alternatives.is_empty() {
            return NEVER.to_owned();
        }
        let any = format!("({})", alternatives.join(" OR "));
        if negative { format!("NOT {any}") } else { any }
    }

    fn link_type(&mut self, clause: &Clause) -> String {
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let links = &self.catalogue.links;
        let (found, _) = self.ids(&clause.field, &values, links);
        let kinds = listed(&found);
        let not = if negative { "NOT " } else { "" };
        format!(
            "i.id {not}IN (SELECT l.source FROM issue_link AS l WHERE l.type IN ({kinds})
             UNION SELECT l.destination FROM issue_link AS l WHERE l.type IN ({kinds}))"
        )
    }

    fn custom_text(&mut self, clause: &Clause, column: &str) -> String {
        if let Some(condition) = self.emptiness(clause, &format!("{column} IS NOT NULL")) {
            return condition;
        }
        if let (Operator::Contains | Operator::Lacks, Operand::Value(value)) =
            (clause.operator, &clause.operand)
        {
            let value = value.trim_matches('*').to_lowercase();
            self.cells
                .push(format!("%{}%", value.replace(['%', '_'], "")).into());
            let not = if clause.operator == Operator::Lacks {
                "NOT "
            } else {
                ""
            };
            return format!("lower({column}) {not}LIKE ?");
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let mut marks = Vec::new();
        for value in values {
            let Operand::Value(text) = value else {
                return self.unsupported(clause);
            };
            self.cells.push(text.into());
            marks.push("?");
        }
        let not = if negative { "NOT " } else { "" };
        // An option is an object with a value, and a list has several.
        format!(
            "i.id {not}IN (SELECT o.id FROM issue AS o, json_tree(o.fields) AS t
             WHERE t.fullkey LIKE '$.{}%' AND t.atom COLLATE NOCASE IN ({}))",
            column
                .trim_start_matches("json_extract(i.fields, '$.")
                .trim_end_matches("')"),
            marks.join(", ")
        )
    }

    /// An issue property ("Entity properties": searched with JQL).
    fn property(&mut self, clause: &Clause, key: &str, path: &str) -> String {
        if !clause.field.name.eq_ignore_ascii_case("issue.property") {
            return self.unknown_field(&clause.field);
        }
        let steps = path.split('.').filter(|step| !step.is_empty());
        let steps: String = steps
            .map(|step| format!(".\"{}\"", step.replace('"', "")))
            .collect();
        let path = format!("${steps}");
        let head = "EXISTS (SELECT 1 FROM property AS p, json_each(p.value, ?) AS v
             WHERE p.entity = '/rest/api/3/issue/' || i.id AND p.key = ?";
        let begin = self.cells.len();
        let of_property = [Cell::Text(path), Cell::from(key)];
        self.cells.extend(of_property.clone());
        let any = format!("{head} AND v.type <> 'null')");
        if let Some(condition) = self.emptiness(clause, &any) {
            return condition;
        }
        let mut compare = |operand: &Operand, sign: &str| match operand {
            Operand::Value(text) => {
                if let Ok(number) = text.parse::<f64>() {
                    self.cells.push(number.into());
                    self.cells.push(text.into());
                    Some(format!(
                        "((v.type IN ('integer', 'real') AND v.atom {sign} ?)
                          OR (v.type = 'text' AND v.atom {sign} ?))"
                    ))
                } else if let Some(flag) = truth(text) {
                    self.cells.push(text.into());
                    Some(format!(
                        "(v.type = '{flag}' OR (v.type = 'text' AND v.atom {sign} ?))"
                    ))
                } else {
                    self.cells.push(text.into());
                    Some(format!(
                        "(v.type = 'text' AND v.atom COLLATE NOCASE {sign} ?)"
                    ))
                }
            }
            _ => None,
        };
        let condition = match (clause.operator, &clause.operand) {
            (Operator::Equals | Operator::Differs, value) => compare(value, "="),
            (Operator::In | Operator::NotIn, Operand::List(values)) => {
                let each: Option<Vec<String>> =
                    values.iter().map(|value| compare(value, "=")).collect();
                each.map(|each| format!("({})", each.join(" OR ")))
            }
            (Operator::Contains | Operator::Lacks, Operand::Value(text)) => {
                let text = text.trim_matches('*').replace(['%', '_'], "");
                self.cells.push(format!("%{text}%").into());
                Some("v.atom LIKE ?".to_owned())
            }
            (operator, value) => match compared(operator) {
                Some(sign) => compare(value, sign),
                None => None,
            },
        };
        let Some(condition) = condition else {
            self.cells.truncate(begin);
            return self.unsupported(clause);
        };
        let found = format!("{head} AND {condition})");
        match clause.operator {
            // As with other fields, an issue without a value matches neither way.
            Operator::Differs | Operator::NotIn | Operator::Lacks => {
                self.cells.splice(begin..begin, of_property);
                format!("({any} AND NOT {found})")
            }
            _ => found,
        }
    }
}

fn truth(text: &str) -> Option<&'static str> {
    match text {
        "true" => Some("true"),
        "false" => Some("false"),
        _ => None,
    }
}

fn compared(operator: Operator) -> Option<&'static str> {
    Some(match operator {
        Operator::Less => "<",
        Operator::Greater => ">",
        Operator::AtMost => "<=",
        Operator::AtLeast => ">=",
        _ => return None,
    })
}

fn listed(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(", ")
}

/// This condition, combined with another one if there is one.
fn with_any(condition: &str, other: Option<String>) -> String {
    match other {
        Some(other) => format!("({condition} OR {other})"),
        None => format!("({condition})"),
    }
}

fn with_empty(condition: &str, column: &str, negative: bool, empty: bool) -> String {
    match (negative, empty) {
        (_, false) => condition.to_owned(),
        (false, true) => format!("({condition} OR {column} IS NULL)"),
        (true, true) => format!("({condition} AND {column} IS NOT NULL)"),
    }
}

/// The patterns that words must match to find a text: each of its words as a whole, one that
/// ends with `*` as a prefix, quoted words next to each other.
fn patterns(text: &str) -> Vec<String> {
    let mut patterns = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        if index % 2 == 1 {
            let phrase = words(part);
            if phrase.len() > 1 {
                patterns.push(format!("%{phrase}%"));
            }
            continue;
        }
        for word in part.split_whitespace() {
            let begins = word.ends_with('*');
            let inner = words(word);
            let inner = inner.trim();
            if inner.is_empty() {
                continue;
            }
            let end = if begins { "" } else { " " };
            patterns.push(format!("% {inner}{end}%"));
        }
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_searched_by_words_beginnings_and_phrases() {
        assert_eq!(patterns("Try app*"), ["% try %", "% app%"]);
        assert_eq!(patterns("\"the App\""), ["% the app %"]);
        assert_eq!(patterns("* -"), Vec::<String>::new());
    }
}
