use connect_runtime::prelude::*;

#[callback]
pub(crate) async fn migrate() -> Result<()> {
    not_written!()
}
