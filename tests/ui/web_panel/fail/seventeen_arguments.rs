//! More arguments than the runtime can hand over.
//! fix: `, _q: Tenant)` → `)`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[rustfmt::skip]
#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(_a: Tenant, _b: Tenant, _c: Tenant, _d: Tenant, _e: Tenant, _f: Tenant, _g: Tenant, _h: Tenant, _i: Tenant, _j: Tenant, _k: Tenant, _l: Tenant, _m: Tenant, _n: Tenant, _o: Tenant, _p: Tenant, _q: Tenant) -> &'static str {
    "votes"
}

fn main() {}
