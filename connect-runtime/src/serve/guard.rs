//! Requirements of a page or an endpoint besides a token: a licence, an administrator.
//!
//! Only routes with requirements get here. If a requirement can't be checked, the request is
//! refused.

use connect_model::declaration::{Auth, Declaration, kind};
use connect_model::guard::Licensed;
use http::StatusCode;
use http::request::Parts;

use super::core::{Core, OfTenant};
#[cfg(feature = "client")]
use crate::error::WithCauses;
use crate::error_answer::{self, ErrorAnswer, Reason};
use crate::extract::{License, LicenseState};
use crate::handler::RejectionResponse;
use crate::start_error::StartError;

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

    /// Refuses a caller who lacks what the route demands. `of_tenant` is `None` for one without a token.
    pub(super) async fn admit(
        self,
        core: &Core,
        parts: &Parts,
        of_tenant: Option<&OfTenant>,
    ) -> Result<(), RejectionResponse> {
        // An unauthenticated caller meets no requirement.
        let Some(of_tenant) = of_tenant else {
            return Err(RejectionResponse::new(StatusCode::FORBIDDEN));
        };
        if self.licensed {
            self.licensed(core, parts, of_tenant).await?;
        }
        if self.admin_only {
            self.administrator(core, of_tenant).await?;
        }
        Ok(())
    }

    async fn licensed(
        self,
        core: &Core,
        parts: &Parts,
        of_tenant: &OfTenant,
    ) -> Result<(), RejectionResponse> {
        let signed = License::of(&of_tenant.caller, parts);
        let state = signed.state();
        if state != LicenseState::Inactive && state != LicenseState::Unstated {
            return Ok(());
        }
        // Forge sends all there is to know with each call. On Connect, where the host has signed nothing,
        // its REST API decides; where it has, the API only adds detail.
        let known = if of_tenant.caller.invocation().is_some() {
            Some(signed)
        } else {
            license_from_host(core, of_tenant).await
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
        core: &Core,
        of_tenant: &OfTenant,
    ) -> Result<(), RejectionResponse> {
        let Some(user) = of_tenant.caller.account_id.as_deref() else {
            return Err(self.refusal(Reason::NotAdministrator));
        };
        let (tenant, client) = (of_tenant.tenant(), of_tenant.client());
        match core
            .host_answers
            .is_administrator(tenant, &client, user)
            .await
        {
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
    async fn administrator(self, _: &Core, _: &OfTenant) -> Result<(), RejectionResponse> {
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

/// The licence as the host's REST API has it; `None` if it can't be looked up.
#[cfg(feature = "client")]
async fn license_from_host(core: &Core, of_tenant: &OfTenant) -> Option<License> {
    let tenant = of_tenant.tenant();
    let known = core.host_answers.license(tenant, &of_tenant.client()).await;
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

#[cfg(not(feature = "client"))]
#[allow(clippy::unused_async, reason = "as with a client")]
async fn license_from_host(_: &Core, _: &OfTenant) -> Option<License> {
    None
}
