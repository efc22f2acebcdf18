//! Checks of permissions.

use serde_json::Value;

use super::Check;
use super::modules::with_suggestion;
use crate::fact::Unknown;
use crate::forge::feature::TOKEN_SCOPES;
use crate::forge::scope;

impl Check<'_> {
    pub(super) fn permissions(&mut self) {
        self.known_scopes();
        self.tokens();
        self.content();
    }

    fn known_scopes(&mut self) {
        let at = "permissions.scopes";
        if let Some(Value::Array(list)) = self.part("/permissions/scopes")
            && list.iter().any(|scope| !scope.is_string())
        {
            self.say(
                at,
                "`allowImpersonation` is said in the long form; help: write the scopes as members, \
                 `read:jira-work: { allowImpersonation: true }`",
            );
        }
        let known = scope::all();
        for scope in self.scopes() {
            // Scopes of modules that stay on Connect.
            let of_connect = scope.contains(":connect-");
            if !known.contains(scope) && !of_connect {
                let message = with_suggestion(&Unknown::new("scope", scope, known.iter().copied()));
                self.say(at, message);
            }
        }
    }

    fn tokens(&mut self) {
        let scopes = self.scopes();
        let only_tokens = scopes.iter().all(|scope| TOKEN_SCOPES.contains(scope));
        if only_tokens && !scopes.is_empty() {
            self.say(
                "permissions.scopes",
                "a token needs a scope of a product beside its own, else it is good for nothing",
            );
        }
        for endpoint in self.modules_of("endpoint") {
            let auth = endpoint.properties.get("auth");
            for (token, scope) in ["appSystemToken", "appUserToken"].iter().zip(TOKEN_SCOPES) {
                let enabled = auth.and_then(|auth| auth.get(token)?.get("enabled"));
                if enabled == Some(&Value::Bool(true)) && !scopes.contains(&scope) {
                    let message = format!("it needs the scope `{scope}`");
                    self.say(format!("{}.auth.{token}", endpoint.at), message);
                }
            }
        }
    }

    fn content(&mut self) {
        let holds = |pointer: &str| {
            let list = self.part(pointer).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some("unsafe-inline")))
        };
        let shows_pages = self
            .all_modules()
            .iter()
            .any(|module| module.properties.contains_key("resource"));
        let (styles, scripts) = (
            holds("/permissions/content/styles"),
            holds("/permissions/content/scripts"),
        );
        if shows_pages && !styles {
            self.say(
                "permissions.content.styles",
                "pages that the app's server makes have styles in them; help: write \
                 `unsafe-inline`",
            );
        }
        if scripts {
            self.say(
                "permissions.content.scripts",
                "the Marketplace refuses `unsafe-inline` here; help: put scripts into files",
            );
        }
    }
}
