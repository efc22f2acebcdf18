//! Entity properties: app data that the host stores on Jira entities and on the app itself.

use std::fmt::Display;

use connect_model::Product::{self, Common, Confluence, Jira, JiraSoftware};
use connect_model::Scope::{Admin, Delete, Read, Write};
use connect_model::{Method, ScopeSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::client::Client;
use super::error::{CallError, optional};
use super::operation::Operation;

/// An entity that can have properties, up to 32 KiB of JSON for each key.
///
/// Source: "Jira entity properties", "Storing data: entity properties"; the app's own properties
/// are those of "App properties API", which no other app can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entity<'a> {
    /// An issue, by key or id.
    Issue(&'a str),
    /// A project, by key or id.
    Project(&'a str),
    /// A comment, by id.
    Comment(&'a str),
    /// An issue type, by id.
    IssueType(&'a str),
    /// A user, by account id.
    User(&'a str),
    /// A board, by id.
    Board(&'a str),
    /// A sprint, by id.
    Sprint(&'a str),
}

/// The four operations that each kind of entity has.
#[derive(Debug)]
struct Operations {
    keys: Operation,
    get: Operation,
    set: Operation,
    remove: Operation,
}

macro_rules! operations {
    ($($name:ident = $product:ident $path:literal $property:literal : $read:expr, $set:expr, $remove:expr;)*) => {
        $(
            static $name: Operations = Operations {
                keys: Operation::new(Method::Get, $product, $path, $read),
                get: Operation::new(Method::Get, $product, concat!($path, $property), $read),
                set: Operation::new(Method::Put, $product, concat!($path, $property), $set),
                remove: Operation::new(Method::Delete, $product, concat!($path, $property), $remove),
            };
        )*
    };
}

operations! {
    ISSUE = Jira "/rest/api/3/issue/{entity}/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    PROJECT = Jira "/rest/api/3/project/{entity}/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    COMMENT = Jira "/rest/api/3/comment/{entity}/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    ISSUE_TYPE = Jira "/rest/api/3/issuetype/{entity}/properties" "/{propertyKey}": &[Read], &[Admin], &[Admin];
    USER = Jira "/rest/api/3/user/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    BOARD = JiraSoftware "/rest/agile/1.0/board/{entity}/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    SPRINT = JiraSoftware "/rest/agile/1.0/sprint/{entity}/properties" "/{propertyKey}": &[Read], &[Write], &[Delete];
    FORGE_APP_OF_JIRA = Jira "/rest/forge/1/app/properties" "/{propertyKey}": &[], &[], &[];
    FORGE_APP_OF_CONFLUENCE = Confluence "/wiki/api/v2/app/properties" "/{propertyKey}": &[], &[], &[];
    APP = Common "/rest/atlassian-connect/1/addons/{entity}/properties" "/{propertyKey}": &[], &[], &[];
}

/// The properties of an entity; see [`Client::properties`] and [`Client::app_properties`].
#[derive(Debug, Clone)]
pub struct Properties {
    client: Client,
    operations: &'static Operations,
    scopes: ScopeSet,
    entity: String,
    named: Named,
}

/// Where a call names the entity.
#[derive(Debug, Clone, Copy)]
enum Named {
    InPath,
    InQuery,
    /// The token identifies it.
    Nowhere,
}

/// A property in the host's format.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Property<T> {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: T,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

impl Client {
    /// The properties of a Jira entity, with the scopes that the code needs for its operations on
    /// them: `READ` to read, `WRITE` to set, `DELETE` to remove; for issue types, `ADMIN` to set and
    /// remove. An operation that they don't cover is rejected before anything is sent
    /// ([`CallErrorKind::ScopeNotNamed`](crate::CallErrorKind::ScopeNotNamed)).
    ///
    /// ```
    /// use connect_client::{CallError, Entity, Jira};
    /// use connect_model::{Scope, ScopeSet};
    ///
    /// async fn count(jira: &Jira, issue: &str) -> Result<(), CallError> {
    ///     let properties = jira.properties(Entity::Issue(issue), ScopeSet::of(&[Scope::Write]));
    ///     let votes: Option<u32> = properties.get("votes").await?;
    ///     properties.set("votes", &(votes.unwrap_or_default() + 1)).await
    /// }
    /// ```
    #[must_use]
    pub fn properties(&self, entity: Entity<'_>, scopes: ScopeSet) -> Properties {
        let (operations, id) = match entity {
            Entity::Issue(id) => (&ISSUE, id),
            Entity::Project(id) => (&PROJECT, id),
            Entity::Comment(id) => (&COMMENT, id),
            Entity::IssueType(id) => (&ISSUE_TYPE, id),
            Entity::User(id) => (&USER, id),
            Entity::Board(id) => (&BOARD, id),
            Entity::Sprint(id) => (&SPRINT, id),
        };
        Properties {
            client: self.clone(),
            operations,
            scopes,
            entity: id.to_owned(),
            named: match entity {
                Entity::User(_) => Named::InQuery,
                _ => Named::InPath,
            },
        }
    }

    /// The app's own properties on this site. They need no scope.
    ///
    /// On Forge they are those of the Forge app, which the app only reads and writes as itself; what it
    /// stored over Connect is not among them. Sources: "App properties API"; "App properties" of Jira's
    /// and of Confluence's REST API.
    #[must_use]
    pub fn app_properties(&self) -> Properties {
        let (operations, named) = match (self.0.site.is_on_forge(), self.product()) {
            (false, _) => (&APP, Named::InPath),
            (true, Product::Confluence) => (&FORGE_APP_OF_CONFLUENCE, Named::Nowhere),
            (true, _) => (&FORGE_APP_OF_JIRA, Named::Nowhere),
        };
        self.app_properties_at(operations, named)
    }

    fn app_properties_at(&self, operations: &'static Operations, named: Named) -> Properties {
        Properties {
            // They are hidden from users.
            client: if self.0.site.is_on_forge() {
                self.as_app()
            } else {
                self.clone()
            },
            operations,
            scopes: ScopeSet::EMPTY,
            entity: self.app_key().to_owned(),
            named,
        }
    }

    /// The `clientKey` that a Forge installation's site had on Connect: the platform provides it as a
    /// property of the app that has this key on Connect (`app.connect.key`). `None` if the site has
    /// never had the app on Connect, or the platform has discontinued this service.
    ///
    /// Source: "Retrieving the Connect clientKey in Forge"; "Get app property" of Jira's REST API.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn connect_client_key(&self) -> Result<Option<String>, CallError> {
        let properties = self.app_properties_at(&APP, Named::InPath);
        let found: Option<serde_json::Value> = properties.get(CONNECT_CLIENT_KEY).await?;
        Ok(found.as_ref().and_then(client_key))
    }
}

/// The property that the platform provides.
const CONNECT_CLIENT_KEY: &str = "connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8";

/// The key as text, or as the only field of an object; the documentation allows both.
fn client_key(value: &serde_json::Value) -> Option<String> {
    let text = value
        .as_str()
        .or_else(|| value.get("clientKey")?.as_str())?;
    // Longer than any that the platform issues: only rejects what can't be a key.
    let is_one = (1..=255).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
    is_one.then(|| text.to_owned())
}

impl Properties {
    /// The keys of all properties.
    ///
    /// # Errors
    /// [`CallError`] if a call fails.
    pub async fn keys(&self) -> Result<Vec<String>, CallError> {
        if std::ptr::eq(self.operations, &raw const FORGE_APP_OF_CONFLUENCE) {
            // A paginated list, as everywhere in version 2.
            let keys = self.call::<Key>(&self.operations.keys).items();
            let all: Vec<Key> = keys.all().await?;
            return Ok(all.into_iter().map(|key| key.key).collect());
        }
        let keys: Keys = self.call(&self.operations.keys).await?;
        Ok(keys.keys.into_iter().map(|key| key.key).collect())
    }

    /// The value of a key; `None` also if the entity doesn't exist.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn get<T>(&self, key: impl Display) -> Result<Option<T>, CallError>
    where
        T: DeserializeOwned + 'static,
    {
        let call = self.call::<Property<T>>(&self.operations.get);
        optional(
            call.path("propertyKey", key)
                .await
                .map(|property| property.value),
        )
    }

    /// Sets the value of a key, replacing any previous one.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn set<T: Serialize + ?Sized>(
        &self,
        key: impl Display,
        value: &T,
    ) -> Result<(), CallError> {
        let call = self.call::<()>(&self.operations.set).json(value);
        call.path("propertyKey", key).await
    }

    /// Deletes a key. Returns whether it existed.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn remove(&self, key: impl Display) -> Result<bool, CallError> {
        let call = self.call::<()>(&self.operations.remove);
        Ok(optional(call.path("propertyKey", key).await)?.is_some())
    }

    fn call<T>(&self, operation: &'static Operation) -> Call<T> {
        let call = self.client.call(operation).within(self.scopes);
        match self.named {
            Named::InQuery => call.query("accountId", self.entity.as_str()),
            Named::InPath => call.path("entity", &self.entity),
            Named::Nowhere => call,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation::tests::are_in_the_models_table;
    use super::*;

    #[test]
    fn the_build_knows_what_is_called() {
        for (entity, operations) in [
            ("Issue", &ISSUE),
            ("Project", &PROJECT),
            ("Comment", &COMMENT),
            ("IssueType", &ISSUE_TYPE),
            ("User", &USER),
            ("Board", &BOARD),
            ("Sprint", &SPRINT),
        ] {
            let Operations {
                keys,
                get,
                set,
                remove,
            } = operations;
            are_in_the_models_table(("Entity", entity), [keys, get, set, remove]);
        }
    }
}
