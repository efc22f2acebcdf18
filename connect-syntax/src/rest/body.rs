//! Checking the body of a call against the kinds that its operation accepts.

use connect_model::Method;
use connect_model::operation::{Body, Operation};
use proc_macro2::Span;
use syn::Expr;
use syn::spanned::Spanned;

use super::literal::text;
use crate::report::Report;
use crate::wording::rest as wording;

/// How a body is written.
#[allow(
    clippy::large_enum_variant,
    reason = "a handful for each call, read once and dropped"
)]
#[derive(Debug, Clone)]
pub enum BodyKind {
    /// `json = value`
    Json,
    /// `json_patch = value`
    JsonPatch,
    /// `text = value`
    Text,
    /// `multipart = value`
    Multipart,
    /// `bytes(content_type, value)`
    Bytes(Expr),
}

/// A body as written.
pub(super) struct GivenBody {
    pub(super) kind: BodyKind,
    pub(super) span: Span,
    pub(super) value: Expr,
}

impl BodyKind {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "json_patch" => Some(Self::JsonPatch),
            "text" => Some(Self::Text),
            "multipart" => Some(Self::Multipart),
            _ => None,
        }
    }

    /// How it is written, for messages.
    fn clause(&self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::JsonPatch => "json_patch",
            Self::Text => "text",
            Self::Multipart => "multipart",
            Self::Bytes(_) => "bytes",
        }
    }

    /// Its kind on the wire; `None` if only known at run time.
    fn body(&self) -> Option<Body> {
        match self {
            Self::Json => Some(Body::Json),
            Self::JsonPatch => Some(Body::JsonPatch),
            Self::Text => Some(Body::Text),
            Self::Multipart => Some(Body::Multipart),
            Self::Bytes(content_type) => {
                let content_type = text(content_type)?;
                let essence = content_type.split(';').next().unwrap_or_default().trim();
                Some(match essence {
                    "application/json" => Body::Json,
                    "application/json-patch+json" => Body::JsonPatch,
                    "text/plain" => Body::Text,
                    "multipart/form-data" => Body::Multipart,
                    _ => Body::Any,
                })
            }
        }
    }
}

/// How a kind of body is written.
fn clause_of(body: Body) -> &'static str {
    match body {
        Body::Json => "`json = …`",
        Body::JsonPatch => "`json_patch = …`",
        Body::Multipart => "`multipart = …`",
        Body::Text => "`text = …`",
        Body::Any => "`bytes(\"content/type\", …)`",
    }
}

/// The ways to write the body of an operation.
fn choices(operation: &Operation) -> Vec<&'static str> {
    operation.bodies().map(clause_of).collect()
}

/// Checks that there is one body, of a kind that the operation accepts, if it needs one.
/// `missing` is where a missing body is reported, if at all.
pub(super) fn check(
    operation: &Operation,
    missing: Option<Span>,
    bodies: &[&GivenBody],
    report: &mut Report,
) {
    for body in bodies {
        content_type(body, report);
        if operation.bodies().next().is_none() {
            let get = operation.method() == Method::Get;
            report.error_at(body.span, wording::takes_no_body(operation, get));
        } else if let Some(kind) = body.kind.body()
            && !operation.takes(kind)
        {
            report.error_at(
                body.span,
                wording::takes_another_body(operation, kind, &choices(operation)),
            );
        }
    }
    for body in bodies.iter().skip(1) {
        report.error_at(body.span, wording::second_body(body.kind.clause()));
    }
    if let Some(path) = missing
        && bodies.is_empty()
        && operation.body_required()
    {
        report.error_at(path, wording::needs_body(operation, &choices(operation)));
    }
}

/// `bytes("png", …)`: a content type given as a literal must be valid.
fn content_type(body: &GivenBody, report: &mut Report) {
    let BodyKind::Bytes(expr) = &body.kind else {
        return;
    };
    if let Some(written) = text(expr)
        && !is_content_type(&written)
    {
        report.error_at(expr.span(), wording::bad_content_type(&written));
    }
}

fn is_content_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&byte))
    };
    let essence = text.split(';').next().unwrap_or_default().trim();
    essence
        .split_once('/')
        .is_some_and(|(kind, of)| token(kind) && token(of))
        && !text.contains(|letter: char| letter.is_control())
}
