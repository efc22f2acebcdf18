//! The attributes of everything that `#[cfg]` can exclude.

use syn::{Attribute, Expr, FnArg, ForeignItem, GenericParam, ImplItem, Item, TraitItem};

/// `match` over an enum whose variants each contain a node with `attrs`.
macro_rules! attrs {
    ($node:expr, $kind:ident: $($variant:ident)*) => {
        match $node {
            $($kind::$variant(node) => &node.attrs,)*
            // What syn doesn't know has its attributes among its tokens.
            _ => &[],
        }
    };
}

/// The attributes of an item.
pub(crate) fn of_item(item: &Item) -> &[Attribute] {
    attrs!(item, Item: Const Enum ExternCrate Fn ForeignMod Impl Macro Mod Static Struct Trait
        TraitAlias Type Union Use)
}

/// The attributes of an item in an `impl`.
pub(super) fn of_impl_item(item: &ImplItem) -> &[Attribute] {
    attrs!(item, ImplItem: Const Fn Type Macro)
}

/// The attributes of an item in a trait.
pub(super) fn of_trait_item(item: &TraitItem) -> &[Attribute] {
    attrs!(item, TraitItem: Const Fn Type Macro)
}

/// The attributes of an item in an `extern` block.
pub(super) fn of_foreign_item(item: &ForeignItem) -> &[Attribute] {
    attrs!(item, ForeignItem: Fn Static Type Macro)
}

/// The attributes of a generic parameter.
pub(super) fn of_generic_param(param: &GenericParam) -> &[Attribute] {
    match param {
        GenericParam::Lifetime(param) => &param.attrs,
        GenericParam::Type(param) => &param.attrs,
        GenericParam::Const(param) => &param.attrs,
    }
}

/// The attributes of a parameter.
pub(super) fn of_parameter(parameter: &FnArg) -> &[Attribute] {
    match parameter {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(parameter) => &parameter.attrs,
    }
}

/// The attributes before an expression. Those of a statement `#[cfg(…)] a = b;` belong to
/// `a` in the syntax tree, but apply to all of it.
pub(super) fn of_expr(expr: &Expr) -> &[Attribute] {
    let own: &[Attribute] = attrs!(expr, Expr: Array Assign Async Await Binary Block Break Call
        Cast Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro Match
        MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
        Unary Unsafe While Yield);
    match expr {
        _ if !own.is_empty() => own,
        Expr::Assign(expr) => of_expr(&expr.left),
        Expr::Binary(expr) => of_expr(&expr.left),
        Expr::Cast(expr) => of_expr(&expr.expr),
        _ => own,
    }
}
