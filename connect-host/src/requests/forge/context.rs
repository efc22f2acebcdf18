//! The context that Forge signs: who is viewing a module, and where ("Forge Remote invocation
//! contract", context).

use connect_model::forge::Forge;
use connect_model::forge::context::context_path;
use serde_json::{Map, Value, json};

use super::view::View;
use crate::descriptor::context::sample_context_value;
use crate::descriptor::module::{EDITOR, Module};
use crate::error::HostError;
use crate::requests::request_context::RequestContext;
use crate::site::forge::{ForgeSite, Invoked};
use crate::site::install_state::Installation;
use crate::wire::token::TokenBuilder;
use crate::wire::url::without_trailing_slash;

/// A site on Forge with this app.
pub(crate) struct OnForge<'a> {
    pub(crate) site: &'a ForgeSite,
    pub(crate) app: &'a Forge,
}

impl RequestContext {
    /// The site and its app on Forge, or the error of an action that only Forge supports.
    pub(crate) fn on_forge<'a>(
        &'a self,
        installation: &'a Installation,
        action: &str,
    ) -> Result<OnForge<'a>, HostError> {
        match (&self.site().forge, &installation.accepted.forge) {
            (Some(site), Some(app)) => Ok(OnForge { site, app }),
            _ => Err(elsewhere(action)),
        }
    }

    /// The context as signed, with what the site knows about where the user is: the Connect context
    /// parameters that have a place in the module's context.
    pub(crate) fn signed(&self, forge: &OnForge<'_>, view: &View) -> Value {
        let site = self.site();
        let key = view.signed_key();
        let mut context = json!({
            "cloudId": forge.site.cloud_id,
            "siteUrl": without_trailing_slash(site.base_url.origin().ascii_serialization().as_str()),
            "moduleKey": key,
            "localId": format!(
                "ari:cloud:ecosystem::extension/{}/{}/static/{key}",
                app_uuid(&forge.site.app_id), forge.site.environment_id,
            ),
            "environmentId": forge.site.environment_id,
            "environmentType": site.environment_kind(&forge.app.manifest),
            "locale": "en-US",
            "timezone": "Etc/UTC",
            "extension": { "type": view.module.kind },
        });
        if let Some(account_id) = self.account_id() {
            context["accountId"] = account_id.into();
        }
        if let Some(license) = site.forge_license(&forge.app.manifest) {
            context["license"] = license;
        }
        for (name, value) in self.values(view.samples) {
            if let Some(path) = self.place(&name, &view.module.kind) {
                put(&mut context, &path, value);
            }
        }
        match view.part.as_deref() {
            None => {}
            Some(EDITOR) => put(&mut context, "extension.macro.isConfiguring", true.into()),
            Some(part) => put(&mut context, "extension.entryPoint", part.into()),
        }
        if let Some(modal) = &view.modal {
            put(&mut context, "extension.modal", modal.clone());
        }
        context
    }

    /// The token of a page's call.
    pub(crate) fn page_token(&self, forge: &OnForge<'_>, view: &View) -> TokenBuilder {
        let module = Invoked {
            kind: &view.module.kind,
            key: view.signed_key(),
        };
        let token = self
            .site()
            .invocation_token(forge.site, &forge.app.manifest, module)
            .claim("context", self.signed(forge, view));
        match self.account_id() {
            Some(account_id) => token.claim("principal", account_id),
            None => token,
        }
    }

    /// How many of the known or sample context parameters have a place in a module's
    /// context.
    pub(crate) fn placed(&self, module: &Module, samples: bool) -> usize {
        let values = self.values(samples);
        let placed = values
            .iter()
            .filter(|(name, _)| self.place(name, &module.kind).is_some());
        placed.count()
    }

    /// The known values, and with `samples` also sample values.
    fn values(&self, samples: bool) -> Vec<(String, Value)> {
        let mut values: Vec<(String, Value)> = Vec::new();
        if samples {
            let names = connect_model::context_parameters().iter();
            let made_up = names.filter_map(|row| {
                Some((row.name.to_owned(), sample_context_value(row.name)?.into()))
            });
            values.extend(made_up);
        }
        let given = self.parameters.iter();
        values.extend(given.map(|(name, value)| (name.to_owned(), value.into())));
        values
    }

    /// A parameter's path in a module's context; a macro's own parameters are among its settings.
    fn place(&self, name: &str, module: &str) -> Option<String> {
        let row = context_path(name, self.site().product);
        match row {
            Some(row) if row.is_known_in(module) => row
                .path
                // The user and the module come from the site itself.
                .filter(|path| path.starts_with("extension.") || *path == "localId")
                .map(str::to_owned),
            Some(_) => None,
            None if module == "macro" && !name.contains('.') => {
                Some(format!("extension.config.{name}"))
            }
            None => None,
        }
    }
}

/// The error of an action that only Forge supports.
pub(super) fn elsewhere(action: &str) -> HostError {
    HostError::NotOnForge {
        action: action.to_owned(),
        why: "this host installs Connect apps; one that is on Forge is `Host::forge()`",
    }
}

/// An app's id without the common prefix.
pub(super) fn app_uuid(app_id: &str) -> &str {
    app_id.rsplit('/').next().unwrap_or(app_id)
}

/// Sets the value at a dotted path.
fn put(context: &mut Value, path: &str, value: Value) {
    let mut at = context;
    for name in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_makes_the_members_around_it() {
        let mut context = json!({ "extension": { "type": "macro" } });
        put(&mut context, "extension.content.id", "1".into());
        put(&mut context, "extension.content.type", "page".into());
        put(&mut context, "localId", "x".into());
        assert_eq!(
            context,
            json!({
                "extension": { "type": "macro", "content": { "id": "1", "type": "page" } },
                "localId": "x",
            })
        );
    }
}
