//! Parsing a query.

use super::words::{Kind, Word, words};
use super::{
    Clause, Condition, Fault, Field, Operand, Operator, Order, Predicate, PredicateKind, Query,
};

/// How deeply parentheses and `NOT` may nest.
const DEEPEST: usize = 60;
/// In characters (no "JQL" is longer in practice).
const LONGEST: usize = 20_000;

/// Parses a query.
pub(crate) fn parse(text: &str) -> Result<Query, Fault> {
    if text.chars().count() > LONGEST {
        return Err(Fault(
            "Error in the JQL Query: the query is too long.".to_owned(),
        ));
    }
    let words = words(text)?;
    let mut parser = Parser {
        words: &words,
        next: 0,
        depth: 0,
    };
    let begins_with_order = parser.peek().is_none_or(|word| word.is("order"));
    let condition = if begins_with_order {
        None
    } else {
        Some(parser.or()?)
    };
    let order = parser.order()?;
    match parser.peek() {
        None => Ok(Query { condition, order }),
        Some(word) => Err(fault(
            word,
            &format!("Expecting either 'OR' or 'AND' but got '{}'.", word.text()),
        )),
    }
}

fn fault(word: &Word, message: &str) -> Fault {
    let (line, character) = word.at;
    Fault(format!(
        "Error in the JQL Query: {message} (line {line}, character {character})"
    ))
}

fn ended(expected: &str) -> Fault {
    Fault(format!(
        "Error in the JQL Query: Expecting {expected} before the end of the query."
    ))
}

