//! The items of the README that name each other.
use connect_runtime::prelude::*;

// readme: items
/// Reports
#[web_section(location = "admin_plugins_menu")]
struct Reports;

#[dialog(options = { size = small })]
async fn exporter() -> Page {
    Page::new("Export")
}

/// Export
#[web_item(location = Reports, target = dialog(exporter), conditions = all(user_is_logged_in, not(user_is_admin)))]
struct Export;
