//! Content properties: app data that Confluence stores on its content.

use connect_model::Product::Confluence;
use connect_model::Scope::{Read, Write};
use connect_model::{Method, ScopeSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::client::Client;
use super::error::CallError;
use super::operation::Operation;

/// Confluence content that can have properties, by id.
///
/// Source: "Content properties" (Confluence REST API v2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// A page.
    Page(&'a str),
    /// A blog post.
    BlogPost(&'a str),
    /// An attachment.
    Attachment(&'a str),
    /// A comment.
    Comment(&'a str),
    /// An app's custom content.
    CustomContent(&'a str),
    /// A space, which is not content but has properties too.
    Space(&'a str),
}

#[derive(Debug)]
struct Operations {
    find: Operation,
    create: Operation,
    update: Operation,
    remove: Operation,
}

macro_rules! operations {
    ($($name:ident = $path:literal;)*) => { $(
        static $name: Operations = Operations {
            find: Operation::new(Method::Get, Confluence, $path, &[Read]),
            create: Operation::new(Method::Post, Confluence, $path, &[Write]),
            update: Operation::new(Method::Put, Confluence, concat!($path, "/{property}"), &[Write]),
            remove: Operation::new(Method::Delete, Confluence, concat!($path, "/{property}"), &[Write]),
        };
    )* };
}

operations! {
    PAGE = "/wiki/api/v2/pages/{content}/properties";
    BLOG_POST = "/wiki/api/v2/blogposts/{content}/properties";
    ATTACHMENT = "/wiki/api/v2/attachments/{content}/properties";
    COMMENT = "/wiki/api/v2/comments/{content}/properties";
    CUSTOM_CONTENT = "/wiki/api/v2/custom-content/{content}/properties";
    SPACE = "/wiki/api/v2/spaces/{content}/properties";
}

/// The properties of a piece of content; see [`Client::content_properties`].
#[derive(Debug, Clone)]
pub struct ContentProperties {
    client: Client,
    operations: &'static Operations,
    scopes: ScopeSet,
    content: String,
}

/// A property with its version: to write it, a client must have seen the latest one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ContentProperty<T> {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: T,
    /// Its version.
    pub version: Version,
}

/// The version of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Version {
    /// 1 for the first version, incremented with each write.
    pub number: u64,
}

/// A property to be written.
#[derive(Serialize)]
struct NewVersion<'a, T: ?Sized> {
    key: &'a str,
    value: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
}

impl Client {
    /// The properties of a piece of Confluence content, with the scopes that the code needs for its operations on them:
    /// `READ` to read, `WRITE` for everything else, listed with `scopes!`. An operation that they don't cover is
    /// rejected before anything is sent ([`CallErrorKind::ScopeNotNamed`](crate::CallErrorKind::ScopeNotNamed)).
    #[must_use]
    pub fn content_properties(&self, content: Content<'_>, scopes: ScopeSet) -> ContentProperties {
        let (operations, id) = match content {
            Content::Page(id) => (&PAGE, id),
            Content::BlogPost(id) => (&BLOG_POST, id),
            Content::Attachment(id) => (&ATTACHMENT, id),
            Content::Comment(id) => (&COMMENT, id),
            Content::CustomContent(id) => (&CUSTOM_CONTENT, id),
            Content::Space(id) => (&SPACE, id),
        };
        ContentProperties {
            client: self.clone(),
            operations,
            scopes,
            content: id.to_owned(),
        }
    }
}

impl ContentProperties {
    /// The value of a key, with its version.
    ///
    /// # Errors
    /// [`CallError`] if a call fails.
    pub async fn get<T>(&self, key: &str) -> Result<Option<ContentProperty<T>>, CallError>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let call = self.call::<ContentProperty<T>>(&self.operations.find);
        call.query("key", key).items().next().await.transpose()
    }

    /// Sets the value of a key, replacing any previous one.
    ///
    /// # Errors
    /// [`CallError`], with the status 409 when another client has written at the same time; use
    /// [`ContentProperties::replace`] to handle that yourself.
    pub async fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), CallError> {
        match self.get::<serde::de::IgnoredAny>(key).await? {
            Some(old) => self.replace(&old, value).await,
            None => {
                let call = self.call::<()>(&self.operations.create);
                call.json(&NewVersion {
                    key,
                    value,
                    version: None,
                })
                .await
            }
        }
    }

    /// Replaces a value that was read, unless it has been written since.
    ///
    /// # Errors
    /// [`CallError`], with the status 409 when it has.
    pub async fn replace<T: Serialize + ?Sized, O>(
        &self,
        old: &ContentProperty<O>,
        value: &T,
    ) -> Result<(), CallError> {
        let call = self.call::<()>(&self.operations.update);
        let number = old.version.number.saturating_add(1);
        call.path("property", &old.id)
            .json(&NewVersion {
                key: &old.key,
                value,
                version: Some(Version { number }),
            })
            // The version makes a repeated write conflict with the first.
            .repeatable(false)
            .await
    }

    /// Deletes a key. Returns whether it existed.
    ///
    /// # Errors
    /// [`CallError`] if a call fails.
    pub async fn remove(&self, key: &str) -> Result<bool, CallError> {
        let Some(old) = self.get::<serde::de::IgnoredAny>(key).await? else {
            return Ok(false);
        };
        let call = self.call::<()>(&self.operations.remove);
        call.path("property", old.id).await?;
        Ok(true)
    }

    fn call<T>(&self, operation: &'static Operation) -> Call<T> {
        let call = self.client.call(operation).within(self.scopes);
        call.path("content", &self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation::tests::are_in_the_models_table;
    use super::*;

    #[test]
    fn the_build_knows_what_is_called() {
        for (content, operations) in [
            ("Page", &PAGE),
            ("BlogPost", &BLOG_POST),
            ("Attachment", &ATTACHMENT),
            ("Comment", &COMMENT),
            ("CustomContent", &CUSTOM_CONTENT),
            ("Space", &SPACE),
        ] {
            let Operations {
                find,
                create,
                update,
                remove,
            } = operations;
            are_in_the_models_table(("Content", content), [find, create, update, remove]);
        }
    }
}
