//! Concise ways for tests to add to a site's data.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use connect_model::Method;
use serde_json::{Map, Value, json};

use crate::error::HostError;
use crate::rest::api::RestApi;
use crate::rest::made;

/// The data of a site, for tests to add to. See [`Host::data`](crate::Host::data).
///
/// What is created this way counts as already present: no webhook is sent. For changes that send
/// webhooks, make a [request](crate::Host::product_request).
#[derive(Clone)]
#[must_use]
pub struct SiteData(Arc<RestApi>);

impl SiteData {
    pub(crate) fn new(api: &Arc<RestApi>) -> SiteData {
        SiteData(Arc::clone(api))
    }

    /// A new Jira issue in the project with this key.
    pub fn issue(&self, project: &str) -> NewIssue {
        let fields = json!({
            "project": {"key": project},
            "issuetype": {"name": "Task"},
            "summary": "An issue",
            "reporter": {"accountId": connect_product::USER},
        });
        NewIssue {
            data: self.clone(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        }
    }

    /// A user with this account id: a new one, or a known one to be renamed. Every account id that makes a
    /// request is known; this gives it a name and groups.
    pub fn user(&self, account_id: &str) -> NewUser {
        NewUser {
            data: self.clone(),
            account_id: account_id.to_owned(),
            name: None,
            groups: Vec::new(),
        }
    }

    /// Restores the demo data.
    ///
    /// # Errors
    /// [`HostError::Data`] when the data is in a file that can't be used.
    pub fn reset(&self) -> Result<(), HostError> {
        self.0.data.reset().map_err(HostError::Data)
    }
}

/// An issue to be created; `.create().await` creates it and returns its key.
#[must_use = "an issue is made by `create`"]
pub struct NewIssue {
    data: SiteData,
    fields: Map<String, Value>,
}

impl NewIssue {
    /// Sets the summary.
    pub fn summary(self, summary: &str) -> Self {
        self.field("summary", summary)
    }

    /// Sets the type, by its name: `Task` unless another is set.
    pub fn kind(self, name: &str) -> Self {
        self.field("issuetype", json!({ "name": name }))
    }

    /// Sets the assignee by account id.
    pub fn assignee(self, account_id: &str) -> Self {
        self.field("assignee", json!({ "accountId": account_id }))
    }

    /// Sets any field, in the format of a request that creates an issue.
    pub fn field(mut self, id: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(id.to_owned(), value.into());
        self
    }

    /// Creates the issue and returns its key.
    ///
    /// # Errors
    /// [`HostError::DataRefused`] for a field that the product refuses, [`HostError::Data`].
    pub async fn create(self) -> Result<String, HostError> {
        let body = json!({ "fields": self.fields });
        let made = made::make(&self.data.0, Method::Post, "/rest/api/3/issue", body).await?;
        Ok(made["key"].as_str().unwrap_or_default().to_owned())
    }
}

/// A user; `.await` stores it.
#[must_use = "a user is stored by awaiting it"]
pub struct NewUser {
    data: SiteData,
    account_id: String,
    name: Option<String>,
    groups: Vec<String>,
}

impl NewUser {
    /// Sets the name that others see.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Adds the user to a group, which is created if necessary: `site-admins`, `developers`.
    pub fn group(mut self, name: &str) -> Self {
        self.groups.push(name.to_owned());
        self
    }
}

/// Fails with [`HostError::Data`] when the data is in a file that can't be used.
impl IntoFuture for NewUser {
    type Output = Result<(), HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let data = &self.data.0.data;
            let stored = data.set_user(&self.account_id, self.name.as_deref(), &self.groups);
            stored.await.map_err(HostError::Data)
        })
    }
}

macro_rules! shown {
    ($($name:ident)*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
shown!(SiteData NewIssue NewUser);
