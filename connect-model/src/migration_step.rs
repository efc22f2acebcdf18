//! Data residency migration steps, with which a host has an app move a tenant's data to another
//! region.
//!
//! The descriptor names one path, `lifecycle.dare-migration`; the host calls five paths below it,
//! each signed like its other requests ("Data residency for Connect apps").

use crate::declaration::kind;
use crate::method::Method;
use crate::paths::lifecycle_path;

/// A data residency migration step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationStep {
    /// Its name, which is the last segment of its path.
    pub name: &'static str,
    /// The method with which the host calls it.
    pub method: Method,
    /// The type in `connect-events` that parses the host's input.
    pub payload: &'static str,
    /// What the host wants, as a sentence without its subject.
    pub wants: &'static str,
}

impl MigrationStep {
    /// All steps, in the order in which a host calls them. The last one is called if one of the
    /// others has failed.
    pub const ALL: [Self; 5] = [
        Self {
            name: "schedule",
            method: Method::Post,
            payload: "MigrationSchedule",
            wants: "asks whether the app will take part",
        },
        Self {
            name: "start",
            method: Method::Post,
            payload: "MigrationSchedule",
            wants: "has the app begin to copy the data",
        },
        Self {
            name: Self::STATUS,
            method: Method::Get,
            payload: "MigrationCommand",
            wants: "asks how far the copy is",
        },
        Self {
            name: "commit",
            method: Method::Post,
            payload: "MigrationCommand",
            wants: "has the app use the copy from now on",
        },
        Self {
            name: "rollback",
            method: Method::Post,
            payload: "MigrationCommand",
            wants: "has the app drop the copy",
        },
    ];

    /// The name of the step that reports the progress of the copy.
    pub const STATUS: &str = "status";

    /// The step with this name.
    ///
    /// ```
    /// use connect_model::MigrationStep;
    ///
    /// let commit = MigrationStep::named("commit").unwrap();
    /// assert_eq!(commit.path(), "/lifecycle/dare-migration/commit");
    /// assert!(MigrationStep::named("move").is_none());
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name == name)
    }

    /// The path at which an app serves it, relative to the base URL.
    #[must_use]
    pub fn path(self) -> String {
        format!("{}/{}", lifecycle_path(kind::DARE_MIGRATION), self.name)
    }

    /// Whether it reports the progress of the copy; the others only succeed or fail.
    #[must_use]
    pub fn is_status(self) -> bool {
        self.name == Self::STATUS
    }
}
