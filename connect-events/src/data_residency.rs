//! Payloads of the `dare-migration` lifecycle hook, by which a site's data moves to another realm.
//! Source: "Data residency for Connect apps".
//!
//! The hook is the beginning of five paths:
//!
//! | request | means |
//! |---|---|
//! | `POST …/schedule` | a migration is planned: the body is a [`MigrationSchedule`] |
//! | `POST …/start` | copy the data |
//! | `GET …/status` | how far it is |
//! | `POST …/commit` | use the copy from now on |
//! | `POST …/rollback` | drop the copy, and go on as before |

use serde::Deserialize;

use crate::{Timestamp, shapes};

/// A migration that is planned. Of the other requests' bodies nothing is documented; they read as this,
/// with what they have.
///
/// ```
/// use connect_events::data_residency::MigrationSchedule;
///
/// let planned: MigrationSchedule = serde_json::from_str(
///     r#"{"startTime": 1704103200000, "endTime": 1704110400000, "location": "EU"}"#,
/// )?;
/// assert_eq!(planned.location.as_deref(), Some("EU"));
/// assert!(planned.start_time < planned.end_time);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct MigrationSchedule {
    /// When the site goes down, and the migration may begin.
    #[serde(deserialize_with = "shapes::moment")]
    pub start_time: Option<Timestamp>,
    /// When it must be done.
    #[serde(deserialize_with = "shapes::moment")]
    pub end_time: Option<Timestamp>,
    /// The realm that the data moves to: a name of `regionBaseUrls`, such as `EU`.
    pub location: Option<String>,
}
