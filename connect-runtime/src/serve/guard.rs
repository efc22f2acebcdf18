//! Requirements of a page or an endpoint besides a token: a licence, an administrator.
//!
//! Only routes with requirements get here. If a requirement can't be checked, the request is
//! refused.

#[cfg(feature = "client")]
use std::collections::HashMap;
use std::sync::Arc;
#[cfg(feature = "client")]
use std::time::{Duration, Instant};

#[cfg(feature = "client")]
use connect_auth::clock::Clock;
use connect_model::declaration::{Auth, Declaration, kind};
use connect_model::guard::Licensed;
#[cfg(feature = "client")]
use connect_model::{Method, Product, Scope, ScopeSet};
use http::request::Parts;
#[cfg(feature = "client")]
use serde::Deserialize;
#[cfg(feature = "client")]
use serde_json::json;

use super::core::OfTenant;
#[cfg(feature = "client")]
use super::forge_tenant::Asked;
#[cfg(feature = "client")]
use super::kept::Kept;
#[cfg(feature = "client")]
use crate::client::{__private::AsUser as _, CallError, Client};
#[cfg(feature = "client")]
use crate::error::WithCauses;
use crate::error_answer::{self, ErrorAnswer, Reason};
#[cfg(feature = "client")]
use crate::extract::InstalledApp;
use crate::extract::{License, LicenseState};
use crate::handler::RejectionResponse;
use crate::start_error::StartError;
#[cfg(feature = "client")]
use crate::tenants::{HostAnswer, Origin};
use crate::tenants::{Tenant, TenantStore};

/// The requirements of one route.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    admin_only: bool,
    licensed: bool,
    /// Whether the caller is a script, which reads JSON.
    script: bool,
}

impl Guard {
    /// `None` for a route without requirements; `of_app` is the app's default for all its routes.
    ///
    /// # Errors
    /// The route is for administrators, and this program has no client to look them up.
    pub(super) fn of(
        declaration: &Declaration,
        of_app: Option<Licensed>,
    ) -> Result<Option<Self>, StartError> {
        let demanded = declaration.guard;
        if demanded.admin_only && cfg!(not(feature = "client")) {
            return Err(StartError::NoClientForGuard {
                label: declaration.label(),
                origin: declaration.origin.clone(),
            });
        }
        let auth = declaration.route.as_ref().map(|route| route.auth);
        // The app's default applies to routes that have a user.
        let is_page = match auth {
            Some(Auth::Request) => is_page(declaration),
            Some(Auth::Context) => true,
            _ => false,
        };
        let guard = Self {
            admin_only: demanded.admin_only,
            licensed: is_page && demanded.demands_licence(of_app),
            script: declaration.kind == kind::ENDPOINT,
        };
        Ok((guard.admin_only || guard.licensed).then_some(guard))
    }

    /// The requirements of a plain router, which declares none itself.
    pub(super) fn of_merged(of_app: Option<Licensed>, auth: Auth) -> Option<Self> {
        (of_app == Some(Licensed::Required)).then_some(Self {
            admin_only: false,
            licensed: true,
            script: auth == Auth::Context,
        })
    }

    /// Refuses a caller who has a valid token but doesn't meet the route's requirements.
    pub(super) async fn admit(
        self,
        parts: &Parts,
        of_tenant: &OfTenant,
        asking: &Asking<'_>,
    ) -> Result<(), RejectionResponse> {
        let (caller, tenant) = (&of_tenant.caller, of_tenant.tenant());
        if self.licensed {
            let signed = License::of(caller, parts);
            // Forge states everything with each call.
            let all = caller.invocation().is_some();
            self.licensed(signed, all, tenant, asking).await?;
        }
        if self.admin_only {
            let user = caller.account_id.as_deref();
            self.administrator(user, tenant, asking).await?;
        }
        Ok(())
    }

