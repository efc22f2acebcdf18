//! Dynamic modules, which an app adds to one site at run time.

use connect_model::Method;
use connect_model::Product::Common;
use serde::Serialize;
use serde_json::{Map, Value};

use super::client::Client;
use super::error::CallError;
use super::operation::Operation;

const PATH: &str = "/rest/atlassian-connect/1/app/module/dynamic";

static LIST: Operation = Operation::new(Method::Get, Common, PATH, &[]);
static ADD: Operation = Operation::new(Method::Post, Common, PATH, &[]);
static REMOVE: Operation = Operation::new(Method::Delete, Common, PATH, &[]);

/// The dynamic modules that the app has added to this site; see [`Client::dynamic_modules`]. They
/// need no scope. Source: "Dynamic modules".
#[derive(Debug, Clone)]
pub struct DynamicModules(Client);

impl Client {
    /// The dynamic modules that the app has added to this site.
    #[must_use]
    pub fn dynamic_modules(&self) -> DynamicModules {
        DynamicModules(self.clone())
    }
}

impl DynamicModules {
    /// Lists them in the form of the descriptor's `modules`.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn list(&self) -> Result<Map<String, Value>, CallError> {
        self.0.call(&LIST).await
    }

    /// Adds modules, in the form of the descriptor's `modules`: a list for each kind's name.
    ///
    /// # Errors
    /// [`CallError`]; the host adds either all of them or none.
    pub async fn add<M: Serialize + ?Sized>(&self, modules: &M) -> Result<(), CallError> {
        self.0.call::<()>(&ADD).json(modules).await
    }

    /// Removes the modules with these keys; sends nothing if there are none.
    ///
    /// # Errors
    /// [`CallError`]; unknown keys are not an error.
    pub async fn remove(&self, keys: &[&str]) -> Result<(), CallError> {
        // The host treats a request without keys as one to remove them all.
        let keys: Vec<_> = keys.iter().filter(|key| !key.is_empty()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.0.call::<()>(&REMOVE).query("moduleKey", keys).await
    }

    /// Removes all modules that the app has added to this site.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn remove_all(&self) -> Result<(), CallError> {
        self.0.call::<()>(&REMOVE).await
    }
}
