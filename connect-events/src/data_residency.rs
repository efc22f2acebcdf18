//! Payloads of data residency migrations, in which a site's data moves to another realm. Source:
//! "Data residency for Connect apps".
//!
//! | request | meaning | type |
//! |---|---|---|
//! | `POST …/schedule` | a migration is planned: will the app take part? | [`MigrationSchedule`] |
//! | `POST …/start` | copy the data | [`MigrationSchedule`] |
//! | `GET …/status` | how far has it got? | [`MigrationCommand`], from the query |
//! | `POST …/commit` | use the copy from now on | [`MigrationCommand`] |
//! | `POST …/rollback` | drop the copy, and continue as before | [`MigrationCommand`] |

use serde::Deserialize;

use crate::{Id, Timestamp, shapes};

/// A migration that is planned or starting.
///
/// ```
/// use connect_events::data_residency::MigrationSchedule;
///
/// let planned: MigrationSchedule = serde_json::from_str(
///     r#"{"startTime": "2021-12-26T00:00:00.000Z", "endTime": "2021-12-26T02:00:00.000Z",
///         "location": "EU", "migrationId": 57500}"#,
/// )?;
/// assert_eq!(planned.location.as_deref(), Some("EU"));
/// assert!(planned.start_time < planned.end_time);
/// assert_eq!(planned.migration_id.unwrap(), "57500");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct MigrationSchedule {
    /// When the site goes down and the migration may start.
    #[serde(deserialize_with = "shapes::moment")]
    pub start_time: Option<Timestamp>,
    /// When it must be finished.
    #[serde(deserialize_with = "shapes::moment")]
    pub end_time: Option<Timestamp>,
    /// The realm that the data moves to: a key of `regionBaseUrls`, such as `EU`.
    pub location: Option<String>,
    /// The migration's id. Not every host sends it.
    pub migration_id: Option<Id>,
}

/// The host's later requests about a planned migration, which identify it.
///
/// ```
/// use connect_events::data_residency::MigrationCommand;
///
/// let commit: MigrationCommand = serde_json::from_str(r#"{"migrationId": 57500}"#)?;
/// assert_eq!(commit.migration_id.unwrap(), "57500");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct MigrationCommand {
    /// The migration's id. Not every host sends it: without one, it is the tenant's only migration.
    pub migration_id: Option<Id>,
}
