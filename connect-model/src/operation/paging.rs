//! Answers that are lists.

use crate::generated::operations::BARE_LISTS;

/// How an operation's answer is a list, and how the list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paging {
    /// The documentation shows no list, and leaves open what the answer is.
    None,
    /// It is one object, which is not a page of a list.
    Object,
    /// An object with a part of the list, which says how the list goes on.
    Pages,
    /// A bare list, complete.
    Whole,
    /// A bare list of those in a range.
    Windows(Windows),
}

/// How a bare list goes on: the caller asks for the next range, by `startAt` and `maxResults`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Windows {
    /// How many a range has unless `maxResults` says so.
    pub size: u32,
    /// How many a range has at most, whatever `maxResults` says.
    pub largest: Option<u32>,
    /// How many can be asked for: what is beyond is in no range.
    pub last: Option<u32>,
    /// Whether those in the range that don't match are left out of the answer, which then has fewer
    /// than the range, or none, and still is not the last.
    pub filtered: bool,
}

/// Whether an operation is a list, in few bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    No,
    /// It is certain not to be one.
    Never,
    InPages,
    /// In [`BARE_LISTS`].
    Bare,
}

/// How the bare list at a path goes on, the path as it is documented; `None` when there is none.
///
/// It is [`Operation::paging`](super::Operation::paging) without the table of all operations, for
/// programs that ask at run time.
///
/// ```
/// use connect_model::operation::{Paging, bare_list};
/// let found = bare_list("/rest/api/3/user/assignable/search");
/// let Some(Paging::Windows(windows)) = found else { panic!("the users of a range") };
/// assert!(windows.filtered);
/// assert_eq!(windows.last, Some(1000));
/// assert_eq!(bare_list("/rest/api/3/project/search"), None);
/// ```
pub fn bare_list(path: &str) -> Option<Paging> {
    let at = BARE_LISTS.binary_search_by(|(known, _)| (*known).cmp(path));
    BARE_LISTS.get(at.ok()?).map(|(_, paging)| *paging)
}