struct Parser<'a> {
    words: &'a [Word],
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Word> {
        self.words.get(self.next)
    }

    fn peek_at(&self, further: usize) -> Option<&'a Word> {
        self.words.get(self.next + further)
    }

    fn take(&mut self) -> Option<&'a Word> {
        let word = self.peek()?;
        self.next += 1;
        Some(word)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|word| word.is(keyword));
        self.next += usize::from(found);
        found
    }

    fn sign(&mut self, signs: &[&str]) -> bool {
        let found = matches!(self.peek(), Some(Word { kind: Kind::Sign(sign), .. }) if signs.contains(sign));
        self.next += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Condition, Fault> {
        let mut parts = vec![self.and()?];
        while self.keyword("or") || self.sign(&["||", "|"]) {
            parts.push(self.and()?);
        }
        Ok(joined(parts, Condition::Or))
    }

    fn and(&mut self) -> Result<Condition, Fault> {
        let mut parts = vec![self.not()?];
        while self.keyword("and") || self.sign(&["&&", "&"]) {
            parts.push(self.not()?);
        }
        Ok(joined(parts, Condition::And))
    }

    fn not(&mut self) -> Result<Condition, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ended("a query that is less deeply nested"));
        }
        let condition = if self.keyword("not") || self.sign(&["!"]) {
            Condition::Not(Box::new(self.not()?))
        } else if self.sign(&["("]) {
            let inner = self.or()?;
            if !self.sign(&[")"]) {
                return Err(match self.peek() {
                    Some(word) => fault(word, &format!("Expecting ')' but got '{}'.", word.text())),
                    None => ended("')'"),
                });
            }
            inner
        } else {
            Condition::Clause(self.clause()?)
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn clause(&mut self) -> Result<Clause, Fault> {
        let field = self.field()?;
        let operator = self.operator()?;
        let operand = match operator {
            Operator::Changed => Operand::Empty,
            _ => self.operand()?,
        };
        let mut predicates = Vec::new();
        while operator.looks_back()
            && let Some(kind) = self.predicate()
        {
            let operand = self.operand()?;
            predicates.push(Predicate { kind, operand });
        }
        Ok(Clause {
            field,
            operator,
            operand,
            predicates,
        })
    }

    fn predicate(&mut self) -> Option<PredicateKind> {
        let mut kinds = PredicateKind::ALL.iter().copied();
        kinds.find(|kind| self.keyword(kind.text()))
    }

    fn field(&mut self) -> Result<Field, Fault> {
        let Some(word) = self.take() else {
            return Err(ended("a field name"));
        };
        let name = match &word.kind {
            Kind::Bare(text) if !super::words::is_reserved(text) => text.clone(),
            Kind::Quoted(text) => text.clone(),
            _ => {
                let message = format!("Expecting a field name but got '{}'.", word.text());
                return Err(fault(word, &message));
            }
        };
        if !self.sign(&["["]) {
            return Ok(Field {
                name,
                property: None,
            });
        }
        let inside = self.take().ok_or_else(|| ended("a name"))?;
        if !self.sign(&["]"]) {
            return Err(fault(inside, "Expecting ']' after the name."));
        }
        let inside = inside.text().to_owned();
        if name.eq_ignore_ascii_case("cf") {
            return Ok(Field {
                name: format!("cf[{inside}]"),
                property: None,
            });
        }
        // `issue.property[key].path`: the path starts with a dot, right after the bracket.
        let path = match self.peek() {
            Some(Word {
                kind: Kind::Bare(text),
                ..
            }) if text.starts_with('.') => {
                self.next += 1;
                text.trim_start_matches('.').to_owned()
            }
            _ => String::new(),
        };
        Ok(Field {
            name,
            property: Some((inside, path)),
        })
    }

    fn operator(&mut self) -> Result<Operator, Fault> {
        let Some(word) = self.peek() else {
            return Err(ended("an operator"));
        };
        let invalid = || {
            fault(
                word,
                &format!(
                    "Expecting operator but got '{}'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.",
                    word.text()
                ),
            )
        };
        if let Kind::Sign(sign) = word.kind {
            let found = Operator::ALL.iter().find(|it| it.text() == sign);
            self.next += 1;
            return found.copied().ok_or_else(invalid);
        }
        if self.keyword("in") {
            return Ok(Operator::In);
        }
        if self.keyword("is") {
            return Ok(if self.keyword("not") {
                Operator::IsNot
            } else {
                Operator::Is
            });
        }
        if self.keyword("was") {
            return Ok(match (self.keyword("not"), self.keyword("in")) {
                (false, false) => Operator::Was,
                (true, false) => Operator::WasNot,
                (false, true) => Operator::WasIn,
                (true, true) => Operator::WasNotIn,
            });
        }
        if self.keyword("changed") {
            return Ok(Operator::Changed);
        }
        if word.is("not") && self.peek_at(1).is_some_and(|next| next.is("in")) {
            self.next += 2;
            return Ok(Operator::NotIn);
        }
        Err(invalid())
    }

    fn operand(&mut self) -> Result<Operand, Fault> {
        let Some(word) = self.take() else {
            return Err(ended("either a value, list or function"));
        };
        match &word.kind {
            Kind::Sign("(") => {
                let mut values = Vec::new();
                loop {
                    values.push(self.member()?);
                    if self.sign(&[")"]) {
                        return Ok(Operand::List(values));
                    }
                    if !self.sign(&[","]) {
                        return Err(match self.peek() {
                            Some(word) => fault(
                                word,
                                &format!("Expecting ',' or ')' but got '{}'.", word.text()),
                            ),
                            None => ended("')'"),
                        });
                    }
                }
            }
            _ => {
                self.next -= 1;
                self.member()
            }
        }
    }

    /// A value or a function.
    fn member(&mut self) -> Result<Operand, Fault> {
        let Some(word) = self.take() else {
            return Err(ended("either a value, list or function"));
        };
        let value = match &word.kind {
            Kind::Bare(text)
                if text.eq_ignore_ascii_case("empty") || text.eq_ignore_ascii_case("null") =>
            {
                return Ok(Operand::Empty);
            }
            Kind::Bare(text) if super::words::is_reserved(text) => {
                let message = format!(
                    "Expecting either a value, list or function but got '{text}'. You must surround '{text}' in quotation marks to use it as a value."
                );
                return Err(fault(word, &message));
            }
            Kind::Bare(text) | Kind::Quoted(text) => text.clone(),
            Kind::Sign(sign) => {
                let message =
                    format!("Expecting either a value, list or function but got '{sign}'.");
                return Err(fault(word, &message));
            }
        };
        if !self.sign(&["("]) {
            return Ok(Operand::Value(value));
        }
        let mut arguments = Vec::new();
        while !self.sign(&[")"]) {
            match self.take() {
                Some(Word {
                    kind: Kind::Bare(text) | Kind::Quoted(text),
                    ..
                }) => arguments.push(text.clone()),
                Some(word) => {
                    let message = format!("Expecting an argument but got '{}'.", word.text());
                    return Err(fault(word, &message));
                }
                None => return Err(ended("')'")),
            }
            self.sign(&[","]);
        }
        Ok(Operand::Function(value, arguments))
    }

    fn order(&mut self) -> Result<Vec<Order>, Fault> {
        if !self.keyword("order") {
            return Ok(Vec::new());
        }
        if !self.keyword("by") {
            return Err(match self.peek() {
                Some(word) => fault(word, &format!("Expecting 'by' but got '{}'.", word.text())),
                None => ended("'by'"),
            });
        }
        let mut order = Vec::new();
        loop {
            let field = self.field()?;
            let descending = if self.keyword("desc") {
                Some(true)
            } else if self.keyword("asc") {
                Some(false)
            } else {
                None
            };
            order.push(Order {
                field: field.name,
                descending,
            });
            if !self.sign(&[","]) {
                return Ok(order);
            }
        }
    }
}

