//! Notes on issues, in a table beside the framework's own.

mod notes;
mod panel;
#[cfg(test)]
mod tests;

use connect_runtime::config::Config;
use connect_runtime::prelude::*;

use crate::notes::Notes;

// readme: open
connect_runtime::app! {
    key = "com.example.own-tables",
    name = "Own tables",
    vendor = { name = "Example", url = "https://example.com" },
    state = Notes,
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    let store = Config::from_env()?.open_sqlite().await?;
    let notes = Notes::open(store.pool().clone()).await?;
    let erased = notes.clone();
    connect_runtime::serve()
        .store(store)
        .with_state(notes)
        .personal_data(move |tenant| erased.of(tenant))
        .await
}
// readme: end
