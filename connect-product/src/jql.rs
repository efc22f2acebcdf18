//! The Jira Query Language: read, then translated to SQL.

pub(crate) mod catalogue;
pub(crate) mod moment;
pub(crate) mod parse;
pub(crate) mod sql;
pub(crate) mod words;

use std::fmt;

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
    ($($name:ident $text:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Operator { $($name),* }

        impl Operator {
            pub(crate) const ALL: &[Operator] = &[$(Operator::$name),*];

            /// As it is written, and as the product's own structures have it.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Operator::$name => $text),* }
            }
        }
    };
}

operators! {
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

/// What is wrong with a query, in the product's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault(pub(crate) String);

/// Writes the query again, so that reading it gives the same.
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
        write!(f, " {} {}", self.operator.text(), self.operand)
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

/// A value in quotes, if it needs them.
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
