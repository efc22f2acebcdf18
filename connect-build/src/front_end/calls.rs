//! Where a script uses `AP.request`, and for which requests.

use oxc_ast::AstKind;
use oxc_ast::ast::{CallExpression, Expression, LogicalOperator};
use oxc_semantic::NodeId;
use oxc_span::{GetSpan, Span};

use super::names::{MAX_HOPS, Names, argument, member};
use super::text::Text;
use super::value::Property;

/// One use of `AP.request`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// The offset of its start.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The start of the statement that contains it.
    pub(super) statement: usize,
    pub(super) asks: Asks,
}

/// What a use requests.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// A request, with the possible values of its URL and its method.
    Request { urls: Vec<Text>, methods: Vec<Text> },
    /// Unknown: `AP.request` is passed to somewhere its calls can't be followed.
    Escapes,
    /// Unknown: the script can't be read, for this reason.
    Unreadable(String),
}

/// How a value is used.
enum Usage<'a> {
    /// It is called; its own arguments come after this many others.
    Called(&'a CallExpression<'a>, usize),
    Escapes,
    /// It is not called here, or is bound to a name whose uses are found separately.
    Nowhere,
}

impl<'a> Names<'a, '_> {
    /// All uses, in script order.
    pub(super) fn uses(&self) -> Vec<Use> {
        let (nodes, scoping) = (self.semantic.nodes(), self.semantic.scoping());
        let mut uses = Vec::new();
        for (id, node) in nodes.iter_enumerated() {
            let object = match node.kind() {
                AstKind::StaticMemberExpression(it) if it.property.name == "request" => &it.object,
                AstKind::ComputedMemberExpression(it)
                    if it.static_property_name().is_some_and(|it| it == "request") =>
                {
                    &it.object
                }
                _ => continue,
            };
            if self.is_ap(object, MAX_HOPS) {
                uses.extend(self.used(id));
            }
        }
        for symbol in scoping.symbol_ids() {
            let is_request = |bound| self.binds_request(&bound, MAX_HOPS);
            if !self.bound_symbol(symbol).is_some_and(is_request) {
                continue;
            }
            let declaration = scoping.symbol_declaration(symbol);
            if matches!(nodes.kind(declaration), AstKind::VariableDeclarator(it) if it.id.is_object_pattern())
                && self.exported(declaration)
            {
                let span = nodes.kind(declaration).span();
                uses.push(self.a_use(declaration, span, Asks::Escapes));
            }
            for reference in scoping.get_resolved_references(symbol) {
                uses.extend(self.used(reference.node_id()));
            }
        }
        uses.sort_by_key(|it| (it.start, it.end));
        uses
    }

    fn used(&self, id: NodeId) -> Option<Use> {
        let span = self.semantic.nodes().kind(id).span();
        match self.usage(id) {
            Usage::Called(call, shift) => Some(self.a_use(id, call.span, self.asks(call, shift))),
            Usage::Escapes => Some(self.a_use(id, span, Asks::Escapes)),
            Usage::Nowhere => None,
        }
    }

    fn a_use(&self, id: NodeId, span: Span, asks: Asks) -> Use {
        let mut around = self.semantic.nodes().ancestor_kinds(id);
        let statement =
            around.find(|kind| kind.is_statement() && !matches!(kind, AstKind::BlockStatement(_)));
        Use {
            start: span.start as usize,
            end: span.end as usize,
            statement: statement.map_or(span, |it| it.span()).start as usize,
            asks,
        }
    }

    fn usage(&self, id: NodeId) -> Usage<'a> {
        let nodes = self.semantic.nodes();
        let mut inner = id;
        loop {
            let outer = nodes.parent_id(inner);
            if outer == inner {
                return Usage::Nowhere;
            }
            let here = nodes.kind(inner).span();
            match nodes.kind(outer) {
                AstKind::ParenthesizedExpression(_)
                | AstKind::ChainExpression(_)
                | AstKind::TSAsExpression(_)
                | AstKind::TSNonNullExpression(_)
                | AstKind::TSSatisfiesExpression(_)
                | AstKind::TSTypeAssertion(_)
                | AstKind::TSInstantiationExpression(_) => inner = outer,
                AstKind::CallExpression(call) if call.callee.span() == here => {
                    return Usage::Called(call, 0);
                }
                AstKind::StaticMemberExpression(it) if it.object.span() == here => {
                    let called = nodes.parent_id(outer);
                    let AstKind::CallExpression(call) = nodes.kind(called) else {
                        return Usage::Nowhere;
                    };
                    match it.property.name.as_str() {
                        "call" if call.callee.span() == it.span => return Usage::Called(call, 1),
                        // With arguments already bound, the next one is not the URL.
                        "bind" if call.callee.span() == it.span && call.arguments.len() <= 1 => {
                            inner = called;
                        }
                        "bind" | "apply" => return Usage::Escapes,
                        _ => return Usage::Nowhere,
                    }
                }
                AstKind::LogicalExpression(it)
                    if it.right.span() == here || it.operator != LogicalOperator::And =>
                {
                    inner = outer;
                }
                AstKind::ConditionalExpression(it) if it.test.span() != here => inner = outer,
                AstKind::VariableDeclarator(it) if it.id.is_binding_identifier() => {
                    let mut names = it.id.get_binding_identifiers().into_iter();
                    let symbol = names.next().and_then(|name| name.symbol_id.get());
                    let followed = symbol.is_some_and(|symbol| self.bound_symbol(symbol).is_some());
                    return if followed && !self.exported(outer) {
                        Usage::Nowhere
                    } else {
                        Usage::Escapes
                    };
                }
                AstKind::AssignmentExpression(it) if it.left.span() == here => {
                    return Usage::Nowhere;
                }
                AstKind::CallExpression(it) if self.follows_argument(it, here) => {
                    return Usage::Nowhere;
                }
                AstKind::CallExpression(_)
                | AstKind::NewExpression(_)
                | AstKind::AssignmentExpression(_)
                | AstKind::AssignmentPattern(_)
                | AstKind::ReturnStatement(_)
                | AstKind::YieldExpression(_)
                | AstKind::ArrowFunctionExpression(_)
                | AstKind::ArrayExpression(_)
                | AstKind::ObjectProperty(_)
                | AstKind::PropertyDefinition(_)
                | AstKind::JSXExpressionContainer(_)
                | AstKind::ExportSpecifier(_)
                | AstKind::ExportDefaultDeclaration(_) => return Usage::Escapes,
                _ => return Usage::Nowhere,
            }
        }
    }

    /// Whether a function passed as an argument is called in place, so that its parameter is a name
    /// whose uses are found.
    fn follows_argument(&self, call: &'a CallExpression<'a>, here: Span) -> bool {
        let callee = match member(&call.callee) {
            Some((object, name)) if name == "call" => object,
            _ => &call.callee,
        };
        let plain = matches!(
            callee.get_inner_expression(),
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
        );
        plain && call.arguments.iter().any(|it| it.span() == here)
    }

    fn exported(&self, declarator: NodeId) -> bool {
        let nodes = self.semantic.nodes();
        let declaration = nodes.parent_id(declarator);
        matches!(
            nodes.parent_kind(declaration),
            AstKind::ExportDeclaration(_)
        )
    }

    /// `AP.request(url, options)`, `AP.request(options)`.
    fn asks(&self, call: &'a CallExpression<'a>, shift: usize) -> Asks {
        let unknown = || vec![Text::unknown("")];
        let hops = self.renew_budget();
        let Some(first) = argument(call, shift) else {
            return Asks::Request {
                urls: unknown(),
                methods: unknown(),
            };
        };
        let given = |property: Property<'a>, missing: fn() -> Vec<Text>| match property {
            Property::Given(value) => self.texts(value, hops),
            Property::Missing => missing(),
            Property::Unclear => unknown(),
        };
        let method = |options| match self.property(options, "type", hops) {
            Property::Missing => given(self.property(options, "method", hops), get),
            found => given(found, get),
        };
        if let Some(options) = self.object(first, hops) {
            let nowhere = || vec![Text::unknown("")];
            return Asks::Request {
                urls: given(self.property(options, "url", hops), nowhere),
                methods: method(options),
            };
        }
        let methods = match call.arguments.get(shift + 1) {
            None => get(),
            Some(second) => second
                .as_expression()
                .and_then(|second| self.object(second, hops))
                .map_or_else(unknown, method),
        };
        Asks::Request {
            urls: self.texts(first, hops),
            methods,
        }
    }
}

/// The method of `AP.request` if none is given ("Request" in the JavaScript API).
fn get() -> Vec<Text> {
    vec![Text::known("GET")]
}
