use connect_runtime::prelude::*;

#[callback]
pub(crate) async fn migration() -> Result<()> {
    not_written!()
}
