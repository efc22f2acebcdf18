use connect_runtime::prelude::*;

#[callback]
pub(crate) async fn migrate() -> Result<()> {
    todo!("migrate")
}
