//! Whether a user administers the product, as the product's REST API answers it.

use std::collections::HashMap;

use connect_model::{Method, Product, Scope, ScopeSet};
use serde::Deserialize;
use serde_json::json;

use crate::client::{__private::AsUser as _, CallError, Client};
use crate::tenants::{Origin, Tenant};

/// The scope that each question to the host needs.
pub(super) const READ: ScopeSet = ScopeSet::of(&[Scope::Read]);

/// Asks the product whether a user administers it.
pub(super) async fn is_administrator(
    tenant: &Tenant,
    client: &Client,
    user: &str,
) -> Result<bool, CallError> {
    match (tenant.origin(), tenant.product()) {
        (Origin::Forge(_), product) => {
            let own = client.as_user(user, Some(READ));
            administers_by_own_account(&own, product).await
        }
        (_, Product::Confluence) => administers_confluence(client, user).await,
        _ => administers_jira(client, user).await,
    }
}

/// Jira's name for the permission.
const ADMINISTER: &str = "ADMINISTER";

/// "Get bulk permissions": an app may query it for any user, without being an administrator itself.
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
async fn administers_confluence(client: &Client, user: &str) -> Result<bool, CallError> {
    let call = client.unchecked::<OfUser>(Method::Get, "/wiki/rest/api/user", READ);
    let call = call.query("accountId", user).query("expand", "operations");
    Ok(call.await?.administers())
}

/// An app on Forge may not ask about others, so the user who looks at the page asks about themselves ("Get
/// my permissions"; "Get current user").
async fn administers_by_own_account(own: &Client, product: Product) -> Result<bool, CallError> {
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
#[derive(Deserialize)]
struct OfUser {
    #[serde(default)]
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    operation: String,
    target_type: String,
}

impl OfUser {
    fn administers(&self) -> bool {
        let on_all =
            |it: &Operation| it.operation == "administer" && it.target_type == "application";
        self.operations.iter().any(on_all)
    }
}
