//! The product's REST API, to the extent that an app's tests need it.
//!
//! The host answers from the same facts that the app was checked against: every documented path
//! and method exists, needs the documented scope, and accepts the documented parameters and
//! bodies. What it stores, it answers as the product would: issues, projects, people and their
//! permissions, starting with [demo data](connect_product). For everything else, it makes up an example in
//! the documented format. A test can set any answer ([`Route`]). The header `X-Local-Host` states
//! where an answer comes from.
//!
//! What a request changes is sent to the app's webhooks ([`Host::settled`](crate::Host::settled)).
//!
//! A request goes through these steps, and the first that refuses it answers:
//!
//! | step | refusal |
//! |---|---|
//! | the sender: the app's own token with its exact `qsh`, or a user's token; on Forge a token issued to the app | 401 |
//! | the operation | 404, 405 |
//! | the scopes | 403; on Forge 401 |
//! | parameters, headers and body | 400, 403, 413, 415 |
//! | the answer: what the test has set, else what the site has stored, else an example in the documented format | none |

mod answer;
mod answer_source;
pub(crate) mod api;
mod call;
mod change;
mod client_key;
mod credential;
mod expected;
mod fault;
mod forge;
mod installed_app;
pub(crate) mod made;
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
pub use self::answer_source::AnswerSource;
pub use self::call::{RestCall, RestSender};
pub use self::expected::UnexpectedCalls;
pub use self::product_request::ProductRequest;
pub use self::refusal::Refusal;
pub use self::route::Route;
pub use crate::platform::oauth::OAuthError;
