//! What `app!` of release 0.0.9 expands to, beside a runtime of this release.

pub(crate) mod __connect_app_or_library_goes_in_the_crate_root {
    pub(crate) use ::connect_runtime::__private_0_0_9 as __connect;
    pub(crate) const GRANTED: __connect::ScopeSet = __connect::ScopeSet::ALL;
}

fn main() {}
