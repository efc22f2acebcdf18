//! Past values of a field, and when it changed: `was` and `changed`, evaluated on the recorded changes of an
//! issue and on its current values ("JQL operators": WAS, CHANGED).

use super::{NEVER, Translator, with_any};
use crate::jql::catalogue::Named;
use crate::jql::{Clause, Field, Operand, Operator, Predicate, PredicateKind};

const DAY: i64 = 86_400_000;

/// A field whose history can be searched, by its id in the changelog.
enum Remembered<'c> {
    /// A column of the issue with an id.
    Thing(&'static str, &'static str, &'c [Named]),
    /// A column with an account.
    Person(&'static str, &'static str),
    /// The fix versions, of which an issue can have several.
    FixVersions(&'c [Named]),
}

impl Remembered<'_> {
    fn id(&self) -> &'static str {
        match self {
            Remembered::Thing(id, ..) | Remembered::Person(id, _) => id,
            Remembered::FixVersions(_) => "fixVersions",
        }
    }

    /// The changes of the field in an issue `i`: their order, time, author and both values.
    fn changes(&self) -> String {
        format!(
            "(SELECT h.id * 10000 + x.key AS n, h.created AS at, h.author AS who,
                 x.value ->> '$.from' AS old, x.value ->> '$.to' AS new
              FROM history AS h, json_each(h.items) AS x
              WHERE h.issue = i.id AND x.value ->> '$.fieldId' = '{}')",
            self.id()
        )
    }

    /// The values that the field has had, each with its start, its end (null: until now), and who
    /// set it. The initial value is the old value of its first change, or the current one.
    fn periods(&self) -> String {
        let changes = self.changes();
        let column = match self {
            Remembered::Thing(_, column, _) | Remembered::Person(_, column) => column,
            Remembered::FixVersions(_) => {
                return format!(
                    "(SELECT c.new AS value, c.at AS begun, c.who AS who,
                         (SELECT min(d.at) FROM {changes} AS d WHERE d.old = c.new AND d.n > c.n) AS ended
                      FROM {changes} AS c WHERE c.new IS NOT NULL
                      UNION ALL
                      SELECT c.old, i.created, i.creator, c.at FROM {changes} AS c
                      WHERE c.old IS NOT NULL AND NOT EXISTS
                         (SELECT 1 FROM {changes} AS d WHERE d.new = c.old AND d.n < c.n)
                      UNION ALL
                      SELECT CAST(v.version AS TEXT), i.created, i.creator, NULL FROM issue_version AS v
                      WHERE v.issue = i.id AND v.kind = 'fix' AND NOT EXISTS
                         (SELECT 1 FROM {changes} AS d WHERE d.new = CAST(v.version AS TEXT)))"
                );
            }
        };
        format!(
            "(SELECT c.new AS value, c.at AS begun, c.who AS who, lead(c.at) OVER (ORDER BY c.n) AS ended
              FROM {changes} AS c
              UNION ALL
              SELECT iif(f.n IS NULL, CAST({column} AS TEXT), f.old), i.created, i.creator, f.at
              FROM (SELECT 1) LEFT JOIN
                 (SELECT c.n, c.at, c.old FROM {changes} AS c ORDER BY c.n LIMIT 1) AS f)"
        )
    }
}

