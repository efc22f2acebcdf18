//! Imported from `unknown-kinds-and-fields.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-unknown-kinds-and-fields/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod confluence;
mod jira;
mod migrations;

use connect_runtime::prelude::*;

// dropped dataResidency.realms: ["EU"]
// dropped future: {
//   "deep": [
//     [
//       [
//         {
//           "er": [
//             1,
//             2.5,
//             -3,
//             1000.0,
//             true,
//             null,
//             "ü ☃ \u0007 \\ \""
//           ]
//         }
//       ]
//     ]
//   ]
// }
// dropped holographicPanels: [
//   {
//     "depth": {
//       "metres": 2
//     },
//     "key": "h"
//   }
// ]

connect_runtime::app! {
    key = "com.example.future",
    cloud_app_migration = { migration_webhook_path = crate::migrations::migrate },
    data_residency = { max_migration_duration_hours = 24 },
    editions_enabled = true,
    region_base_urls = { EU = "https://eu.example.com", US = "https://us.example.com" },
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
