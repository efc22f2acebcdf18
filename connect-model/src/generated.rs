//! The fact tables as sorted static arrays, made by `cargo xtask facts`. A row is a line, however
//! long, so that a change of one fact is a difference of one line.

#[rustfmt::skip]
pub(crate) mod app_fields;
#[rustfmt::skip]
pub(crate) mod conditions;
#[rustfmt::skip]
pub(crate) mod context_parameters;
#[rustfmt::skip]
pub(crate) mod environments;
#[rustfmt::skip]
pub(crate) mod events;
#[rustfmt::skip]
pub(crate) mod forge;
#[rustfmt::skip]
pub(crate) mod locations;
#[rustfmt::skip]
pub(crate) mod module_kinds;
#[rustfmt::skip]
pub(crate) mod operations;
#[rustfmt::skip]
pub(crate) mod scopes;
#[rustfmt::skip]
pub(crate) mod targets;

/// The rows of one name in a table that is sorted by name.
pub(crate) fn named<T>(rows: &'static [T], name: &str, of: impl Fn(&T) -> &str) -> &'static [T] {
    let start = rows.partition_point(|row| of(row) < name);
    let rest = rows.get(start..).unwrap_or_default();
    let len = rest.partition_point(|row| of(row) == name);
    rest.get(..len).unwrap_or_default()
}
