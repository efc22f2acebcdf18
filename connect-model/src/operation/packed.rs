//! The packed table of operations, and access to it.
//!
//! This is only reachable through the functions of the modules around it, so that a program that never looks
//! up operations contains none of it.

use super::Operation;
use crate::generated::operations::{
    BARE_LISTS, LISTS, NAME_ENDS, NAME_TEXT, OPERATIONS, PARAMETERS, PATH_ENDS, PATH_TEXT,
};

/// The number of a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Name(pub(crate) u16);

impl Name {
    pub(super) fn text(self) -> &'static str {
        let at = usize::from(self.0);
        let end = |at: usize| NAME_ENDS.get(at).map(|end| usize::from(*end));
        let start = at.checked_sub(1).and_then(end).unwrap_or(0);
        // Both are generated; an empty text is unreachable.
        end(at)
            .and_then(|end| NAME_TEXT.get(start..end))
            .unwrap_or_default()
    }
}

/// The offset of a list of names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Words(pub(crate) u16);

/// The kind of a parameter's value, with its words packed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    String,
    Integer,
    Boolean,
    Enum(Words),
}

/// The number of paths.
pub(super) fn path_count() -> usize {
    PATH_ENDS.len()
}

/// The path with this number.
pub(super) fn path(at: usize) -> &'static str {
    let end = |at: usize| PATH_ENDS.get(at).map(|end| *end as usize);
    let start = at.checked_sub(1).and_then(end).unwrap_or(0);
    end(at)
        .and_then(|end| PATH_TEXT.get(start..end))
        .unwrap_or_default()
}

/// The number of a path.
pub(super) fn path_number(wanted: &str) -> Option<usize> {
    let (mut low, mut high) = (0, path_count());
    while low < high {
        let middle = low.midpoint(high);
        match path(middle).cmp(wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}

/// The operations of the path with this number.
pub(super) fn at(path: usize) -> &'static [Operation] {
    let of = |operation: &Operation| usize::from(operation.path);
    let start = OPERATIONS.partition_point(|operation| of(operation) < path);
    let rest = OPERATIONS.get(start..).unwrap_or_default();
    let len = rest.partition_point(|operation| of(operation) == path);
    rest.get(..len).unwrap_or_default()
}

/// The members of the list at an offset, and the offset of the next list.
fn list(offset: u16) -> (&'static [u16], u16) {
    let start = usize::from(offset) + 1;
    let len = LISTS.get(usize::from(offset)).copied().unwrap_or_default();
    let members = LISTS.get(start..start + usize::from(len));
    (members.unwrap_or_default(), offset + 1 + len)
}

/// The list after `before` others.
pub(super) fn nth_list(mut offset: u16, before: usize) -> &'static [u16] {
    for _ in 0..before {
        offset = list(offset).1;
    }
    list(offset).0
}

/// The size of the statics, in bytes.
pub(super) fn size() -> usize {
    size_of_val(&OPERATIONS)
        + size_of_val(&PARAMETERS)
        + size_of_val(&LISTS)
        + size_of_val(&PATH_ENDS)
        + size_of_val(&NAME_ENDS)
        + size_of_val(&BARE_LISTS)
        + PATH_TEXT.len()
        + NAME_TEXT.len()
}