impl Translator<'_> {
    /// A clause with an operator about the past.
    pub(super) fn looking_back(&mut self, clause: &Clause) -> String {
        let catalogue = self.catalogue;
        let field = match clause.field.name.to_lowercase().as_str() {
            "assignee" => Remembered::Person("assignee", "i.assignee"),
            "reporter" => Remembered::Person("reporter", "i.reporter"),
            "fixversion" => Remembered::FixVersions(&catalogue.versions),
            "priority" => Remembered::Thing("priority", "i.priority", &catalogue.priorities),
            "resolution" => Remembered::Thing("resolution", "i.resolution", &catalogue.resolutions),
            "status" => Remembered::Thing("status", "i.status", &catalogue.statuses),
            name => {
                return match super::kind(catalogue, name) {
                    Some(_) => {
                        let name = &clause.field.name;
                        self.fault(format!(
                            "History searches do not support the '{name}' field."
                        ))
                    }
                    None => self.unknown_field(&clause.field),
                };
            }
        };
        if clause.operator == Operator::Changed {
            let mut found = format!("EXISTS (SELECT 1 FROM {} AS p WHERE 1", field.changes());
            for predicate in &clause.predicates {
                let condition = self.of_change(clause, &field, predicate);
                found.push_str(&format!(" AND {condition}"));
            }
            return found + ")";
        }
        let Some((negative, values)) = self.values(clause) else {
            return self.unsupported(clause);
        };
        let condition = self.has_been(&clause.field, &field, &values, "p.value");
        let not = if negative { "NOT " } else { "" };
        let periods = field.periods();
        let mut found = format!("{not}EXISTS (SELECT 1 FROM {periods} AS p WHERE {condition}");
        for predicate in &clause.predicates {
            let condition = self.of_period(clause, predicate);
            found.push_str(&format!(" AND {condition}"));
        }
        found + ")"
    }

    /// The condition that a column of the history has one of these values.
    fn has_been(
        &mut self,
        field: &Field,
        remembered: &Remembered<'_>,
        values: &[&Operand],
        column: &str,
    ) -> String {
        let (those, empty) = match remembered {
            Remembered::Person(..) => self.accounts(field, values, column),
            Remembered::Thing(id, _, things) => {
                // Not resolved is "Unresolved".
                let open = |it: &&Operand| matches!(it, Operand::Value(text) if *id == "resolution" && text.eq_ignore_ascii_case("unresolved"));
                let (open, named): (Vec<&Operand>, Vec<&Operand>) =
                    values.iter().partition(|it| open(it));
                let (found, empty) = self.ids(field, &named, things);
                (is_among(column, &found), empty || !open.is_empty())
            }
            Remembered::FixVersions(versions) => {
                let (found, empty) = self.ids(field, values, versions);
                // If several values hold at a time, no period without any of them is recorded.
                if empty && column == "p.value" {
                    let message = format!(
                        "The value 'EMPTY' is not supported by history searches of the '{}' field.",
                        field.name
                    );
                    self.fault(message);
                }
                (is_among(column, &found), empty)
            }
        };
        with_any(&those, empty.then(|| format!("{column} IS NULL")))
    }

    /// A condition on a change: when it was made, by whom, from what and to what.
    fn of_change(
        &mut self,
        clause: &Clause,
        remembered: &Remembered<'_>,
        predicate: &Predicate,
    ) -> String {
        let Predicate { kind, operand } = predicate;
        match kind {
            PredicateKind::From => {
                self.has_been(&clause.field, remembered, &each(operand), "p.old")
            }
            PredicateKind::To => self.has_been(&clause.field, remembered, &each(operand), "p.new"),
            PredicateKind::By => self.made_by(clause, operand),
            _ => match self.span(clause, predicate) {
                Some((from, to)) => format!("p.at BETWEEN {from} AND {to}"),
                None => NEVER.to_owned(),
            },
        }
    }

    /// A condition on a period: what it overlaps, and who started it.
    fn of_period(&mut self, clause: &Clause, predicate: &Predicate) -> String {
        match predicate.kind {
            PredicateKind::By => self.made_by(clause, &predicate.operand),
            PredicateKind::From | PredicateKind::To => {
                let (kind, operator) = (predicate.kind.text(), clause.operator.text());
                self.fault(format!(
                    "The predicate '{kind}' is not supported by the '{operator}' operator."
                ))
            }
            _ => match self.span(clause, predicate) {
                Some((from, to)) => {
                    let now = self.asking.now;
                    format!("(p.begun <= {to} AND coalesce(p.ended, {now}) >= {from})")
                }
                None => NEVER.to_owned(),
            },
        }
    }

    fn made_by(&mut self, clause: &Clause, operand: &Operand) -> String {
        let (those, nobody) = self.accounts(&clause.field, &each(operand), "p.who");
        with_any(&those, nobody.then(|| "p.who IS NULL".to_owned()))
    }

    /// The first and last time that a predicate covers.
    fn span(&mut self, clause: &Clause, predicate: &Predicate) -> Option<(i64, i64)> {
        let Predicate { kind, operand } = predicate;
        let moments: Option<Vec<i64>> = each(operand)
            .into_iter()
            .map(|one| self.moment_of(&clause.field, one))
            .collect();
        let is_list = matches!(operand, Operand::List(_));
        match (kind, moments?.as_slice(), is_list) {
            (PredicateKind::After, [at], false) => Some((at.saturating_add(1), i64::MAX)),
            (PredicateKind::Before, [at], false) => Some((i64::MIN, at.saturating_sub(1))),
            (PredicateKind::On, [at], false) => {
                let begin = at - at.rem_euclid(DAY);
                Some((begin, begin.saturating_add(DAY - 1)))
            }
            (PredicateKind::During, [from, to], true) => Some((*from, *to)),
            _ => {
                let kind = kind.text();
                self.fault(format!(
                    "The predicate '{kind}' does not support the value '{operand}'."
                ));
                None
            }
        }
    }
}

/// The individual values of an operand.
fn each(operand: &Operand) -> Vec<&Operand> {
    match operand {
        Operand::List(values) => values.iter().collect(),
        single => vec![single],
    }
}

/// The changelog stores ids as text.
fn is_among(column: &str, ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    format!("{column} IN ({})", ids.join(", "))
}
