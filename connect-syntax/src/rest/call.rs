//! One call of the REST API: parsed, looked up, and free of errors.

use connect_model::nearest::nearest;
use connect_model::operation::{Operation, OperationError, Paging, Response, check_operation};
use connect_model::{Method, Product, Scope};
use proc_macro2::{Span, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, LitStr};

use super::body::{self, BodyKind, GivenBody};
use super::call_syntax::{CallSyntax, Clause};
use super::parameters::ParameterCheck;
use super::step::Step;
use crate::findings::Deprecation;
use crate::report::Report;
use crate::wording::rest as wording;

/// A validated call of the REST API. Only this type can be expanded.
#[derive(Debug, Clone)]
pub struct RestCall {
    /// The product of the macro.
    pub product: Product,
    /// The client that makes the call.
    pub client: Expr,
    /// The operation that is called.
    pub operation: &'static Operation,
    /// The scope that it needs.
    pub scope: Option<Scope>,
    /// Where the path is written.
    pub path_span: Span,
    /// The arguments, in the order written.
    pub steps: Vec<Step>,
    /// Uses of what is deprecated.
    pub deprecations: Vec<Deprecation>,
}

impl RestCall {
    /// Parses and checks the arguments of `jira!` or `confluence!`.
    ///
    /// # Errors
    /// All faults of the call, each at its own token.
    pub fn parse(product: Product, tokens: TokenStream) -> syn::Result<Self> {
        crate::depth::check(&tokens)?;
        let mut report = Report::default();
        let parser =
            |input: ParseStream<'_>| CallSyntax::parse(macro_name(product), input, &mut report);
        let written = match parser.parse2(tokens) {
            Ok(written) => written,
            Err(error) => {
                report.absorb(error);
                return report.finish(None).and_then(incomplete);
            }
        };
        let call = validated(product, written, &mut report);
        report.finish(call).and_then(incomplete)
    }

    /// Whether success is a redirect to the task that does the work.
    #[must_use]
    pub fn redirects(&self) -> bool {
        self.operation.response() == Response::Redirect
    }

    /// Whether the response is documented to be one object, or nothing, so that there are no
    /// items to iterate over.
    #[must_use]
    pub fn answers_no_list(&self) -> bool {
        let nothing = matches!(
            self.operation.response(),
            Response::Nothing | Response::Redirect
        );
        nothing || self.operation.paging() == Paging::Object
    }

    /// Whether the response has nothing to read, so that the call's value is `()`: the documentation
    /// promises no content or a redirect, or no content for one of the statuses of a change.
    #[must_use]
    pub fn has_no_content(&self) -> bool {
        match self.operation.response() {
            Response::Nothing | Response::Redirect => true,
            Response::JsonOrNothing => self.operation.method() != Method::Get,
            Response::Json | Response::Bytes | Response::Unstated => false,
        }
    }
}

/// The call; if there is none, errors have already been reported, and this error is the last resort.
fn incomplete(call: Option<RestCall>) -> syn::Result<RestCall> {
    call.ok_or_else(|| syn::Error::new(Span::call_site(), wording::INCOMPLETE))
}

/// The name of the macro that calls a product.
fn macro_name(product: Product) -> &'static str {
    match product.host() {
        Product::Confluence => "confluence",
        _ => "jira",
    }
}

fn validated(product: Product, written: CallSyntax, report: &mut Report) -> Option<RestCall> {
    let CallSyntax {
        client,
        method,
        path,
        clauses,
        broken,
    } = written;
    let operation = operation(product, &method, &path, report)?;
    let at = path.span();
    let scope = report.take(
        operation
            .check_access()
            .map_err(|inaccessible| syn::Error::new(at, wording::inaccessible(&inaccessible))),
    );

    let (mut in_path, mut in_query, mut in_headers) = (Vec::new(), Vec::new(), Vec::new());
    let mut bodies: Vec<(usize, GivenBody)> = Vec::new();
    // Expressions are evaluated in the order written.
    let mut order = 0..;
    for clause in clauses {
        match clause {
            Clause::Path(given) => in_path.extend(order.next().zip(Some(given))),
            Clause::Query(list) => in_query.extend((&mut order).zip(list)),
            Clause::Headers(list) => in_headers.extend((&mut order).zip(list)),
            Clause::Body(body) => bodies.extend(order.next().zip(Some(body))),
        }
    }
    let kinds: Vec<&GivenBody> = bodies.iter().map(|(_, body)| body).collect();
    body::check(operation, (!broken).then_some(at), &kinds, report);
    let multipart = kinds
        .iter()
        .any(|body| matches!(body.kind, BodyKind::Multipart));
    let mut check = ParameterCheck::new(operation, report);
    check.query(in_query);
    check.path(in_path);
    check.headers(in_headers);
    if !broken {
        check.missing(at, multipart);
    }
    let (mut steps, of_parameters) = check.finish();
    let of_operation = operation
        .deprecation()
        .map(|note| Deprecation { note, span: at });
    let deprecations = of_operation.into_iter().chain(of_parameters).collect();
    steps.extend(
        bodies
            .into_iter()
            .map(|(order, GivenBody { kind, value, .. })| (order, Step::Body { kind, value })),
    );
    steps.sort_by_key(|(order, _)| *order);
    Some(RestCall {
        product,
        client: client?,
        operation,
        scope: scope?,
        path_span: at,
        steps: steps.into_iter().map(|(_, step)| step).collect(),
        deprecations,
    })
}

/// The operation with this method and path.
fn operation(
    product: Product,
    method: &Ident,
    path: &LitStr,
    report: &mut Report,
) -> Option<&'static Operation> {
    let spelled = method.to_string();
    let known = Method::named(&spelled);
    if known.is_none() {
        let near = nearest(&spelled, Method::ALL.map(Method::name));
        report.error(method, crate::wording::unknown_method(&spelled, &near));
    }
    match check_operation(product, known.unwrap_or(Method::Get), &path.value()) {
        Ok(operation) => known.map(|_| operation),
        Err(OperationError::WrongMethod { .. }) if known.is_none() => None,
        Err(error) => {
            let at = match error {
                OperationError::WrongMethod { .. } => method.span(),
                _ => path.span(),
            };
            report.error_at(at, wording::no_operation(&error));
            None
        }
    }
}
