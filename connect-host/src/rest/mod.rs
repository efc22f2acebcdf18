//! The product's REST API, as far as an app's tests need it.
//!
//! The host answers from the same facts that the app was checked against: every documented path
//! and method exists, wants the scope that the documentation says, and takes the parameters and
//! bodies that it lists. What an answer *says* is the test's business ([`RestRoute`]); only
//! properties are remembered, because an app that writes one wants to read it again.
//!
//! A request goes through these steps, and the first that refuses answers:
//!
//! | step | refusal |
//! |---|---|
//! | who asks: the app's own token with its exact `qsh`, or a user's token | 401 |
//! | which operation it is | 404, 405 |
//! | whether the scopes suffice | 403 |
//! | whether parameters, headers and body are what the operation takes | 400, 403, 413, 415 |
//! | what the test has set, else properties, else an empty answer of the right kind | as it is |

mod address;
mod answer;
mod call;
mod content_property;
mod credential;
mod entity_property;
mod fit;
mod grant;
mod journal;
mod matrix;
mod memory;
mod proof;
mod refusal;
mod route;
mod scopes;
mod serve;
mod token;

use std::collections::{BTreeMap, VecDeque};

use connect_model::{Method, ScopeSet};

pub use answer::RestAnswer;
pub use call::RestCall;
pub(crate) use grant::authorize;
pub use matrix::{Cell, Matrix, Mismatch, Row};
pub use proof::proof;
pub use refusal::Refusal;
pub use route::RestRoute;
pub(crate) use serve::{Server, listen};

use self::credential::UserToken;
use self::memory::Memory;
use self::route::Answers;

/// The method and the documented path of an operation.
type Key = (Method, &'static str);

/// Everything that changes about a site's REST API.
#[derive(Default)]
pub(crate) struct RestState {
    /// What tests have set.
    answers: BTreeMap<Key, Answers>,
    memory: Memory,
    calls: VecDeque<RestCall>,
    /// What is refused though the descriptor has it.
    withheld: ScopeSet,
    /// The users' tokens that were given and hold.
    tokens: BTreeMap<String, UserToken>,
}

impl RestState {
    /// The app is gone: nobody's token holds any longer.
    pub(crate) fn forget_tokens(&mut self) {
        self.tokens.clear();
    }
}
