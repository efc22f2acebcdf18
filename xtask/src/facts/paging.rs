//! How an operation's response is a list, as a cell: `pages`, `whole`, or
//! `windows(size=50,last=1000,filtered)`; `object` if it is certainly not a list, empty if that is
//! open.

use super::cell::Rust;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Paging {
    /// The document shows no list, and leaves open what the response is.
    #[default]
    None,
    /// One object.
    Object,
    /// A list whose response says how it continues.
    Pages,
    /// A bare list, complete.
    Whole,
    /// A bare list of the entries in a range.
    Windows(Windows),
}

/// The range of a bare list: `startAt` and `maxResults`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Windows {
    /// The default number of entries.
    pub(crate) size: u32,
    /// The maximum number of entries.
    pub(crate) largest: Option<u32>,
    /// The last entry that can be requested.
    pub(crate) last: Option<u32>,
    /// Whether entries in the range that don't match are left out.
    pub(crate) filtered: bool,
}

impl fmt::Display for Paging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Paging::None => Ok(()),
            Paging::Object => f.write_str("object"),
            Paging::Pages => f.write_str("pages"),
            Paging::Whole => f.write_str("whole"),
            Paging::Windows(windows) => {
                write!(f, "windows(size={}", windows.size)?;
                if let Some(largest) = windows.largest {
                    write!(f, ",largest={largest}")?;
                }
                if let Some(last) = windows.last {
                    write!(f, ",last={last}")?;
                }
                f.write_str(if windows.filtered { ",filtered)" } else { ")" })
            }
        }
    }
}

impl Serialize for Paging {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Paging {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || D::Error::custom(format!("unknown paging `{text}`"));
        Ok(match &*text {
            "" => Paging::None,
            "object" => Paging::Object,
            "pages" => Paging::Pages,
            "whole" => Paging::Whole,
            other => {
                let inside = other.strip_prefix("windows(");
                let inside = inside.and_then(|it| it.strip_suffix(')'));
                Paging::Windows(inside.and_then(windows).ok_or_else(wrong)?)
            }
        })
    }
}

fn windows(inside: &str) -> Option<Windows> {
    let mut windows = Windows {
        size: 0,
        largest: None,
        last: None,
        filtered: false,
    };
    for part in inside.split(',') {
        match part.split_once('=') {
            Some(("size", number)) => windows.size = number.parse().ok()?,
            Some(("largest", number)) => windows.largest = Some(number.parse().ok()?),
            Some(("last", number)) => windows.last = Some(number.parse().ok()?),
            None if part == "filtered" => windows.filtered = true,
            _ => return None,
        }
    }
    (windows.size > 0).then_some(windows)
}

impl Rust for Paging {
    fn rust(&self) -> String {
        match self {
            Paging::Windows(windows) => format!(
                "Paging::Windows(Windows {{ size: {}, largest: {}, last: {}, filtered: {} }})",
                windows.size,
                windows.largest.rust(),
                windows.last.rust(),
                windows.filtered,
            ),
            other => format!("Paging::{other:?}"),
        }
    }
}
