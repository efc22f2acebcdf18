//! Requests that a host sends to the app: opening a module, calling an endpoint, firing a webhook,
//! and the lifecycle callbacks.
//!
//! An [`Open`], [`Call`] or [`Fire`] is created by a [`Host`](crate::Host), and sent by awaiting
//! it.

/// Sends a request when it is awaited.
macro_rules! send_when_awaited {
    ($request:ty => $output:ty) => {
        impl IntoFuture for $request {
            type Output = Result<$output, HostError>;
            type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}

mod app_request;
mod call;
mod delivery;
mod fire;
mod forge;
#[cfg(feature = "browser")]
pub(crate) mod frame;
mod frame_policy;
pub(crate) mod lifecycle;
pub(crate) mod lifecycle_payload;
mod migrate_data;
#[cfg(feature = "html")]
mod navigation;
#[cfg(feature = "browser")]
pub(crate) mod observed;
mod open;
pub(crate) mod replay;
mod request_context;
mod response;
pub(crate) mod running_site;
mod told_webhook;
mod webhook;
mod webhook_body;
pub(crate) mod webhook_sender;

pub use self::call::Call;
pub use self::delivery::WebhookDelivery;
pub use self::fire::Fire;
pub use self::forge::remote::RemoteRequest;
pub use self::forge::server::ForgeCall;
pub use self::migrate_data::{DataMigration, MigrateData};
pub use self::open::{Open, OpenedModule};
pub use self::replay::{Replay, Replayed};
pub use self::response::{AppResponse, Verdict};
pub use self::told_webhook::ToldWebhook;
pub use crate::site::journal::body::RecordedBody;
pub use crate::site::journal::exchange::RecordedExchange;
pub use crate::site::journal::exchange_kind::ExchangeKind;
pub use crate::site::journal::finding::Finding;
pub use crate::site::journal::qsh_check::QshCheck;
pub use crate::site::journal::token::{RecordedToken, TokenPlace};
