//! Personal data reporting: rounds, run from the queue, in which an app reports the accounts whose
//! personal data it stores.
//!
//! Source: "User privacy guide for app developers".

use std::error::Error as StdError;
use std::fmt;
use std::iter::successors;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use connect_client::{CallError, Client, PersonalData};
use http::StatusCode;

use crate::error::{Error, Result, WithCauses};
use crate::handler::{ErasedCall, ErasedHandler, HandlerCall, ResponseFuture, bind, respond};
use crate::tenants::Tenant;

/// The queue's kind of these jobs.
pub(crate) const KIND: &str = "own:personal-data";

/// The label shown to operators.
pub(crate) const LABEL: &str = "the report of personal data";

/// How often a round is due: if one has already been done in the cycle that the host states, this
/// costs a single lookup.
pub(crate) const EVERY: Duration = Duration::from_hours(24);

type Round = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Runs a reporting round for a tenant.
#[derive(Clone)]
pub(crate) struct Rounds(Arc<dyn Fn(Tenant, Client) -> Round + Send + Sync>);

impl Rounds {
    pub(crate) fn of<P>(data: impl Fn(&Tenant) -> P + Send + Sync + 'static) -> Self
    where
        P: PersonalData<Error: Into<Error>> + Send + 'static,
    {
        Self(Arc::new(move |tenant, client| {
            let data = data(&tenant);
            Box::pin(async move {
                match client.report_personal_data(&data).await {
                    Ok(done) => {
                        let tenant = tenant.client_key();
                        let (reported, erased, refreshed) =
                            (done.reported, done.erased, done.refreshed);
                        if reported > 0 {
                            tracing::info!(
                                tenant,
                                reported,
                                erased,
                                refreshed,
                                "personal data was reported"
                            );
                        }
                        Ok(())
                    }
                    Err(error) => ended(&tenant, error.into()),
                }
            })
        }))
    }

    /// The handler that the queue calls for each tenant.
    pub(crate) fn handler(&self) -> ErasedHandler {
        let round = Arc::clone(&self.0);
        Arc::new(move |call: ErasedCall| -> ResponseFuture {
            let round = Arc::clone(&round);
            Box::pin(async move {
                let mut call: HandlerCall<()> = bind(call)?;
                let tenant = call.part::<Tenant>().await?;
                let client = call.part::<Client>().await?;
                respond(round(tenant, client).await)
            })
        })
    }
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rounds")
    }
}

/// The result of a round that broke off. The next one does what was left.
fn ended(tenant: &Tenant, error: Error) -> Result<()> {
    let first: &(dyn StdError + 'static) = error.cause();
    let of_host = successors(Some(first), |&cause| cause.source())
        .find_map(|cause| cause.downcast_ref::<CallError>());
    let Some(of_host) = of_host else {
        return Err(error);
    };
    // The site is gone, or has removed the app without a callback: there is nothing to report for it,
    // and it may be back tomorrow.
    if matches!(
        of_host.status(),
        Some(StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND | StatusCode::GONE)
    ) {
        tracing::warn!(
            tenant = tenant.client_key(),
            error = %WithCauses(of_host),
            "a site does not accept a report of personal data"
        );
        return Ok(());
    }
    let wait = of_host
        .retry_at()
        .map(|at| at.duration_since(SystemTime::now()).unwrap_or_default());
    Err(match wait {
        Some(wait) => error.retry_after(wait),
        None => error,
    })
}
