//! A declaration of an app, as both the build script and the linked program see it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::forge::Settings;
use crate::guard::{Guard, Licensed};
use crate::method::Method;
use crate::origin::Origin;
use crate::scope_use::ScopeUse;

/// The proof of identity that a route accepts. Each route accepts exactly one; there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// A request token: HS256 with the tenant's secret, and the request's own `qsh`.
    Request,
    /// A context token: HS256 with the tenant's secret; `qsh` is the literal `context-qsh`.
    Context,
    /// A lifecycle token: RS256 with a key of the host's key server.
    Lifecycle,
    /// No authentication: only if declared with `#[public]`.
    Public,
}

/// How a declaration is reached over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Route {
    /// The methods that it answers.
    pub methods: Cow<'static, [Method]>,
    /// The path relative to the app's base URL, with a leading slash.
    pub path: Cow<'static, str>,
    /// The required proof of identity.
    pub auth: Auth,
}

impl Route {
    /// A module that the host opens in an iframe: `GET`, and `POST` for render modes that post.
    #[must_use]
    pub const fn iframe(path: &'static str) -> Self {
        Self {
            methods: Cow::Borrowed(&[Method::Get, Method::Post]),
            path: Cow::Borrowed(path),
            auth: Auth::Request,
        }
    }

    /// A cacheable page: requested with `GET`, without a token ("Cacheable app iframes").
    #[must_use]
    pub const fn cacheable(path: &'static str) -> Self {
        Self {
            methods: Cow::Borrowed(&[Method::Get]),
            path: Cow::Borrowed(path),
            auth: Auth::Public,
        }
    }

    /// A callback that the host posts to, such as a webhook.
    #[must_use]
    pub const fn callback(path: &'static str) -> Self {
        Self {
            methods: Cow::Borrowed(&[Method::Post]),
            path: Cow::Borrowed(path),
            auth: Auth::Request,
        }
    }

    /// One of the app's own routes, with one method.
    #[must_use]
    pub const fn own(methods: &'static [Method], path: &'static str, auth: Auth) -> Self {
        Self {
            methods: Cow::Borrowed(methods),
            path: Cow::Borrowed(path),
            auth,
        }
    }
}

/// A declared item: a module, a lifecycle hook, an endpoint or a public route.
///
/// The same value is made twice, independently: by the build script from the sources, and by the
/// linker from what was compiled. Comparing the two keeps the descriptor honest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// A module kind (`webPanels`), or one of the names in [`kind`].
    pub kind: Cow<'static, str>,
    /// The module key; for a kind without keys, the function's name.
    pub key: Cow<'static, str>,
    /// The JSON object in the descriptor; empty for an item that is not in the descriptor.
    #[serde(with = "json_text")]
    pub properties: Cow<'static, str>,
    /// How it is reached, for kinds that are called.
    pub route: Option<Route>,
    /// Its requirements besides a token.
    #[serde(default, skip_serializing_if = "Guard::is_none")]
    pub guard: Guard,
    /// Where it is declared.
    pub origin: Origin,
}

/// The kinds of declaration that are not modules of the host.
pub mod kind {
    /// A call from the app's own pages, authenticated with a context token.
    pub const ENDPOINT: &str = "endpoint";
    /// A route that anyone may call.
    pub const PUBLIC: &str = "public";
    /// Items that module properties refer to by URL: a page, a callback of the host's, a remote
    /// condition.
    pub const SERVED: [&str; 3] = ["iframe", "callback", "condition"];
    /// The four lifecycle hooks, named as the descriptor names them.
    pub const LIFECYCLE: [&str; 4] = ["installed", "uninstalled", "enabled", "disabled"];
    /// A data residency migration step, which only apps that support it have ("Data residency for
    /// Connect apps"). Its key is the step's name.
    pub const DARE_MIGRATION: &str = "dare-migration";
    /// A job that one of the app's handlers has enqueued.
    pub const JOB: &str = "job";
    /// A function that runs periodically for each tenant.
    pub const SCHEDULED: &str = "scheduled";
    /// Kinds that only the app itself triggers: neither the host nor a browser can reach them.
    pub const OWN_WORK: [&str; 2] = [JOB, SCHEDULED];
}

impl Declaration {
    /// A module: a row of the table of module kinds, with its properties as descriptor JSON.
    #[must_use]
    pub const fn module(
        kind: &'static str,
        key: &'static str,
        properties: &'static str,
        route: Option<Route>,
        origin: Origin,
    ) -> Self {
        Self {
            kind: Cow::Borrowed(kind),
            key: Cow::Borrowed(key),
            properties: Cow::Borrowed(properties),
            route,
            guard: Guard {
                admin_only: false,
                licensed: None,
            },
            origin,
        }
    }

