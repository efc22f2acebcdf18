//! Operations that return lists.

use crate::generated::operations::BARE_LISTS;

/// Whether an operation's response is a list, and how the list is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paging {
    /// The documentation shows no list, and leaves the type of the response open.
    None,
    /// A single object, which is not a page of a list.
    Object,
    /// An object with a part of the list, which states how the list continues.
    Pages,
    /// A bare list that is complete.
    Whole,
    /// A bare list of the items in a range.
    Windows(Windows),
}

/// How a bare list continues: the caller requests the next range, with `startAt` and `maxResults`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Windows {
    /// The default size of a range.
    pub size: u32,
    /// The maximum size of a range, regardless of `maxResults`.
    pub largest: Option<u32>,
    /// The last offset that can be requested: items beyond it are in no range.
    pub last: Option<u32>,
    /// Whether items in the range that don't match are left out of the response, which then has
    /// fewer items than the range, or none, and still may not be the last.
    pub filtered: bool,
}

/// Whether an operation is a list, in a few bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    No,
    /// It is certainly not a list.
    Never,
    InPages,
    /// It is in [`BARE_LISTS`].
    Bare,
}

/// How the bare list at a documented path is paged; `None` if there is none.
///
/// This is [`Operation::paging`](super::Operation::paging) without the table of all operations, for
/// use at run time.
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