    async fn licensed(
        self,
        signed: License,
        all: bool,
        tenant: &Tenant,
        asking: &Asking<'_>,
    ) -> Result<(), RejectionResponse> {
        let state = signed.state();
        if state != LicenseState::Inactive && state != LicenseState::Unstated {
            return Ok(());
        }
        // If the host has signed nothing, its REST API decides; otherwise that only adds details.
        let known = if all {
            Some(signed)
        } else {
            asking.license(tenant).await
        };
        let reason = match (state, known) {
            (LicenseState::Unstated, Some(license)) if license.is_active() => return Ok(()),
            (_, Some(license)) if ended(&license) => Reason::EvaluationEnded,
            (LicenseState::Unstated, None) => Reason::LicenseUnstated,
            (LicenseState::Unstated, Some(license))
                if license.state() == LicenseState::Unstated =>
            {
                Reason::LicenseUnstated
            }
            _ => Reason::Unlicensed,
        };
        Err(self.refusal(reason))
    }

    #[cfg(feature = "client")]
    async fn administrator(
        self,
        user: Option<&str>,
        tenant: &Tenant,
        asking: &Asking<'_>,
    ) -> Result<(), RejectionResponse> {
        let Some(user) = user else {
            return Err(self.refusal(Reason::NotAdministrator));
        };
        match asking.is_administrator(tenant, user).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.refusal(Reason::NotAdministrator)),
            Err(error) => {
                tracing::warn!(
                    tenant = tenant.client_key(),
                    error = %WithCauses(&error),
                    "could not determine whether a user is an administrator, so they are refused"
                );
                Err(self.refusal(Reason::AdministratorUnknown))
            }
        }
    }

    #[cfg(not(feature = "client"))]
    #[allow(clippy::unused_async, reason = "as with a client")]
    async fn administrator(
        self,
        _: Option<&str>,
        _: &Tenant,
        _: &Asking<'_>,
    ) -> Result<(), RejectionResponse> {
        // No such app starts.
        Err(self.refusal(Reason::AdministratorUnknown))
    }

    fn refusal(self, reason: Reason) -> RejectionResponse {
        let audience = if self.script {
            error_answer::Audience::Script
        } else {
            error_answer::Audience::Anyone
        };
        RejectionResponse::new(ErrorAnswer::refusal(reason, audience))
    }
}

fn is_page(declaration: &Declaration) -> bool {
    use connect_model::module_kind::Invocation;

    match connect_model::module_kind(&declaration.kind) {
        Some(kind) => kind.invocation == Invocation::Iframe,
        None => declaration.kind == "iframe",
    }
}

/// Whether the purchase was an evaluation that has ended.
fn ended(license: &License) -> bool {
    let evaluation = license
        .entitlement()
        .is_some_and(|bought| bought.evaluation);
    evaluation && !license.is_active()
}

/// The host's recent answers about its users and the app. Each process of an app has its own.
#[cfg(feature = "client")]
#[derive(Debug)]
pub(crate) struct Lately {
    /// By client key and account id.
    administrators: Kept<bool>,
    /// By client key; `None` if the host gives no answer.
    licenses: Kept<Option<License>>,
    /// Shares the host's answers about licences between processes.
    store: Arc<dyn TenantStore>,
    /// By Forge installation: the result of asking which Connect tenant it continues.
    pub(super) connect_keys: Kept<Asked>,
}

/// Without a client, the host can't be asked.
#[cfg(not(feature = "client"))]
#[derive(Debug)]
pub(crate) struct Lately;

#[cfg(not(feature = "client"))]
impl Lately {
    pub(crate) fn in_store(_: &Arc<dyn TenantStore>) -> Self {
        Self
    }

    #[allow(clippy::unused_self, reason = "as with a client")]
    pub(super) fn forget(&self, _: &str) {}
}

/// How long the product's answer on whether a user is an administrator is cached.
#[cfg(feature = "client")]
const ADMINISTRATOR_FOR: Duration = Duration::from_secs(30);

/// As long as the product itself caches it ("License apps").
#[cfg(feature = "client")]
const LICENSE_FOR: Duration = Duration::from_secs(5 * 60);

/// How many answers of each kind are cached.
#[cfg(feature = "client")]
const MOST: usize = 10_000;

