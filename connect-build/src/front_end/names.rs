//! Resolving the names in a script.

use std::borrow::Cow;
use std::cell::Cell;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    Argument, BindingPattern, CallExpression, Expression, IdentifierReference, ObjectExpression,
};
use oxc_semantic::{NodeId, Semantic, SymbolId};
use oxc_span::{GetSpan, Span};

use crate::template::Tag;

/// How many steps a chain of names is followed.
pub(super) const MAX_HOPS: u32 = 32;

/// A parsed script that resolves what its expressions refer to.
pub(super) struct Names<'a, 's> {
    pub(super) semantic: &'s Semantic<'a>,
    /// The text before its template tags were painted over; the spans are the same.
    pub(super) original: &'s str,
    /// The tags that were painted over.
    pub(super) painted: &'s [Tag],
    /// How much work one call may cost: constants built from constants can grow without bound.
    pub(super) budget: Cell<u32>,
}

/// What a name is bound to, if never reassigned.
#[derive(Clone)]
pub(super) enum Binding<'a> {
    /// The value of an expression.
    Value(&'a Expression<'a>),
    /// A member of an expression's value: `const { request } = AP`.
    Member(&'a Expression<'a>, Cow<'a, str>),
    /// A module of the JavaScript API: `AP.require("request", function (request) { … })`.
    Required(String),
}

/// An object and the name of one of its members.
pub(super) fn member<'a>(
    expression: &'a Expression<'a>,
) -> Option<(&'a Expression<'a>, Cow<'a, str>)> {
    let member = match expression.get_inner_expression() {
        Expression::ChainExpression(chain) => chain.expression.member_expression()?,
        other => other.as_member_expression()?,
    };
    Some((
        member.object(),
        Cow::Borrowed(member.static_property_name()?),
    ))
}

/// An argument of a call, if no spread precedes it.
pub(super) fn argument<'a>(
    call: &'a CallExpression<'a>,
    index: usize,
) -> Option<&'a Expression<'a>> {
    let spread = |argument: &Argument<'_>| argument.is_spread();
    if call.arguments.iter().take(index + 1).any(spread) {
        return None;
    }
    call.arguments.get(index)?.as_expression()
}

