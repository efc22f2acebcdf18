//! Checking the `Path<…>` arguments of a route against the parameters in its path; axum would only find
//! out at the first request whether their numbers match.

use syn::{GenericArgument, PathArguments, Type};

use crate::findings::Findings;
use crate::signature::Argument;
use crate::wording;

/// Types that are read from exactly one parameter.
const ONE: &[&str] = &[
    "String", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
    "u16", "u32", "u64", "u128", "usize",
];

/// Reports each `Path<…>` that takes more or fewer parameters than there are. For a type of the app,
/// the number is unknown.
pub(super) fn check(
    path: &str,
    parameters: &[String],
    arguments: &[Argument],
    findings: &mut Findings,
) {
    for argument in arguments {
        let Some(inner) = inside_path(&argument.ty) else {
            continue;
        };
        if parameters.is_empty() {
            findings.error(&argument.ty, wording::path_without_parameters(path));
        } else if taken(inner).is_some_and(|taken| taken != parameters.len()) {
            let message = wording::other_number_of_parameters(path, parameters.len());
            findings.error(&argument.ty, message);
        }
    }
}

/// The `T` of `Path<T>`.
fn inside_path(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|it| it.ident == "Path")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(ty)), 1) => Some(ty),
        _ => None,
    }
}

/// How many parameters a type is read from, if known.
fn taken(ty: &Type) -> Option<usize> {
    match ty {
        Type::Tuple(tuple) => Some(tuple.elems.len()),
        Type::Path(path) => {
            let name = path.path.get_ident()?;
            ONE.iter().any(|one| name == one).then_some(1)
        }
        _ => None,
    }
}
