//! Values that can be read at compile time, and those that can't.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Lit, UnOp};

/// The value of a parameter.
#[derive(Debug, Clone)]
pub enum GivenValue {
    /// A literal, as its text on the wire.
    Literal(String, Span),
    /// An expression that is evaluated at run time.
    Expr(Expr),
}

impl GivenValue {
    pub(super) fn of(expr: Expr) -> Self {
        match text(&expr) {
            Some(text) => Self::Literal(text, expr.span()),
            None => Self::Expr(expr),
        }
    }
}

/// A literal's text on the wire: `"a"`, `10`, `-1`, `true`.
pub(super) fn text(expr: &Expr) -> Option<String> {
    match bare(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
            Lit::Bool(truth) => Some(truth.value.to_string()),
            Lit::Char(letter) => Some(letter.value().to_string()),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match bare(&unary.expr) {
            Expr::Lit(literal) if matches!(literal.lit, Lit::Int(_) | Lit::Float(_)) => {
                text(&unary.expr).map(|digits| format!("-{digits}"))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The elements of `[a, b]`.
pub(super) fn elements(expr: &Expr) -> Option<impl Iterator<Item = &Expr>> {
    match bare(expr) {
        Expr::Array(array) => Some(array.elems.iter()),
        _ => None,
    }
}

/// An expression without surrounding parentheses and `&`, including those inserted by another macro.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => bare(&group.expr),
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Reference(reference) if reference.mutability.is_none() => bare(&reference.expr),
        _ => expr,
    }
}
