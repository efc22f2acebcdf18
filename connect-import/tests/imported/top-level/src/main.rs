//! Imported from `top-level.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-top-level/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod lifecycle;
mod migrations;

use connect_runtime::prelude::*;

// dropped apiMigrations.odd: "yes"
// authentication.type: a static theme
// dropped dataResidency.realms: ["EU"]
// dropped enableLicensing: "sometimes"
// dropped scopes[4]: 5
// dropped storeAnalytics: {
//   "on": true
// }
// dropped vendor.size: 5
// none yet
// dropped jiraThemes: [
//   {
//     "key": "t"
//   }
// ]
// dropped webpanels: [
//   {
//     "key": "w"
//   }
// ]

connect_runtime::app! {
    key = "com.example.top-level",
    name = "Top level",
    vendor = { name = "Example", url = "https://example.com" },
    links = {
        // documentation: not yet
        homepage = "https://example.com",
    },
    api_migrations = { "new-thing" = unlisted(true) },
    cloud_app_migration = { migration_webhook_path = crate::migrations::migration },
    contexts = [account],
    data_residency = { max_migration_duration_hours = 24 },
    editions_enabled = false,
    region_base_urls = { EU = "https://eu.example.com", MARS = "https://mars.example.com" },
    scopes = [READ, ADMIN, unlisted("teleport")],
    translations = { paths = { "en-US" = "/i18n/en.json" } },
    version = "1.2.3",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
