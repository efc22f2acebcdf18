//! The methods of operations.

use crate::fact::Unknown;
use std::fmt;
use std::str::FromStr;

/// A method of HTTP that an operation can have. No operation has `PATCH` so far; it is here to be
/// answered with the methods that the path does have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

impl Method {
    /// All of them, sorted by name.
    pub const ALL: [Method; 5] = [
        Method::Delete,
        Method::Get,
        Method::Patch,
        Method::Post,
        Method::Put,
    ];

    /// The name: `GET`.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Delete => "DELETE",
            Method::Get => "GET",
            Method::Patch => "PATCH",
            Method::Post => "POST",
            Method::Put => "PUT",
        }
    }
}

/// Displays the name: `GET`.
impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name in capitals, as HTTP has it.
impl FromStr for Method {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        let known = Method::ALL.into_iter().find(|method| method.name() == name);
        known.ok_or_else(|| Unknown::new("method", name, Method::ALL.map(Method::name)))
    }
}