/// A single part stands for itself.
fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn again(text: &str) -> String {
        parse(text).unwrap().to_string()
    }

    fn wrong(text: &str) -> String {
        parse(text).unwrap_err().0
    }

    #[test]
    fn queries_are_read() {
        for (text, written) in [
            ("project=DEMO", "project = DEMO"),
            ("", ""),
            ("order by created desc, key", "order by created DESC, key"),
            (
                "project = DEMO and status in (\"To Do\", Done) or assignee is not empty",
                "(project = DEMO AND status in (\"To Do\", Done)) OR assignee is not EMPTY",
            ),
            (
                "NOT (a = 1 || b != 2) && c ~ 'x y' ORDER BY d ASC",
                "NOT (a = 1 OR b != 2) AND c ~ \"x y\" order by d ASC",
            ),
            (
                "assignee in membersOf(\"my team\") AND created >= -7d",
                "assignee in membersOf(\"my team\") AND created >= -7d",
            ),
            (
                "issue.property[votes].count > 3",
                "issue.property[votes].count > 3",
            ),
            ("cf[10016] = 5", "\"cf[10016]\" = 5"),
            (
                "status WAS NOT IN (Done, 'To Do') BY currentUser() DURING (2026-01-01, -1d) and a = 1",
                "status was not in (Done, \"To Do\") by currentUser() during (2026-01-01, -1d) AND a = 1",
            ),
            (
                "assignee changed from EMPTY to ann ON 2026-01-05 order by key",
                "assignee changed from EMPTY to ann on 2026-01-05 order by key",
            ),
        ] {
            assert_eq!(again(text), written, "{text}");
        }
    }

    #[test]
    fn faults_are_reported_in_the_products_words() {
        for (text, message) in [
            (
                "project DEMO",
                "Error in the JQL Query: Expecting operator but got 'DEMO'.",
            ),
            (
                "project =",
                "Error in the JQL Query: Expecting either a value, list or function",
            ),
            (
                "a = @",
                "Error in JQL Query: The character '@' is a reserved JQL character.",
            ),
            (
                "a = \"x",
                "Error in the JQL Query: The quoted string 'x' has not been completed.",
            ),
            (
                "a = 1 b = 2",
                "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'b'.",
            ),
            ("(a = 1", "Error in the JQL Query: Expecting ')'"),
            ("a in (1, 2", "Error in the JQL Query: Expecting ')'"),
            (
                "a = and",
                "Error in the JQL Query: Expecting either a value",
            ),
        ] {
            assert!(wrong(text).starts_with(message), "{text}: {}", wrong(text));
        }
        assert!(wrong("a = 1\nand b b").ends_with("(line 2, character 7)"));
    }

    fn value() -> impl Strategy<Value = String> {
        prop_oneof!["[a-zA-Z0-9_.-]{1,8}", "[ -~\\n]{0,8}"]
    }

    fn operand() -> impl Strategy<Value = Operand> {
        let single = prop_oneof![
            4 => value().prop_map(Operand::Value),
            1 => Just(Operand::Empty),
            1 => ("[a-z]{4,8}x", prop::collection::vec(value(), 0..3))
                .prop_map(|(name, arguments)| Operand::Function(name, arguments)),
        ];
        prop_oneof![
            3 => single.clone(),
            1 => prop::collection::vec(single, 1..4).prop_map(Operand::List),
        ]
    }

    fn condition() -> impl Strategy<Value = Condition> {
        let predicate = (prop::sample::select(PredicateKind::ALL), operand());
        let predicate = predicate.prop_map(|(kind, operand)| Predicate { kind, operand });
        let predicates = prop::collection::vec(predicate, 0..3);
        let operator = prop::sample::select(Operator::ALL);
        let clause = (value(), operator, operand(), predicates);
        let clause = clause.prop_map(|(name, operator, operand, predicates)| {
            let has_operand = operator != Operator::Changed;
            let operand = Some(operand).filter(|_| has_operand);
            Condition::Clause(Clause {
                field: Field {
                    name,
                    property: None,
                },
                operator,
                operand: operand.unwrap_or(Operand::Empty),
                predicates: if operator.looks_back() {
                    predicates
                } else {
                    Vec::new()
                },
            })
        });
        clause.prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
                inner.prop_map(|inner| Condition::Not(Box::new(inner))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(
            condition in prop::option::of(condition()),
            order in prop::collection::vec((value(), any::<Option<bool>>()), 0..3),
        ) {
            let order = order.into_iter();
            let order = order.map(|(field, descending)| Order { field, descending }).collect();
            let query = Query { condition, order };
            prop_assert_eq!(parse(&query.to_string()), Ok(query));
        }

        #[test]
        fn any_text_is_handled(text in "[ -~]{0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn any_depth_is_handled(depth in 1_usize..5000) {
            let _ = parse(&"(".repeat(depth));
            let _ = parse(&"not ".repeat(depth));
        }
    }
}
