//! Parsing tokens into a query.

use super::token::{Kind, Token, place, tokens};

/// How deeply brackets and `not` may nest.
const DEEPEST: usize = 64;

/// A query: a condition and an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    pub(super) which: Option<Condition>,
    pub(super) order: Vec<(Field, Direction)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Is(Clause),
}

/// `title ~ "notes"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) field: Field,
    pub(super) operator: Operator,
    pub(super) operands: Vec<Operand>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// In lower case.
    Named(String),
    /// `content.property[key].path`
    Property { key: String, path: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Contains,
    ContainsNot,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operand {
    Text(String),
    /// Its name in lower case, and its arguments.
    Function(String, Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

const OPERATORS: [(&str, Operator); 8] = [
    ("=", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("~", Operator::Contains),
    ("!~", Operator::ContainsNot),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
];

impl Operator {
    pub(super) fn name(self) -> &'static str {
        match self {
            Operator::In => "in",
            Operator::NotIn => "not in",
            other => OPERATORS
                .iter()
                .find(|(_, operator)| *operator == other)
                .map_or("=", |(name, _)| name),
        }
    }
}

impl Query {
    /// Parses a query; the error is what is wrong with it.
    pub(crate) fn parse(cql: &str) -> Result<Query, String> {
        let mut parser = Parser {
            cql,
            tokens: tokens(cql)?,
            next: 0,
            depth: 0,
        };
        let which = if parser.is_word("order") {
            None
        } else {
            Some(parser.any()?)
        };
        let order = parser.order()?;
        match parser.tokens.get(parser.next) {
            Some(_) => Err(parser.wanted("`and`, `or`, `order by` or the end")),
            None => Ok(Query { which, order }),
        }
    }
}

impl Query {
    pub(super) fn only_clause(self) -> Option<(String, &'static str, String)> {
        let Some(Condition::Is(mut clause)) = self.which else {
            return None;
        };
        match (clause.field, clause.operands.pop()?) {
            (Field::Named(field), Operand::Text(text)) => {
                Some((field, clause.operator.name(), text))
            }
            _ => None,
        }
    }
}

struct Parser<'a> {
    cql: &'a str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.single()?];
        while self.word("and") {
            parts.push(self.single()?);
        }
        Ok(one_or(parts, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        let condition = if self.word("not") {
            Condition::Not(Box::new(self.single()?))
        } else if self.sign(&Kind::Open) {
            let inner = self.any()?;
            self.expect(&Kind::Close, "`)`")?;
            inner
        } else {
            Condition::Is(self.clause()?)
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn clause(&mut self) -> Result<Clause, String> {
        let field = self.field()?;
        let operator = self.operator()?;
        let operands = match operator {
            Operator::In | Operator::NotIn => self.list()?,
            _ => vec![self.operand()?],
        };
        Ok(Clause {
            field,
            operator,
            operands,
        })
    }

    fn field(&mut self) -> Result<Field, String> {
        let Some(Kind::Word(name) | Kind::Quoted(name)) = self.kind().cloned() else {
            return Err(self.wanted("a field"));
        };
        if ["and", "or", "not", "in", "order"].contains(&name.to_lowercase().as_str()) {
            return Err(self.wanted("a field"));
        }
        self.next += 1;
        let name = name.to_lowercase();
        if name != "content.property" || !self.sign(&Kind::OpenSquare) {
            return Ok(Field::Named(name));
        }
        let Some(Kind::Word(key) | Kind::Quoted(key)) = self.kind().cloned() else {
            return Err(self.wanted("the key of a property"));
        };
        self.next += 1;
        self.expect(&Kind::CloseSquare, "`]`")?;
        let path = match self.kind() {
            Some(Kind::Word(path)) => path.strip_prefix('.').map(str::to_owned),
            _ => None,
        };
        let Some(path) = path.filter(|path| !path.is_empty()) else {
            return Err(self.wanted("the path of a value, such as `.status`"));
        };
        self.next += 1;
        Ok(Field::Property { key, path })
    }

    fn operator(&mut self) -> Result<Operator, String> {
        if let Some(Kind::Operator(sign)) = self.kind()
            && let Some((_, operator)) = OPERATORS.iter().find(|(name, _)| name == sign)
        {
            self.next += 1;
            return Ok(*operator);
        }
        if self.word("in") {
            return Ok(Operator::In);
        }
        if self.word("not") {
            if self.word("in") {
                return Ok(Operator::NotIn);
            }
            return Err(self.wanted("`in`"));
        }
        Err(self.wanted("an operator"))
    }

    fn list(&mut self) -> Result<Vec<Operand>, String> {
        if !self.sign(&Kind::Open) {
            // A function that stands for several values.
            return match self.operand()? {
                function @ Operand::Function(..) => Ok(vec![function]),
                Operand::Text(_) => Err(self.wanted("a list in brackets")),
            };
        }
        let mut operands = vec![self.operand()?];
        while self.sign(&Kind::Comma) {
            operands.push(self.operand()?);
        }
        self.expect(&Kind::Close, "`,` or `)`")?;
        Ok(operands)
    }

    fn operand(&mut self) -> Result<Operand, String> {
        let (text, may_be_called) = match self.kind().cloned() {
            Some(Kind::Word(word)) => (word, true),
            Some(Kind::Quoted(text)) => (text, false),
            _ => return Err(self.wanted("a value")),
        };
        self.next += 1;
        if !may_be_called || !self.sign(&Kind::Open) {
            return Ok(Operand::Text(text));
        }
        let mut given = Vec::new();
        while let Some(Kind::Word(value) | Kind::Quoted(value)) = self.kind().cloned() {
            self.next += 1;
            given.push(value);
            if !self.sign(&Kind::Comma) {
                break;
            }
        }
        self.expect(&Kind::Close, "`)`")?;
        Ok(Operand::Function(text.to_lowercase(), given))
    }

    fn order(&mut self) -> Result<Vec<(Field, Direction)>, String> {
        let mut order = Vec::new();
        if !self.word("order") {
            return Ok(order);
        }
        if !self.word("by") {
            return Err(self.wanted("`by`"));
        }
        loop {
            let field = self.field()?;
            let direction = if self.word("desc") {
                Direction::Down
            } else {
                self.word("asc");
                Direction::Up
            };
            order.push((field, direction));
            if !self.sign(&Kind::Comma) {
                return Ok(order);
            }
        }
    }

    fn kind(&self) -> Option<&Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), Some(Kind::Word(known)) if known.eq_ignore_ascii_case(word))
    }

    /// Consumes a keyword if it is next.
    fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    /// Consumes a sign if it is next.
    fn sign(&mut self, sign: &Kind) -> bool {
        let found = self.kind() == Some(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &Kind, name: &str) -> Result<(), String> {
        if self.sign(sign) {
            return Ok(());
        }
        Err(self.wanted(name))
    }

    fn wanted(&self, what: &str) -> String {
        match self.tokens.get(self.next) {
            Some(token) => {
                let place = place(self.cql, token.at);
                format!("{what} must be at character {place}")
            }
            None => format!("{what} must be at the end"),
        }
    }
}

fn one_or(mut parts: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            several(parts)
        }
        (None, _) => several(parts),
    }
}