#[cfg(feature = "client")]
impl Lately {
    /// Uses a store to share answers between processes.
    pub(crate) fn in_store(store: &Arc<dyn TenantStore>) -> Self {
        Self {
            store: Arc::clone(store),
            administrators: Kept::new(MOST, ADMINISTRATOR_FOR),
            licenses: Kept::new(MOST, LICENSE_FOR),
            connect_keys: Kept::new(MOST, Asked::Failed.lasts()),
        }
    }

    /// Drops the answers for a tenant whose installation begins or ends.
    pub(super) fn forget(&self, client_key: &str) {
        self.administrators.forget(client_key);
        self.licenses.forget(client_key);
        self.connect_keys.forget(client_key);
    }

    /// The app's licence as reported by the REST API; `None` if the product does not let the app
    /// ask.
    pub(crate) async fn license(
        &self,
        tenant: &Tenant,
        client: &Client,
    ) -> Result<Option<License>, CallError> {
        let asked = async {
            if let Some(known) = self.shared_license(tenant).await {
                return Ok(known);
            }
            let path = "/rest/atlassian-connect/1/addons/{addonKey}";
            let path = match tenant.product() {
                Product::Confluence => format!("/wiki{path}").into(),
                _ => std::borrow::Cow::Borrowed(path),
            };
            let call = client.unchecked::<InstalledApp>(Method::Get, path, READ);
            let app = match call.path("addonKey", tenant.app_key()).await {
                Ok(app) => Some(app),
                // The app lacks the scope, and will until it is reinstalled.
                Err(error) if error.status() == Some(http::StatusCode::FORBIDDEN) => None,
                Err(error) => return Err(error),
            };
            self.share_license(tenant, app.as_ref()).await;
            Ok((app.as_ref().map(License::of_app), LICENSE_FOR))
        };
        self.licenses.get_for(tenant.client_key(), asked).await
    }

    /// The licence that another process has looked up, and how long it is valid.
    async fn shared_license(&self, tenant: &Tenant) -> Option<(Option<License>, Duration)> {
        let kept = self
            .store
            .kept_answer(tenant.app_key(), tenant.client_key(), LICENSE);
        let kept = kept.await.inspect_err(|error| {
            tracing::warn!(error = %WithCauses(error), "could not read a licence from the store; asking the host");
        });
        let HostAnswer { text, expires_at } = kept.ok()??;
        let app: Option<InstalledApp> = serde_json::from_str(&text).ok()?;
        let left = u64::try_from(expires_at.saturating_sub(unix_now())).ok()?;
        // Whatever another process's clock says, it is valid for no longer than an answer from the host
        // itself.
        let left = Duration::from_secs(left).min(LICENSE_FOR);
        Some((app.as_ref().map(License::of_app), left))
    }

    /// Shares what this process has looked up. If that fails, the other processes ask themselves.
    async fn share_license(&self, tenant: &Tenant, app: Option<&InstalledApp>) {
        let Ok(text) = serde_json::to_string(&app) else {
            return;
        };
        let lasts = i64::try_from(LICENSE_FOR.as_secs()).unwrap_or_default();
        let expires_at = unix_now().saturating_add(lasts);
        let answer = HostAnswer { text, expires_at };
        let kept = self
            .store
            .keep_answer(tenant.app_key(), tenant.client_key(), LICENSE, answer);
        if let Err(error) = kept.await {
            tracing::warn!(error = %WithCauses(&error), "a licence was not kept for the other processes");
        }
    }
}

/// The licence's key in the store.
#[cfg(feature = "client")]
const LICENSE: &str = "license";

/// In seconds since 1970.
#[cfg(feature = "client")]
fn unix_now() -> i64 {
    Clock::system().now()
}

/// What is needed to ask the host.
pub(super) struct Asking<'a> {
    #[cfg_attr(not(feature = "client"), allow(dead_code, reason = "nobody is asked"))]
    pub(super) lately: &'a Lately,
    #[cfg(feature = "client")]
    pub(super) client: &'a Client,
    /// The deadline for the answer.
    #[cfg(feature = "client")]
    pub(super) ends: Instant,
}

