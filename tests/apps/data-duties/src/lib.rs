//! An app that stores data, with the duties that this brings: data moves between regions when a site
//! does, and personal data is reported and erased.

mod moving;
mod names;

use connect_runtime::prelude::*;
use connect_runtime::{App, StartError};

pub use self::moving::Moves;
pub use self::names::Names;

connect_runtime::app! {
    key = "com.example.data-duties",
    name = "Data duties",
    state = Moves,
    region_base_urls = { EU = "https://eu.example.com", US = "https://us.example.com" },
    data_residency = { max_migration_duration_hours = 0.5 },
}

/// The app, for tests: naming it links it.
///
/// # Errors
/// As [`App::collected`].
pub fn app(moves: Moves, names: Names) -> Result<App, StartError> {
    let app = App::collected()?.with_state(moves);
    Ok(app.personal_data(move |tenant| names.of(tenant)))
}
