//! The product's REST API, as far as an app's tests need it.
//!
//! The host answers from the same facts that the app was checked against: every documented path
//! and method exists, needs the documented scope, and accepts the documented parameters and
//! bodies. The content of an answer is for the test to set ([`Route`]); only
//! properties are stored, because an app that writes one reads it again, and two things are known:
//! the app's own licence (`GET /rest/atlassian-connect/1/addons/{addonKey}`), and who administers the
//! product.
//!
//! A request goes through these steps, and the first that refuses it answers:
//!
//! | step | refusal |
//! |---|---|
//! | the sender: the app's own token with its exact `qsh`, or a user's token | 401 |
//! | the operation | 404, 405 |
//! | the scopes | 403 |
//! | parameters, headers and body | 400, 403, 413, 415 |
//! | the answer: what the test has set, else a property, the app itself or a user's permissions, else an empty one of the documented kind | none |

mod answer;
pub(crate) mod api;
mod call;
mod credential;
mod fault;
mod installed_app;
mod operations;
mod prepared;
mod product_request;
mod refusal;
pub(crate) mod replay;
mod reported_accounts;
mod request_check;
mod route;
pub(crate) mod serve;
mod token_grant;

pub use self::answer::Answer;
pub use self::call::{AnswerSource, RestCall, RestSender};
pub use self::product_request::ProductRequest;
pub use self::refusal::Refusal;
pub use self::route::Route;
pub use crate::platform::oauth::OAuthError;
