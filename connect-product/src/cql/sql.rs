//! Translating a query to SQL, over the view `found`, aliased as `c`.

use super::field::About;
use super::moment::{self, Moment};
use super::parse::{Clause, Condition, Direction, Field, Operand, Operator, Query};
use super::words::asked;
use crate::turn::Cell;

/// The context in which a query's functions are evaluated.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    /// In milliseconds since 1970.
    pub(crate) now: i64,
    pub(crate) user: Option<&'a str>,
    /// The key of the space, and the id of the content, in which the query is asked.
    pub(crate) space: Option<&'a str>,
    pub(crate) content: Option<&'a str>,
    /// How many values the statement already has.
    pub(crate) bound: usize,
}

/// A condition, an order, and the values of both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sql {
    pub(crate) which: String,
    pub(crate) order: String,
    pub(crate) cells: Vec<Cell>,
}

/// The entity under which a content property is stored.
const ENTITY: &str = "(CASE c.type WHEN 'page' THEN '/api/v2/pages/' || c.id \
    WHEN 'blogpost' THEN '/api/v2/blogposts/' || c.id \
    WHEN 'comment' THEN '/api/v2/comments/' || c.id \
    WHEN 'attachment' THEN '/api/v2/attachments/att' || c.id \
    WHEN 'space' THEN '/api/v2/spaces/' || c.space \
    ELSE '/api/v2/' || c.type || 's/' || c.id END)";

pub(super) fn translate(query: &Query, context: &Context<'_>) -> Result<Sql, String> {
    let mut writer = Writer {
        context,
        cells: Vec::new(),
    };
    let which = match &query.which {
        Some(condition) => writer.condition(condition)?,
        None => "1".to_owned(),
    };
    let mut order = Vec::new();
    for (field, direction) in &query.order {
        let Some(column) = About::of(field)?.order() else {
            return Err("a field of `order by` has no order".to_owned());
        };
        let direction = match direction {
            Direction::Up => "ASC",
            Direction::Down => "DESC",
        };
        order.push(format!("{column} COLLATE NOCASE {direction}"));
    }
    // Ties need an order too, so that the pages of the list match.
    order.push("c.id DESC".to_owned());
    Ok(Sql {
        which,
        order: order.join(", "),
        cells: writer.cells,
    })
}

struct Writer<'a> {
    context: &'a Context<'a>,
    cells: Vec<Cell>,
}

