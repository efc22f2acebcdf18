//! The tests that every [`TenantStore`](super::TenantStore) must pass.
