//! The Jira Query Language: parsing, and translating to SQL.

pub(crate) mod catalogue;
mod fault;
pub(crate) mod moment;
pub(crate) mod parse;
pub(crate) mod sql;
pub(crate) mod words;

use std::fmt;

pub(crate) use fault::Fault;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Query {
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Vec<Order>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Clause(Clause),
}

/// `assignee = currentUser()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) field: Field,
    pub(crate) operator: Operator,
    /// Empty for `changed`, which has none.
    pub(crate) operand: Operand,
    /// Only for `was` and `changed`.
    pub(crate) predicates: Vec<Predicate>,
}

/// `after "2026-01-05"`: when or by whom something was set or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Predicate {
    pub(crate) kind: PredicateKind,
    pub(crate) operand: Operand,
}

/// `summary`, or `issue.property[votes].count`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The key of a property and the path in its value.
    pub(crate) property: Option<(String, String)>,
}

macro_rules! operators {
    ($type:ident: $($name:ident $text:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $type { $($name),* }

        impl $type {
            pub(crate) const ALL: &[$type] = &[$($type::$name),*];

            /// The operator as written, and as in the product's own structures.
            pub(crate) fn text(self) -> &'static str {
                match self { $($type::$name => $text),* }
            }
        }
    };
}

operators! {
    Operator:
    Equals "=";
    Differs "!=";
    Less "<";
    Greater ">";
    AtMost "<=";
    AtLeast ">=";
    Contains "~";
    Lacks "!~";
    In "in";
    NotIn "not in";
    Is "is";
    IsNot "is not";
    Was "was";
    WasNot "was not";
    WasIn "was in";
    WasNotIn "was not in";
    Changed "changed";
}

operators! {
    PredicateKind:
    After "after";
    Before "before";
    By "by";
    During "during";
    From "from";
    On "on";
    To "to";
}

impl Operator {
    /// Whether it asks for past values, and not only for the current one.
    pub(crate) fn looks_back(self) -> bool {
        use Operator::{Changed, Was, WasIn, WasNot, WasNotIn};
        matches!(self, Was | WasNot | WasIn | WasNotIn | Changed)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    Value(String),
    Empty,
    Function(String, Vec<String>),
    List(Vec<Operand>),
}

/// How to sort by one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) field: String,
    pub(crate) descending: Option<bool>,
}

/// Writes the query so that parsing it gives the same query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(condition) = &self.condition {
            condition.fmt(f)?;
        }
        for (index, order) in self.order.iter().enumerate() {
            let before = match (index, &self.condition) {
                (0, None) => "order by ",
                (0, Some(_)) => " order by ",
                _ => ", ",
            };
            write!(f, "{before}{}", Quoted(&order.field))?;
            match order.descending {
                Some(true) => f.write_str(" DESC")?,
                Some(false) => f.write_str(" ASC")?,
                None => {}
            }
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, between) = match self {
            Condition::And(parts) => (parts, " AND "),
            Condition::Or(parts) => (parts, " OR "),
            Condition::Not(inner) => return write!(f, "NOT ({inner})"),
            Condition::Clause(clause) => return clause.fmt(f),
        };
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(between)?;
            }
            match part {
                Condition::Clause(_) | Condition::Not(_) => part.fmt(f)?,
                _ => write!(f, "({part})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field.property {
            Some((key, path)) => {
                write!(f, "issue.property[{}]", Quoted(key))?;
                if !path.is_empty() {
                    write!(f, ".{path}")?;
                }
            }
            None => write!(f, "{}", Quoted(&self.field.name))?,
        }
        write!(f, " {}", self.operator.text())?;
        if self.operator != Operator::Changed {
            write!(f, " {}", self.operand)?;
        }
        for Predicate { kind, operand } in &self.predicates {
            write!(f, " {} {operand}", kind.text())?;
        }
        Ok(())
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Value(value) => Quoted(value).fmt(f),
            Operand::Empty => f.write_str("EMPTY"),
            Operand::Function(name, arguments) => {
                write!(f, "{name}(")?;
                for (index, argument) in arguments.iter().enumerate() {
                    let before = if index == 0 { "" } else { ", " };
                    write!(f, "{before}{}", Quoted(argument))?;
                }
                f.write_str(")")
            }
            Operand::List(values) => {
                f.write_str("(")?;
                for (index, value) in values.iter().enumerate() {
                    let before = if index == 0 { "" } else { ", " };
                    write!(f, "{before}{value}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// A value, quoted if necessary.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare =
            !self.0.is_empty() && self.0.chars().all(words::is_bare) && !words::is_reserved(self.0);
        if bare {
            return f.write_str(self.0);
        }
        f.write_str("\"")?;
        for sign in self.0.chars() {
            match sign {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                sign => write!(f, "{sign}")?,
            }
        }
        f.write_str("\"")
    }
}