impl Writer<'_> {
    fn bind(&mut self, cell: impl Into<Cell>) -> String {
        self.cells.push(cell.into());
        format!("?{}", self.context.bound + self.cells.len())
    }

    fn condition(&mut self, condition: &Condition) -> Result<String, String> {
        Ok(match condition {
            Condition::All(parts) => self.parts(parts, " AND ")?,
            Condition::Any(parts) => self.parts(parts, " OR ")?,
            Condition::Not(inner) => format!("NOT {}", self.condition(inner)?),
            Condition::Is(clause) => self.clause(clause)?,
        })
    }

    fn parts(&mut self, parts: &[Condition], between: &str) -> Result<String, String> {
        let parts: Result<Vec<_>, _> = parts.iter().map(|part| self.condition(part)).collect();
        Ok(format!("({})", parts?.join(between)))
    }

    fn clause(&mut self, clause: &Clause) -> Result<String, String> {
        let about = About::of(&clause.field)?;
        about.has(clause.operator, &clause.field)?;
        let negative = matches!(
            clause.operator,
            Operator::NotEqual | Operator::ContainsNot | Operator::NotIn
        );
        let mut any = Vec::new();
        for operand in &clause.operands {
            any.push(self.one(about, clause, operand)?);
        }
        let any = format!("coalesce({}, 0)", any.join(" OR "));
        Ok(if negative { format!("NOT {any}") } else { any })
    }

    /// One operand, as if the operator were not negated.
    fn one(&mut self, about: About, clause: &Clause, operand: &Operand) -> Result<String, String> {
        if let About::Moment(column) = about {
            return self.moment(column, clause.operator, operand);
        }
        let Some(text) = self.text(operand)? else {
            return Ok("0".to_owned());
        };
        let contains = matches!(clause.operator, Operator::Contains | Operator::ContainsNot);
        Ok(match about {
            About::Word(column) => {
                format!("{column} = {} COLLATE NOCASE", self.bind(text))
            }
            About::Content(column) => format!("{column} = {}", self.id(&text)?),
            About::Ancestor => format!(
                "c.id IN (WITH RECURSIVE below(id) AS (SELECT id FROM content WHERE parent = {}
                 UNION SELECT content.id FROM content JOIN below ON content.parent = below.id)
                 SELECT id FROM below)",
                self.id(&text)?
            ),
            About::Title(_, column) if contains => self.contains(&[column], &text),
            About::Title(column, _) => {
                format!("{column} = {} COLLATE NOCASE", self.bind(text))
            }
            About::Text => self.contains(&["c.title_words", "c.body_words"], &text),
            About::User(column) => format!("{column} = {}", self.bind(text)),
            About::Contributor => format!(
                "EXISTS (SELECT 1 FROM content_version AS v WHERE v.content = c.id AND v.author = {})",
                self.bind(text)
            ),
            About::Mention => {
                let mention = self.bind(format!("ri:account-id=\"{text}\""));
                format!("instr(c.body, {mention}) > 0")
            }
            About::Watcher => format!(
                "EXISTS (SELECT 1 FROM watch AS w WHERE w.content = c.id AND w.account = {})",
                self.bind(text)
            ),
            About::Favourite => format!(
                "EXISTS (SELECT 1 FROM favourite AS f WHERE f.content = c.id AND f.account = {})",
                self.bind(text)
            ),
            About::FullName => {
                let name = self.bind(text);
                format!(
                    "EXISTS (SELECT 1 FROM account AS a WHERE a.id = c.creator
                     AND instr(lower(a.name), lower({name})) > 0)"
                )
            }
            About::Label => self.label(&text),
            About::Macro => {
                let named = self.bind(format!("ac:name=\"{text}\""));
                format!("instr(c.body, {named}) > 0")
            }
            About::Property => self.property(clause, &text)?,
            About::Moment(_) => "0".to_owned(),
        })
    }

    /// `label = "plan"`, or with its prefix: `my:plan`.
    fn label(&mut self, text: &str) -> String {
        let (prefix, name) = text.split_once(':').unwrap_or(("global", text));
        let prefix = self.bind(prefix);
        let name = self.bind(name);
        format!(
            "EXISTS (SELECT 1 FROM labelled JOIN label ON label.id = labelled.label
             WHERE labelled.content = c.id AND label.prefix = {prefix}
             AND label.name = {name} COLLATE NOCASE)"
        )
    }

    fn property(&mut self, clause: &Clause, text: &str) -> Result<String, String> {
        let Field::Property { key, path } = &clause.field else {
            return Ok("0".to_owned());
        };
        let mut pointer = String::from("$");
        for name in path.split('.') {
            if name.is_empty() || name.contains('"') {
                return Err(format!("`{path}` is not the path of a value"));
            }
            pointer.push_str(&format!(".\"{name}\""));
        }
        let key = self.bind(key.as_str());
        let pointer = self.bind(pointer);
        let value = format!("json_extract(p.value, {pointer})");
        let is = match clause.operator {
            Operator::Contains | Operator::ContainsNot => {
                let text = self.bind(text);
                format!("instr(lower({value}), lower({text})) > 0")
            }
            operator => {
                let sign = match operator {
                    Operator::Less | Operator::LessOrEqual => operator.name(),
                    Operator::Greater | Operator::GreaterOrEqual => operator.name(),
                    _ => "=",
                };
                match text.parse::<f64>() {
                    Ok(number) if number.is_finite() => {
                        let number = self.bind(number);
                        let text = self.bind(text);
                        format!(
                            "(CASE typeof({value}) WHEN 'text' THEN {value} {sign} {text}
                              ELSE {value} {sign} {number} END)"
                        )
                    }
                    _ => {
                        let text = self.bind(text);
                        format!(
                            "(CASE json_type(p.value, {pointer}) WHEN 'true' THEN 'true'
                              WHEN 'false' THEN 'false' ELSE {value} END) {sign} {text}"
                        )
                    }
                }
            }
        };
        Ok(format!(
            "EXISTS (SELECT 1 FROM property AS p WHERE p.entity = {ENTITY} AND p.key = {key} AND {is})"
        ))
    }

    /// The condition that all words of the query are in one of the word columns.
    fn contains(&mut self, columns: &[&str], text: &str) -> String {
        let asked = asked(text);
        if asked.is_empty() {
            return "0".to_owned();
        }
        let all = asked.into_iter().map(|words| {
            let words = self.bind(words);
            let any = columns.iter().map(|it| format!("instr({it}, {words}) > 0"));
            format!("({})", any.collect::<Vec<_>>().join(" OR "))
        });
        format!("({})", all.collect::<Vec<_>>().join(" AND "))
    }

    fn moment(
        &mut self,
        column: &str,
        operator: Operator,
        operand: &Operand,
    ) -> Result<String, String> {
        let found = match operand {
            Operand::Text(text) => moment::literal(text),
            Operand::Function(name, given) => moment::function(name, given, self.context.now),
        };
        let Some(Moment { begins, lasts }) = found else {
            let what = match operand {
                Operand::Text(text) => text,
                Operand::Function(name, _) => name,
            };
            return Err(format!(
                "`{what}` is not a date, such as 2026-01-05 or now(\"-4w\")"
            ));
        };
        let last = begins + (lasts - 1).max(0);
        let first = self.bind(begins);
        let last = self.bind(last);
        Ok(match operator {
            Operator::Less => format!("{column} < {first} AND {last} IS NOT NULL"),
            Operator::LessOrEqual => format!("{column} <= {last} AND {first} IS NOT NULL"),
            Operator::Greater => format!("{column} > {last} AND {first} IS NOT NULL"),
            Operator::GreaterOrEqual => format!("{column} >= {first} AND {last} IS NOT NULL"),
            _ => format!("{column} BETWEEN {first} AND {last}"),
        })
    }

    /// A content id, without an attachment's letter prefix.
    fn id(&mut self, text: &str) -> Result<String, String> {
        let digits = text.strip_prefix("att").unwrap_or(text);
        let id: i64 = digits
            .parse()
            .map_err(|_| format!("`{text}` is not the id of a content"))?;
        Ok(self.bind(id))
    }

    /// An operand's text; `None` if a function has no result.
    fn text(&self, operand: &Operand) -> Result<Option<String>, String> {
        let (name, given) = match operand {
            Operand::Text(text) => return Ok(Some(text.clone())),
            Operand::Function(name, given) => (name, given),
        };
        let known = match name.as_str() {
            "currentuser" => self.context.user,
            "currentspace" => self.context.space,
            "currentcontent" => self.context.content,
            "recentlyviewedcontent" | "recentlyviewedspaces" | "favouritespaces" => None,
            _ => return Err(format!("no function has the name `{name}` here")),
        };
        let _ = given;
        Ok(known.map(str::to_owned))
    }
}
