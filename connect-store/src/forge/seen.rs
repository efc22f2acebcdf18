//! How a call changes an installation's row: one rule for all stores.

use url::Url;

use super::{ForgeCall, ForgeInstallation, Rekeyed, Row};
use crate::tenant::without_trailing_slash;
use crate::{Tenant, TenantState};

use connect_auth::AccessToken;
use connect_model::Product;

/// How much longer a token must be valid than the stored one, in seconds, to replace it: each call
/// may bring another one, and few of them are worth a write.
const WORTH_A_WRITE: i64 = 5 * 60;

/// How long after the last call Forge may still have the app installed, in seconds: it waits 55 for the
/// response, and removes the app regardless ("Pre-uninstall trigger"). Until then, open pages keep calling,
/// with tokens that are newer than the last call's.
const REMOVAL: i64 = 60;

/// The effect of a call on a row.
#[derive(Debug)]
pub(crate) enum Seen {
    /// Nothing to write.
    Known(Row),
    /// Only the token must be written. Processes that have the row in memory needn't be notified: the former
    /// token is valid until it expires.
    Token(Row),
    /// The whole row must be written, and announced.
    News(Row),
}

impl Seen {
    pub(crate) fn row(&self) -> &Row {
        match self {
            Self::Known(row) | Self::Token(row) | Self::News(row) => row,
        }
    }
}

/// The row after a call.
pub(crate) fn seen(former: Option<Row>, call: &ForgeCall) -> Seen {
    let Some(mut row) = former else {
        return Seen::News(first(call));
    };
    if row.state != TenantState::Installed {
        // Neither a call that was delayed on its way nor one that was made meanwhile brings anything back. A
        // site that reinstalls the app has an installation with another id.
        return if call.issued_at > row.seen_at.saturating_add(REMOVAL) {
            Seen::News(first(call))
        } else {
            Seen::Known(row)
        };
    }
    let site = site_of(call).or_else(|| row.site.clone());
    let differs = says_more(&row.installation, &call.installation)
        || site != row.site
        || row.product != call.product;
    let is_late = call.issued_at < row.seen_at;
    let token = call.app_token.as_ref().filter(|token| {
        let kept = row.app_token.as_ref();
        is_worth_it(
            token,
            kept,
            if differs && !is_late {
                0
            } else {
                WORTH_A_WRITE
            },
        )
    });
    if token.is_none() && (!differs || is_late) {
        return Seen::Known(row);
    }
    if let Some(token) = token {
        row.app_token = Some(token.clone());
    }
    if !differs || is_late {
        return Seen::Token(row);
    }
    row.installation = completed(&row.installation, &call.installation);
    row.site = site;
    row.product = call.product;
    row.seen_at = call.issued_at;
    Seen::News(row)
}

/// Whether a call may contain something new: the same rule, for a tenant in memory.
pub(crate) fn is_news(tenant: &Tenant, kept: Option<&AccessToken>, call: &ForgeCall) -> bool {
    let Some(known) = tenant.origin().forge() else {
        return true;
    };
    let is_worth_it = |token| is_worth_it(token, kept, WORTH_A_WRITE);
    says_more(known, &call.installation)
        || tenant.product() != call.product
        || site_of(call).is_some_and(|site| site != *tenant.base_url())
        || call.app_token.as_ref().is_some_and(is_worth_it)
}

fn is_worth_it(token: &AccessToken, kept: Option<&AccessToken>, longer: i64) -> bool {
    kept.is_none_or(|kept| {
        token.reveal() != kept.reveal()
            && token.expires_at() >= kept.expires_at().saturating_add(longer)
    })
}

fn first(call: &ForgeCall) -> Row {
    Row {
        app_key: call.app_key.clone(),
        client_key: call.installation.installation_id.clone(),
        state: TenantState::Installed,
        product: call.product,
        site: site_of(call),
        installation: call.installation.clone(),
        app_token: call.app_token.clone(),
        seen_at: call.issued_at,
    }
}

/// Whether a call states something about an installation that earlier ones have not. Checked for each call, so
/// nothing is copied.
fn says_more(known: &ForgeInstallation, said: &ForgeInstallation) -> bool {
    let differs = |said: &Option<String>, known: &Option<String>| said.is_some() && said != known;
    let environment = !said.environment_id.is_empty()
        && (&said.environment_id, said.environment) != (&known.environment_id, known.environment);
    environment
        || said.api_base_url != known.api_base_url
        || differs(&said.cloud_id, &known.cloud_id)
        || differs(&said.context, &known.context)
        || differs(&said.app_version, &known.app_version)
}

