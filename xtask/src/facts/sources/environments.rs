//! The environments of Atlassian's cloud: `environments.tsv`, one row for each domain of sites.

use super::source::{Object, Source};
use crate::facts::Fault;
use crate::facts::cell;
use crate::facts::rows::EnvironmentRow;
use serde_json::Value;

/// The path of the token endpoint below the authorization server.
const TOKEN_PATH: &str = "/oauth2/token";

/// Derives the table from the key servers of signed installs and the token endpoints of user
/// impersonation. A documented key server is preferred to that of a client library.
pub(crate) fn derive(source: &Source) -> Result<Vec<EnvironmentRow>, Fault> {
    let file = source.read("lifecycle-and-auth.json")?;
    let object = |name: &str| {
        let value = file.get(name).cloned().unwrap_or(Value::Null);
        Object::new(format!("lifecycle-and-auth.json {name}"), value)
    };
    let (installs, grants) = (
        object("signed_install")?,
        object("oauth2_user_impersonation")?,
    );
    let mut rows = Vec::new();
    for (kind, servers) in installs.members("key_servers")? {
        let key_host = match servers.optional("documented") {
            Some(documented) => documented,
            None => servers.text("primary")?,
        };
        let endpoint = match kind {
            "production" => grants.optional("token_endpoint"),
            other => grants.optional(&format!("token_endpoint_{other}")),
        };
        let authorization_server = match endpoint {
            Some(endpoint) => Some(endpoint.strip_suffix(TOKEN_PATH).ok_or_else(|| {
                grants.fault(format!("`{endpoint}` must end with `{TOKEN_PATH}`"))
            })?),
            None => None,
        };
        for suffix in servers.texts("host_suffixes")? {
            let domain = suffix
                .strip_prefix('.')
                .ok_or_else(|| servers.fault(format!("`{suffix}` must begin with `.`")))?;
            rows.push(EnvironmentRow {
                domain: domain.to_owned(),
                kind: cell::word(&kind.replace('_', "-")).map_err(|what| servers.fault(what))?,
                key_host: key_host.to_owned(),
                authorization_server: authorization_server.map(str::to_owned),
            });
        }
    }
    Ok(rows)
}
