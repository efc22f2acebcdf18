//! The list of needs, which grows before `main` runs.
//!
//! [`inventory`] collects everything else. There may be a thousand calls in a crate, and what one
//! `submit!` expands to is more than half of what a call costs its build; this is a third of that.
//! Each need is a link of the list by itself, so that nothing is allocated that early.

use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use connect_model::Need;

/// The link that came last.
static LAST: Mutex<Option<&'static Needed>> = Mutex::new(None);

/// A need in the list of those that were linked.
pub struct Needed {
    need: Need,
    before: OnceLock<&'static Needed>,
}

impl Needed {
    /// A need, not in the list yet.
    #[must_use]
    pub const fn new(need: Need) -> Self {
        Self {
            need,
            before: OnceLock::new(),
        }
    }

    /// Puts it into the list; the system's loader does this once for each, before `main`.
    pub fn link(&'static self) {
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = last.replace(self) {
            // Nobody else sets it: a link comes in once.
            let _ = self.before.set(before);
        }
    }
}

impl fmt::Debug for Needed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not what comes before: that is all the others.
        self.need.fmt(f)
    }
}

/// What the linked code needs scopes for, in no order.
pub fn linked_needs() -> impl Iterator<Item = &'static Need> {
    let last = *LAST.lock().unwrap_or_else(PoisonError::into_inner);
    std::iter::successors(last, |needed| needed.before.get().copied()).map(|needed| &needed.need)
}

/// Has the loader call [`Needed::link`]: the functions that a section of this name points to run
/// before `main`. A section's name depends on the system, as `inventory` explains.
#[cfg(all(unix, not(target_vendor = "apple")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_link {
    ($needed:expr) => {
        extern "C" fn link() {
            $needed.link();
        }
        #[used]
        #[unsafe(link_section = ".init_array")]
        static LINK: extern "C" fn() = link;
    };
}

/// The same for the systems of Apple.
#[cfg(target_vendor = "apple")]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_link {
    ($needed:expr) => {
        extern "C" fn link() {
            $needed.link();
        }
        #[used]
        #[unsafe(link_section = "__DATA,__mod_init_func,mod_init_funcs")]
        static LINK: extern "C" fn() = link;
    };
}

/// The same for Windows.
#[cfg(windows)]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_link {
    ($needed:expr) => {
        extern "C" fn link() {
            $needed.link();
        }
        #[used]
        #[unsafe(link_section = ".CRT$XCU")]
        static LINK: extern "C" fn() = link;
    };
}
