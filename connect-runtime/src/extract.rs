//! Extractors: what a handler's arguments can be, besides everything that axum extracts.
//!
//! Each failure is a type of its own with a fixed status and a terse body.

mod caller;
mod context;
mod event;
mod form_token;
mod invocation;
mod license;
mod parameters;
mod request_id;
mod signed_context;
#[cfg(feature = "client")]
mod site_license;
mod user;

pub(crate) use self::caller::Caller;
pub use self::context::{InvalidContext, MissingContext, RepeatedContext};
pub(crate) use self::event::Delivered;
pub use self::event::{Event, EventRejection};
pub use self::form_token::{FormToken, NoFormToken};
pub(crate) use self::invocation::{Invocation, SignedParameters};
#[cfg(feature = "client")]
pub(crate) use self::license::InstalledApp;
pub use self::license::{Edition, Entitlement, License, LicenseState};
pub(crate) use self::parameters::PostedForm;
pub use self::parameters::{ContextParameters, Parameters, UrlParameters};
pub use self::request_id::RequestId;
pub(crate) use self::request_id::X_REQUEST_ID;
pub use self::signed_context::{OtherContext, SignedContext};
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use self::site_license::{NoSiteLicense, SiteLicense};
pub use self::user::{AnonymousUser, User};
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use crate::client::NoClient;
pub use crate::tenants::NoTenant;