impl<'a> Names<'a, '_> {
    /// The binding of a name that is never reassigned; `None` for a name from another script as well.
    pub(super) fn bound(&self, name: &IdentifierReference<'_>) -> Option<Binding<'a>> {
        let reference = name.reference_id.get()?;
        self.bound_symbol(
            self.semantic
                .scoping()
                .get_reference(reference)
                .symbol_id()?,
        )
    }

    pub(super) fn bound_symbol(&self, symbol: SymbolId) -> Option<Binding<'a>> {
        let scoping = self.semantic.scoping();
        if scoping.symbol_is_mutated(symbol) || !scoping.symbol_redeclarations(symbol).is_empty() {
            return None;
        }
        let declaration = scoping.symbol_declaration(symbol);
        match self.semantic.nodes().kind(declaration) {
            AstKind::VariableDeclarator(it) => in_pattern(&it.id, symbol, it.init.as_ref()?),
            AstKind::FormalParameter(it) if it.pattern.is_binding_identifier() => {
                self.iife_argument(declaration, it.span)
            }
            _ => None,
        }
    }

    /// The argument for a parameter of a function that is called in place.
    fn iife_argument(&self, parameter: NodeId, span: Span) -> Option<Binding<'a>> {
        let nodes = self.semantic.nodes();
        let list = nodes.parent_id(parameter);
        let AstKind::FormalParameters(parameters) = nodes.kind(list) else {
            return None;
        };
        let index = parameters.items.iter().position(|it| it.span == span)?;
        let function = nodes.parent_id(list);
        if !nodes.kind(function).is_function_like() {
            return None;
        }
        let (mut inner, mut outer) = (function, nodes.parent_id(function));
        while let AstKind::ParenthesizedExpression(_) = nodes.kind(outer) {
            (inner, outer) = (outer, nodes.parent_id(outer));
        }
        let here = nodes.kind(inner).span();
        match nodes.kind(outer) {
            AstKind::CallExpression(call) if call.callee.span() == here => {
                argument(call, index).map(Binding::Value)
            }
            AstKind::StaticMemberExpression(it) if it.property.name == "call" => {
                match nodes.parent_kind(outer) {
                    AstKind::CallExpression(call) if call.callee.span() == it.span => {
                        argument(call, index + 1).map(Binding::Value)
                    }
                    _ => None,
                }
            }
            AstKind::CallExpression(call) => self.required(call, index).map(Binding::Required),
            _ => None,
        }
    }

    /// The module that `AP.require` passes to a callback.
    fn required(&self, call: &'a CallExpression<'a>, index: usize) -> Option<String> {
        let (object, name) = member(&call.callee)?;
        if name != "require" || !self.is_ap(object, MAX_HOPS) {
            return None;
        }
        let module = match argument(call, 0)? {
            Expression::ArrayExpression(list) => list.elements.get(index)?.as_expression()?,
            one if index == 0 => one,
            _ => return None,
        };
        match module.get_inner_expression() {
            Expression::StringLiteral(name) => Some(name.value.as_str().to_owned()),
            _ => None,
        }
    }

    /// Whether an expression is the object of the JavaScript API. Anything named `AP` is, including a
    /// parameter or an import.
    pub(super) fn is_ap(&self, expression: &'a Expression<'a>, hops: u32) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        match expression.get_inner_expression() {
            Expression::Identifier(name) if name.name == "AP" => true,
            Expression::Identifier(name) => match self.bound(name) {
                Some(Binding::Value(value)) => self.is_ap(value, hops),
                Some(Binding::Member(_, name)) => name == "AP",
                _ => false,
            },
            Expression::LogicalExpression(it) => {
                self.is_ap(&it.left, hops) || self.is_ap(&it.right, hops)
            }
            other => member(other).is_some_and(|(_, name)| name == "AP"),
        }
    }

    /// Whether an expression is `AP.request`, or a name for it.
    pub(super) fn is_request(&self, expression: &'a Expression<'a>, hops: u32) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        match expression.get_inner_expression() {
            Expression::Identifier(name) => self
                .bound(name)
                .is_some_and(|bound| self.binds_request(&bound, hops)),
            Expression::LogicalExpression(it) => {
                self.is_request(&it.left, hops) || self.is_request(&it.right, hops)
            }
            Expression::CallExpression(call) => member(&call.callee)
                .is_some_and(|(object, name)| name == "bind" && self.is_request(object, hops)),
            other => member(other)
                .is_some_and(|(object, name)| name == "request" && self.is_ap(object, hops)),
        }
    }

    /// Whether a name is bound to `AP.request`.
    pub(super) fn binds_request(&self, bound: &Binding<'a>, hops: u32) -> bool {
        match bound {
            Binding::Value(value) => self.is_request(value, hops),
            Binding::Member(object, name) => name == "request" && self.is_ap(object, hops),
            Binding::Required(module) => module == "request",
        }
    }

    /// The object literal that an expression refers to, if nothing is known to change it.
    pub(super) fn object(
        &self,
        expression: &'a Expression<'a>,
        hops: u32,
    ) -> Option<&'a ObjectExpression<'a>> {
        let hops = hops.checked_sub(1)?;
        match expression.get_inner_expression() {
            Expression::ObjectExpression(object) => Some(object),
            Expression::Identifier(name) => match self.bound(name)? {
                Binding::Value(value) if !self.changes(name) => self.object(value, hops),
                _ => None,
            },
            Expression::CallExpression(call) => match member(&call.callee)? {
                (_, name) if name == "freeze" => self.object(argument(call, 0)?, hops),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether anything assigns to a member of the object that a name refers to.
    fn changes(&self, name: &IdentifierReference<'_>) -> bool {
        let (scoping, nodes) = (self.semantic.scoping(), self.semantic.nodes());
        let symbol = name
            .reference_id
            .get()
            .and_then(|id| scoping.get_reference(id).symbol_id());
        let Some(symbol) = symbol else {
            return true;
        };
        scoping.get_resolved_references(symbol).any(|reference| {
            let mut inner = reference.node_id();
            let mut outer = nodes.parent_id(inner);
            let mut is_member = false;
            loop {
                let here = nodes.kind(inner).span();
                match nodes.kind(outer) {
                    AstKind::StaticMemberExpression(it) if it.object.span() == here => {}
                    AstKind::ComputedMemberExpression(it) if it.object.span() == here => {}
                    AstKind::AssignmentExpression(it) => {
                        return is_member && it.left.span() == here;
                    }
                    AstKind::UpdateExpression(_) => return is_member,
                    AstKind::UnaryExpression(it) => return is_member && it.operator.is_delete(),
                    // `Object.assign(options, …)`, `$.extend(options, …)`
                    AstKind::CallExpression(it) => {
                        let into = it
                            .arguments
                            .first()
                            .is_some_and(|first| first.span() == here);
                        let name = it
                            .callee
                            .get_member_expr()
                            .and_then(|it| it.static_property_name());
                        return into && matches!(name, Some("assign" | "extend" | "merge"));
                    }
                    _ => return false,
                }
                is_member = true;
                (inner, outer) = (outer, nodes.parent_id(outer));
            }
        })
    }
}

/// The binding that a destructuring pattern creates for one of its names.
fn in_pattern<'a>(
    pattern: &'a BindingPattern<'a>,
    symbol: SymbolId,
    value: &'a Expression<'a>,
) -> Option<Binding<'a>> {
    let is_it = |pattern: &BindingPattern<'_>| match pattern {
        BindingPattern::BindingIdentifier(name) => name.symbol_id.get() == Some(symbol),
        _ => false,
    };
    match pattern {
        BindingPattern::BindingIdentifier(_) => is_it(pattern).then_some(Binding::Value(value)),
        BindingPattern::ObjectPattern(object) => {
            let property = object
                .properties
                .iter()
                .find(|property| match &property.value {
                    BindingPattern::AssignmentPattern(it) => is_it(&it.left),
                    other => is_it(other),
                })?;
            Some(Binding::Member(value, property.key.static_name()?))
        }
        _ => None,
    }
}
