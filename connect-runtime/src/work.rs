//! Work outside of requests: webhooks and lifecycle hooks that have been answered, jobs, and
//! scheduled functions. All of it waits in the store's queue and is run by this process or another
//! one.

mod envelope;
mod handlers;
mod order;
mod run;
mod schedule;
mod settled;
mod unfit;

pub(crate) use self::envelope::{Envelope, OfRequest};
pub(crate) use self::handlers::Handlers;
pub(crate) use self::order::{order_of, value_at};
pub(crate) use self::run::{Running, start};
pub(crate) use self::settled::Settled;
pub(crate) use self::unfit::{Unfit, reason_of};