    /// The same, restricted to administrators of the product.
    #[must_use]
    pub const fn admin_only(mut self) -> Self {
        self.guard.admin_only = true;
        self
    }

    /// The same, with its own licence requirement.
    #[must_use]
    pub const fn licensed(mut self, licensed: Licensed) -> Self {
        self.guard.licensed = Some(licensed);
        self
    }

    /// A hook, endpoint or public route, which is not in the descriptor itself.
    #[must_use]
    pub const fn own(
        kind: &'static str,
        key: &'static str,
        route: Option<Route>,
        origin: Origin,
    ) -> Self {
        Self::module(kind, key, "", route, origin)
    }

    /// Its name in messages: `web panel "votes"`.
    #[must_use]
    pub fn label(&self) -> String {
        let kind = match &*self.kind {
            kind::DARE_MIGRATION => "migration step",
            own => crate::module_kind(own).map_or(own, |kind| kind.label),
        };
        format!("{kind} \"{}\"", self.key)
    }

    /// Whether it is a module, and therefore in the descriptor.
    #[must_use]
    pub fn is_module(&self) -> bool {
        !self.properties.is_empty()
    }
}

/// A constructor for each constructor of [`Route`]: expansions call one function where they would
/// otherwise call three, and rustc checks each call in every handler.
macro_rules! served {
    ($($(#[$doc:meta])* $route:ident;)*) => {
        impl Declaration {
            $(
                $(#[$doc])*
                #[must_use]
                pub const fn $route(
                    kind: &'static str,
                    key: &'static str,
                    properties: &'static str,
                    path: &'static str,
                    (file, line, column): (&'static str, u32, u32),
                ) -> Self {
                    let origin = Origin::new(file, line, column);
                    Self::module(kind, key, properties, Some(Route::$route(path)), origin)
                }
            )*
        }
    };
}

served! {
    /// A module that the host opens in an iframe: see [`Route::iframe`].
    iframe;
    /// A cacheable page: see [`Route::cacheable`].
    cacheable;
    /// A callback that the host posts to: see [`Route::callback`].
    callback;
}

/// The build script's view: the app and all its declarations, in (kind, key) order.
///
/// It is written beside the descriptor and compiled into the program, which compares it at start-up
/// with what was linked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emitted {
    /// The JSON object of `app!`.
    #[serde(with = "json_text")]
    pub app: String,
    /// All declarations.
    pub declarations: Vec<Declaration>,
    /// The code's uses of scopes, except for the modules; in source order.
    #[serde(default)]
    pub needs: Vec<ScopeUse>,
    /// The app's Forge settings; `None` if it doesn't opt in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forge: Option<Settings>,
}

/// Serializes JSON text as JSON, not as a string of escaped JSON; no text as `null`.
mod json_text {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Error, Serialize, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(
        text: &impl AsRef<str>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match text.as_ref() {
            "" => serializer.serialize_none(),
            text => serde_json::from_str::<Value>(text)
                .map_err(S::Error::custom)?
                .serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T: From<String>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        Ok(T::from(match Value::deserialize(deserializer)? {
            Value::Null => String::new(),
            json => json.to_string(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::forge::assemble::Choice;

    #[test]
    fn an_artifact_holds_properties_as_json() {
        let origin = || Origin::new("src/main.rs", 1, 1);
        let emitted = Emitted {
            app: r#"{"key":"com.example.votes"}"#.to_owned(),
            declarations: vec![
                Declaration::module("webPanels", "a", r#"{"weight":1}"#, None, origin()),
                Declaration::own("installed", "b", None, origin()),
            ],
            needs: Vec::new(),
            forge: Some(Settings {
                items: [(("webPanels".to_owned(), "a".to_owned()), Choice::Skip)].into(),
                schedules: [("tidy".to_owned(), Duration::from_secs(300))].into(),
                ..Settings::default()
            }),
        };
        let json = serde_json::to_value(&emitted).unwrap();
        assert_eq!(json["app"]["key"], "com.example.votes");
        assert_eq!(json["declarations"][0]["properties"]["weight"], 1);
        assert_eq!(
            json["declarations"][1]["properties"],
            serde_json::Value::Null
        );
        assert_eq!(serde_json::from_value::<Emitted>(json).unwrap(), emitted);
        let nothing = serde_json::to_string(&Emitted::default()).unwrap();
        assert_eq!(
            serde_json::from_str::<Emitted>(&nothing).unwrap(),
            Emitted::default()
        );
    }
}