#[cfg(feature = "client")]
const READ: ScopeSet = ScopeSet::of(&[Scope::Read]);

#[cfg(feature = "client")]
impl Asking<'_> {
    async fn license(&self, tenant: &Tenant) -> Option<License> {
        let client = self.client.until(self.ends);
        let known = self.lately.license(tenant, &client).await;
        known
            .inspect_err(|error| {
                tracing::warn!(
                    tenant = tenant.client_key(),
                    error = %WithCauses(error),
                    "the licence could not be looked up"
                );
            })
            .ok()?
    }

    async fn is_administrator(&self, tenant: &Tenant, user: &str) -> Result<bool, CallError> {
        let key = format!("{} {user}", tenant.client_key());
        let client = self.client.until(self.ends);
        let asked = async {
            match (tenant.origin(), tenant.product()) {
                (Origin::Forge(_), product) => {
                    let own = client.as_user(user, Some(READ));
                    administers_as_told_themselves(&own, product).await
                }
                (_, Product::Confluence) => administers_confluence(&client, user).await,
                _ => administers_jira(&client, user).await,
            }
        };
        self.lately.administrators.get(&key, asked).await
    }
}

#[cfg(not(feature = "client"))]
impl Asking<'_> {
    #[allow(clippy::unused_async, reason = "as with a client")]
    async fn license(&self, _: &Tenant) -> Option<License> {
        None
    }
}

/// Jira's name for the permission.
#[cfg(feature = "client")]
const ADMINISTER: &str = "ADMINISTER";

/// "Get bulk permissions": an app may query it for any user, without being an administrator itself.
#[cfg(feature = "client")]
async fn administers_jira(client: &Client, user: &str) -> Result<bool, CallError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Permitted {
        global_permissions: Vec<String>,
    }
    let asked = json!({ "accountId": user, "globalPermissions": [ADMINISTER] });
    let call = client.unchecked::<Permitted>(Method::Post, "/rest/api/3/permissions/check", READ);
    let permitted = call.json(&asked).repeatable(true).await?;
    Ok(permitted
        .global_permissions
        .iter()
        .any(|it| it == ADMINISTER))
}

/// "Get user", expanded by `operations`, which include those on the application itself.
#[cfg(feature = "client")]
async fn administers_confluence(client: &Client, user: &str) -> Result<bool, CallError> {
    let call = client.unchecked::<OfUser>(Method::Get, "/wiki/rest/api/user", READ);
    let call = call.query("accountId", user).query("expand", "operations");
    Ok(call.await?.administers())
}

/// For an app on Forge, which may not query the permissions of others: the user viewing the page
/// queries their own ("Get my permissions"; "Get current user").
#[cfg(feature = "client")]
async fn administers_as_told_themselves(own: &Client, product: Product) -> Result<bool, CallError> {
    #[derive(Deserialize)]
    struct Mine {
        permissions: HashMap<String, Permission>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Permission {
        have_permission: bool,
    }
    if product == Product::Confluence {
        let path = "/wiki/rest/api/user/current";
        let call = own.unchecked::<OfUser>(Method::Get, path, READ);
        return Ok(call.query("expand", "operations").await?.administers());
    }
    let call = own.unchecked::<Mine>(Method::Get, "/rest/api/3/mypermissions", READ);
    let mine = call.query("permissions", ADMINISTER).await?;
    let permission = mine.permissions.get(ADMINISTER);
    Ok(permission.is_some_and(|it| it.have_permission))
}

/// A Confluence user, with the operations they may perform.
#[cfg(feature = "client")]
#[derive(Deserialize)]
struct OfUser {
    #[serde(default)]
    operations: Vec<Operation>,
}

#[cfg(feature = "client")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    operation: String,
    target_type: String,
}

#[cfg(feature = "client")]
impl OfUser {
    fn administers(&self) -> bool {
        let on_all =
            |it: &Operation| it.operation == "administer" && it.target_type == "application";
        self.operations.iter().any(on_all)
    }
}
