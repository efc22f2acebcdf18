//! How an install changes a tenant's row: one rule for all stores.

use crate::{Install, Secrets, Tenant, TenantState};

/// A row before an install.
#[derive(Debug)]
pub(crate) struct Former {
    pub(crate) state: TenantState,
    pub(crate) enabled: bool,
    pub(crate) environment: Option<String>,
    /// In seconds since 1970.
    pub(crate) believed_at: i64,
    pub(crate) generation: u64,
    /// The secrets that the host may still use; `None` for a row that was superseded too long ago, or
    /// if they can't be opened.
    pub(crate) secrets: Option<Secrets>,
}

/// A row after an install.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) tenant: Tenant,
    pub(crate) secrets: Secrets,
    pub(crate) generation: u64,
    /// In seconds since 1970.
    pub(crate) believed_at: i64,
}

/// The row that an install makes, from scratch or from a former one.
pub(crate) fn installed(install: &Install, former: Option<Former>) -> Row {
    let Former {
        state,
        enabled,
        environment,
        believed_at,
        generation,
        secrets,
    } = former.unwrap_or(Former {
        state: TenantState::Uninstalled,
        enabled: true,
        environment: None,
        believed_at: 0,
        generation: 0,
        secrets: None,
    });
    // A reinstalled app is enabled, whatever it was before it was removed.
    let enabled = enabled || state != TenantState::Installed;
    let current = install.shared_secret.clone();
    let proved_at = install.proof.as_ref().map(|proof| proof.issued_at);
    Row {
        tenant: Tenant::of_install(install, enabled, environment.as_deref()),
        secrets: match secrets {
            Some(former) => former.rotated(current),
            None => Secrets::new(current),
        },
        generation: generation + 1,
        // A callback that was delayed on its way doesn't turn the clock back.
        believed_at: proved_at.map_or(believed_at, |at| at.max(believed_at)),
    }
}

#[cfg(test)]
mod tests {
    use connect_auth::Secret;
    use connect_model::Product;

    use super::*;
    use crate::Proof;

    fn secret(text: &str) -> Secret {
        Secret::new(text).unwrap()
    }

    fn install(issued_at: Option<i64>) -> Install {
        let url = "https://one.atlassian.net".parse().unwrap();
        let mut install = Install::new("app", "one", url, Product::Jira, secret("the-new-secret"));
        install.proof = issued_at.map(|issued_at| Proof {
            token: [0; 32],
            body: [0; 32],
            issued_at,
            expires_at: issued_at + 180,
            environment: Some("commercial".to_owned()),
        });
        install
    }

    fn former(state: TenantState) -> Former {
        Former {
            state,
            enabled: false,
            environment: Some("gov".to_owned()),
            believed_at: 100,
            generation: 7,
            secrets: Some(Secrets::new(secret("the-old-secret"))),
        }
    }

    #[test]
    fn a_first_install_is_enabled_and_has_one_secret() {
        let row = installed(&install(Some(50)), None);
        assert!(row.tenant.enabled());
        assert_eq!(row.tenant.environment(), Some("commercial"));
        assert_eq!(row.secrets, Secrets::new(secret("the-new-secret")));
        assert_eq!((row.generation, row.believed_at), (1, 50));
    }

    #[test]
    fn a_disabled_tenant_stays_disabled_as_long_as_it_is_installed() {
        let enabled = |state| {
            let row = installed(&install(None), Some(former(state)));
            row.tenant.enabled()
        };
        assert!(!enabled(TenantState::Installed));
        assert!(enabled(TenantState::Superseded));
        assert!(enabled(TenantState::Uninstalled));
    }

    #[test]
    fn the_former_secret_is_kept_beside_the_new_one() {
        let row = installed(&install(None), Some(former(TenantState::Installed)));
        assert_eq!(row.secrets.current, secret("the-new-secret"));
        assert_eq!(row.secrets.previous, [secret("the-old-secret")]);
        assert_eq!(row.generation, 8);
        let gone = Former {
            secrets: None,
            ..former(TenantState::Uninstalled)
        };
        let row = installed(&install(None), Some(gone));
        assert_eq!(row.secrets, Secrets::new(secret("the-new-secret")));
    }

    #[test]
    fn a_proof_names_the_environment_and_turns_no_clock_back() {
        let of = |proof| {
            let row = installed(&install(proof), Some(former(TenantState::Installed)));
            (row.tenant.environment().map(str::to_owned), row.believed_at)
        };
        assert_eq!(of(Some(98)), (Some("commercial".to_owned()), 100));
        assert_eq!(of(Some(130)), (Some("commercial".to_owned()), 130));
        assert_eq!(of(None), (Some("gov".to_owned()), 100));
    }
}
