use connect_runtime::prelude::*;

#[callback]
pub(crate) async fn migration() -> Result<()> {
    todo!("migration")
}