/// Combines a call's statements with earlier ones: fields that it omits keep their value.
fn completed(known: &ForgeInstallation, said: &ForgeInstallation) -> ForgeInstallation {
    let or = |said: &Option<String>, known: &Option<String>| said.clone().or_else(|| known.clone());
    let environment_is_said = !said.environment_id.is_empty();
    let of = if environment_is_said { said } else { known };
    ForgeInstallation {
        installation_id: known.installation_id.clone(),
        cloud_id: or(&said.cloud_id, &known.cloud_id),
        environment_id: of.environment_id.clone(),
        environment: of.environment,
        context: or(&said.context, &known.context),
        api_base_url: said.api_base_url.clone(),
        app_version: or(&said.app_version, &known.app_version),
    }
}

/// The site's address in the form of a tenant's base URL: Confluence's with `/wiki`.
fn site_of(call: &ForgeCall) -> Option<Url> {
    let mut site = without_trailing_slash(call.site_url.as_ref()?);
    if call.product == Product::Confluence && matches!(site.path(), "" | "/") {
        site.set_path("/wiki");
    }
    Some(site)
}

/// The row once its installation has ended; `None` if it had already ended.
pub(crate) fn uninstalled(former: Option<Row>, issued_at: i64) -> Option<Row> {
    let mut row = former.filter(|row| row.state == TenantState::Installed)?;
    row.state = TenantState::Uninstalled;
    row.app_token = None;
    row.seen_at = row.seen_at.max(issued_at);
    Some(row)
}

/// Who already has a key.
#[derive(Debug, Default)]
pub(crate) struct Holder {
    /// The active installation with the key.
    pub(crate) installation_id: Option<String>,
    /// The Connect tenant's base URL and product.
    pub(crate) connect: Option<(Url, Product)>,
}

/// The row with the key of the Connect tenant that it continues, or why not.
pub(crate) fn rekeyed(
    former: Option<Row>,
    client_key: &str,
    holder: &Holder,
) -> Result<Row, Rekeyed> {
    let installed = former.filter(|row| row.state == TenantState::Installed);
    let mut row = installed.ok_or(Rekeyed::Unknown)?;
    if row.client_key == client_key {
        return Err(Rekeyed::Already);
    }
    if row.is_rekeyed() {
        return Err(Rekeyed::Another);
    }
    if holder.installation_id.is_some() {
        return Err(Rekeyed::Taken);
    }
    if let Some((base_url, product)) = &holder.connect {
        // If no call has stated the site yet, only the product can be compared.
        let elsewhere = row
            .site
            .as_ref()
            .is_some_and(|site| site.host() != base_url.host());
        if elsewhere || product.host() != row.product.host() {
            return Err(Rekeyed::OtherSite);
        }
    }
    client_key.clone_into(&mut row.client_key);
    Ok(row)
}

#[cfg(test)]
mod tests {
    use connect_auth::forge::EnvironmentType::{Production, Unknown};

    use super::*;

    /// Installations that differ in each field that calls may state.
    fn installations() -> Vec<ForgeInstallation> {
        let text = |it: Option<&str>| it.map(str::to_owned);
        let mut all = Vec::new();
        for site in ["a", "b"] {
            let url = format!("https://api.atlassian.com/ex/jira/{site}");
            for (environment_id, environment) in [("", Unknown), ("e", Unknown), ("e", Production)]
            {
                for cloud_id in [None, Some("c"), Some("d")] {
                    for context in [None, Some("c"), Some("d")] {
                        for app_version in [None, Some("1"), Some("2")] {
                            all.push(ForgeInstallation {
                                cloud_id: text(cloud_id),
                                environment_id: environment_id.to_owned(),
                                environment,
                                context: text(context),
                                app_version: text(app_version),
                                ..ForgeInstallation::new("i", url.parse().unwrap())
                            });
                        }
                    }
                }
            }
        }
        all
    }

    #[test]
    fn a_call_says_more_where_it_completes_what_is_known() {
        for known in installations() {
            for said in installations() {
                let is_more = completed(&known, &said) != known;
                assert_eq!(says_more(&known, &said), is_more, "{known:?} {said:?}");
            }
        }
    }
}
