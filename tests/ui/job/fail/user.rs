//! A job that asks for a user: nobody calls it.
//! fix: `, user: User` → ``
//! fix: `let _ = (tenant, user);` → `let _ = tenant;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[job]
async fn recount(tenant: Tenant, user: User) -> Result<()> {
    let _ = (tenant, user);
    Ok(())
}

fn main() {}
