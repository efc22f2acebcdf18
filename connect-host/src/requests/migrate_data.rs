//! Moving the site's data to another region, in the platform's steps.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use connect_model::MigrationStep;
use connect_model::declaration::kind;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::call::Call;
use super::response::AppResponse;
use super::running_site::RunningSite;
use crate::error::HostError;

/// How many times a step is retried when it fails without a code.
const RETRIES: u32 = 2;

/// How many times an hour the platform asks for the status.
const POLLS_AN_HOUR: f64 = 12.0;

/// How long a migration of data may take by default, in hours.
const HOURS: f64 = 2.0;

/// How long this host waits where the platform waits for five minutes, or for five seconds.
const PAUSE: Duration = Duration::from_millis(50);

/// The id of a site's first migration; the number is arbitrary.
const MIGRATION_ID: u64 = 57_500;

/// A request to move the site's data; `.await` goes through the steps. See
/// [`Host::migrate_data`](crate::Host::migrate_data).
#[must_use = "data is moved by awaiting it"]
pub struct MigrateData {
    running: Arc<RunningSite>,
    location: String,
    pause: Duration,
}

send_when_awaited!(MigrateData => DataMigration);

/// How a migration of data ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataMigration {
    /// The app has committed the copy.
    Committed,
    /// The app was called to drop the copy.
    RolledBack {
        /// The step that failed: `schedule`, `start`, `status` or `commit`.
        step: &'static str,
        /// The code with which it failed, such as `E0002`; `None` where it gave none.
        code: Option<String>,
        /// The status of the last response.
        status: StatusCode,
    },
}

/// Why a step has failed.
struct Failed {
    step: &'static str,
    code: Option<String>,
    status: StatusCode,
}

impl MigrateData {
    pub(crate) fn new(running: &Arc<RunningSite>, location: &str) -> MigrateData {
        MigrateData {
            running: Arc::clone(running),
            location: location.to_owned(),
            pause: PAUSE,
        }
    }

    /// Sets the wait before asking for the status again, and before retrying a step: 50 ms by
    /// default, where the platform waits for five minutes and for five seconds.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    async fn send(self) -> Result<DataMigration, HostError> {
        let action = format!("migrate data to {}", self.location);
        let installation = self.running.site.installed(&action)?;
        let moved = "the data of apps on Forge is moved in another way, which no app hears of here";
        self.running.site.of_connect(&action, moved)?;
        let descriptor = &installation.accepted.descriptor;
        let refused = |reason: &'static str| HostError::NotMigratable {
            location: self.location.clone(),
            reason,
        };
        let path = installation.accepted.lifecycle(kind::DARE_MIGRATION);
        let path =
            path.ok_or_else(|| refused("its descriptor has no `lifecycle.dare-migration`"))?;
        let regions = descriptor.region_base_urls.as_ref();
        if !regions.is_some_and(|regions| regions.contains_key(&self.location)) {
            return Err(refused("its `regionBaseUrls` do not have that region"));
        }
        let limit = descriptor.data_residency.as_ref();
        let limit = limit.and_then(|residency| residency.max_migration_duration_hours.as_ref());
        let hours = limit.and_then(serde_json::Number::as_f64).unwrap_or(HOURS);
        let steps = Steps {
            running: &self.running,
            path,
            pause: self.pause,
            begun: self.running.site.clock.now_millis(),
            hours,
            location: &self.location,
        };
        match steps.go_through().await? {
            Ok(()) => Ok(DataMigration::Committed),
            Err(Failed { step, code, status }) => {
                // The response makes no difference.
                steps.call("rollback").await?;
                Ok(DataMigration::RolledBack { step, code, status })
            }
        }
    }
}

/// The steps of one migration.
struct Steps<'a> {
    running: &'a Arc<RunningSite>,
    /// The path in the descriptor below which the steps are.
    path: &'a str,
    pause: Duration,
    /// In milliseconds since 1970.
    begun: i64,
    hours: f64,
    location: &'a str,
}

impl Steps<'_> {
    async fn go_through(&self) -> Result<Result<(), Failed>, HostError> {
        for step in ["schedule", "start"] {
            if let Err(failed) = self.take(step).await? {
                return Ok(Err(failed));
            }
        }
        if let Err(failed) = self.wait().await? {
            return Ok(Err(failed));
        }
        self.take("commit").await
    }

    /// Calls a step, retrying while it fails without a code.
    async fn take(&self, step: &'static str) -> Result<Result<(), Failed>, HostError> {
        let mut retries = 0;
        loop {
            let response = self.call(step).await?;
            if response.status.is_success() {
                return Ok(Ok(()));
            }
            let failed = failed(step, &response);
            if failed.code.is_some() || retries == RETRIES {
                return Ok(Err(failed));
            }
            retries += 1;
            tokio::time::sleep(self.pause).await;
        }
    }

    /// Asks for the status until the copy is ready, or time is up.
    async fn wait(&self) -> Result<Result<(), Failed>, HostError> {
        let mut left = self.hours * POLLS_AN_HOUR;
        loop {
            let response = self.call(MigrationStep::STATUS).await?;
            let answer = body(&response);
            match answer["status"].as_str() {
                Some("ready-to-commit") if response.status.is_success() => return Ok(Ok(())),
                Some("failed") => return Ok(Err(failed(MigrationStep::STATUS, &response))),
                _ if left < 1.0 => return Ok(Err(failed(MigrationStep::STATUS, &response))),
                _ => {}
            }
            left -= 1.0;
            tokio::time::sleep(self.pause).await;
        }
    }

    async fn call(&self, step: &'static str) -> Result<AppResponse, HostError> {
        let path = format!("{}/{step}", self.path);
        let row = MigrationStep::named(step);
        if row.is_some_and(MigrationStep::is_status) {
            let call = Call::request(self.running, Method::GET, &path);
            return call.query("migrationId", MIGRATION_ID).anonymous().await;
        }
        let mut sent = json!({ "migrationId": MIGRATION_ID });
        if row.is_some_and(|row| row.payload == "MigrationSchedule") {
            let (begun, lasts) = (self.begun, (self.hours * 3_600_000.0) as i64);
            sent["startTime"] = moment(begun).into();
            sent["endTime"] = moment(begun.saturating_add(lasts)).into();
            sent["location"] = self.location.into();
        }
        let call = Call::request(self.running, Method::POST, &path);
        call.json(&sent).anonymous().await
    }
}

/// A time in the platform's format: `2021-12-26T00:00:00.000Z`.
fn moment(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

fn failed(step: &'static str, response: &AppResponse) -> Failed {
    Failed {
        step,
        code: body(response)["errorResponseCode"]
            .as_str()
            .map(str::to_owned),
        status: response.status,
    }
}

/// The response's body, if it is JSON.
fn body(response: &AppResponse) -> Value {
    serde_json::from_str(&response.body).unwrap_or_default()
}

impl fmt::Debug for MigrateData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MigrateData")
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}
