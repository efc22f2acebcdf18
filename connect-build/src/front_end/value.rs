//! The possible string values of a script's expressions.

use std::borrow::Cow;

use oxc_ast::ast::{
    BinaryOperator, CallExpression, Expression, LogicalOperator, ObjectExpression,
    ObjectPropertyKind, TemplateLiteral,
};
use oxc_span::Span;

use super::names::{Binding, MAX_HOPS, Names, argument, member};
use super::text::Text;
use crate::template;

/// A value with more possibilities counts as unknown.
const MAX_TEXTS: usize = 16;
/// A longer URL counts as unknown.
const MAX_URL_LENGTH: usize = 4096;

/// A property of an object literal.
pub(super) enum Property<'a> {
    Given(&'a Expression<'a>),
    Missing,
    /// It may have the property, from something unknown.
    Unclear,
}

impl<'a> Names<'a, '_> {
    /// The strings that an expression can be, at least one; each may contain unknown pieces.
    pub(super) fn texts(&self, expression: &'a Expression<'a>, hops: u32) -> Vec<Text> {
        let budget = self.budget.get().saturating_sub(1);
        self.budget.set(budget);
        let Some(hops) = hops.checked_sub(1).filter(|_| budget > 0) else {
            return vec![Text::unknown("")];
        };
        match expression.get_inner_expression() {
            Expression::StringLiteral(it) => vec![self.literal(it.span, it.value.as_str(), 1)],
            Expression::NumericLiteral(it) => vec![Text::known(it.value.to_string())],
            Expression::TemplateLiteral(it) => self.template(it, hops),
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                // Long concatenations nest to the left: they are walked, so that only other nesting counts.
                let (mut first, mut rest) = (&it.left, vec![&it.right]);
                while let Expression::BinaryExpression(it) = first.get_inner_expression() {
                    if it.operator != BinaryOperator::Addition {
                        break;
                    }
                    rest.push(&it.right);
                    first = &it.left;
                }
                let first = self.texts(first, hops);
                rest.into_iter()
                    .rev()
                    .fold(first, |sums, next| joined(sums, &self.texts(next, hops)))
            }
            Expression::ConditionalExpression(it) => either(
                self.texts(&it.consequent, hops),
                self.texts(&it.alternate, hops),
            ),
            Expression::LogicalExpression(it) => match it.operator {
                LogicalOperator::And => self.texts(&it.right, hops),
                _ => either(self.texts(&it.left, hops), self.texts(&it.right, hops)),
            },
            Expression::Identifier(it) => match self.bound(it) {
                Some(Binding::Value(value)) => self.texts(value, hops),
                Some(Binding::Member(object, name)) => self.member_texts(object, &name, hops),
                _ => vec![Text::unknown(it.name.as_str())],
            },
            Expression::CallExpression(it) => self.call_texts(it, hops),
            other => match member(other) {
                Some((object, name)) => self.member_texts(object, &name, hops),
                None => vec![Text::unknown("")],
            },
        }
    }

    /// `PATHS.issue`, where `PATHS` is an object literal; else a placeholder with that name.
    fn member_texts(&self, object: &'a Expression<'a>, name: &str, hops: u32) -> Vec<Text> {
        let found = self
            .object(object, hops)
            .map(|object| self.property(object, name, hops));
        match found {
            Some(Property::Given(value)) => self.texts(value, hops),
            _ => vec![Text::unknown(name)],
        }
    }

    /// `"/rest/…/".concat(key)`, which compilers generate for template literals; a function that encodes its
    /// argument is a placeholder with the argument's name.
    fn call_texts(&self, call: &'a CallExpression<'a>, hops: u32) -> Vec<Text> {
        if let Some((object, name)) = member(&call.callee) {
            return match &*name {
                "concat" if !call.arguments.iter().any(|it| it.is_spread()) => {
                    let parts = call.arguments.iter().filter_map(|it| it.as_expression());
                    parts.fold(self.texts(object, hops), |sums, next| {
                        joined(sums, &self.texts(next, hops))
                    })
                }
                "toString" | "trim" => vec![Text::unknown(&label(object))],
                _ => vec![Text::unknown("")],
            };
        }
        let name = argument(call, 0).map_or(Cow::Borrowed(""), label);
        vec![Text::unknown(&name)]
    }

    fn template(&self, template: &'a TemplateLiteral<'a>, hops: u32) -> Vec<Text> {
        let mut sums = vec![Text::default()];
        let mut values = template.expressions.iter();
        for quasi in &template.quasis {
            let text = quasi.value.cooked.unwrap_or(quasi.value.raw);
            sums = joined(sums, &[self.literal(quasi.span, text.as_str(), 0)]);
            if let Some(value) = values.next() {
                sums = joined(sums, &self.texts(value, hops));
            }
        }
        sums
    }

    /// A literal, in which a template engine's tags are unknown. `quotes` is how many characters at either
    /// end of its span are delimiters.
    fn literal(&self, span: Span, value: &str, quotes: usize) -> Text {
        let (start, end) = (
            span.start as usize + quotes,
            (span.end as usize).saturating_sub(quotes),
        );
        let painted = |tag: &template::Tag| tag.range.start < end && start < tag.range.end;
        let value = if self.painted.iter().any(painted) {
            self.original.get(start..end).unwrap_or(value)
        } else {
            value
        };
        let mut text = Text::default();
        let mut at = 0;
        for tag in template::tags(value) {
            text.push_known(value.get(at..tag.range.start).unwrap_or_default());
            if tag.prints {
                let inside = value.get(tag.range.clone()).unwrap_or_default();
                let name = inside.trim_matches(|letter: char| !letter.is_alphanumeric());
                text.append(Text::unknown(name));
            }
            at = tag.range.end;
        }
        text.push_known(value.get(at..).unwrap_or_default());
        text
    }

    /// A property of an object literal; the last one with that name counts.
    pub(super) fn property(
        &self,
        object: &'a ObjectExpression<'a>,
        name: &str,
        hops: u32,
    ) -> Property<'a> {
        let Some(hops) = hops.checked_sub(1) else {
            return Property::Unclear;
        };
        for property in object.properties.iter().rev() {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => match it.key.static_name() {
                    Some(key) if key == name => return Property::Given(&it.value),
                    Some(_) => {}
                    None => return Property::Unclear,
                },
                ObjectPropertyKind::SpreadProperty(it) => match self.object(&it.argument, hops) {
                    Some(object) => match self.property(object, name, hops) {
                        Property::Missing => {}
                        found => return found,
                    },
                    None => return Property::Unclear,
                },
            }
        }
        Property::Missing
    }

    /// Grants the budget for one call.
    pub(super) fn renew_budget(&self) -> u32 {
        self.budget.set(4096);
        MAX_HOPS
    }
}

/// Each text of the first list followed by each of the second.
fn joined(before: Vec<Text>, after: &[Text]) -> Vec<Text> {
    if before.len() * after.len() > MAX_TEXTS {
        return vec![Text::unknown("")];
    }
    let pair = |first: &Text, second: &Text| {
        let mut sum = first.clone();
        sum.append(second.clone());
        if sum.size() > MAX_URL_LENGTH {
            Text::unknown("")
        } else {
            sum
        }
    };
    before
        .iter()
        .flat_map(|first| after.iter().map(move |second| pair(first, second)))
        .collect()
}

fn either(mut one: Vec<Text>, other: Vec<Text>) -> Vec<Text> {
    for text in other {
        if !one.contains(&text) {
            one.push(text);
        }
    }
    one.truncate(MAX_TEXTS + 1);
    if one.len() > MAX_TEXTS {
        vec![Text::unknown("")]
    } else {
        one
    }
}

/// A name for an expression whose value is unknown.
fn label<'a>(expression: &'a Expression<'a>) -> Cow<'a, str> {
    match expression.get_inner_expression() {
        Expression::Identifier(name) => Cow::Borrowed(name.name.as_str()),
        other => member(other).map_or(Cow::Borrowed(""), |(_, name)| name),
    }
}
