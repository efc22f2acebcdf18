//! The data of one site of a product.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use connect_model::HostProduct;
use http::StatusCode;
use parking_lot::Mutex as Lock;
use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::Mutex;

use crate::dispatch::function;
use crate::example::example;
use crate::failure::{Failure, failure_body};
use crate::jira::Subject;
use crate::operations::Function;
use crate::request::{Reply, Request};
use crate::store::{self, DataError, Image, Opened, Place};
use crate::turn::{Database, Turn};
use crate::{jira, people, property, work};

/// The data of one site of a product. Clones refer to the same data.
///
/// The database is opened on the first request.
#[derive(Debug, Clone)]
pub struct Data(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    product: HostProduct,
    place: Place,
    database: Mutex<Option<Opened>>,
    /// The administrators to be set before the next request, if they have changed.
    administrators: Lock<Option<BTreeSet<String>>>,
}

/// All data of a site at one point in time.
#[derive(Debug, Clone)]
pub struct Snapshot(Image);

impl Data {
    /// A site with the demo data, whose changes are dropped with it.
    #[must_use]
    pub fn demo(product: HostProduct) -> Data {
        Data::new(product, Place::Temporary)
    }

    /// A site whose data is in a file, which is created with the demo data if missing.
    pub fn file(product: HostProduct, path: impl Into<PathBuf>) -> Data {
        Data::new(product, Place::File(path.into()))
    }

    fn new(product: HostProduct, place: Place) -> Data {
        Data(Arc::new(Shared {
            product,
            place,
            database: Mutex::default(),
            administrators: Lock::default(),
        }))
    }

    /// The product that the data belongs to.
    #[must_use]
    pub fn product(&self) -> HostProduct {
        self.0.product
    }

    /// Opens the data now, to find out at once whether that is possible.
    ///
    /// # Errors
    /// [`DataError`], only for data in a file.
    pub async fn open(&self) -> Result<(), DataError> {
        let mut opened = self.0.database.lock().await;
        self.opened(&mut opened).await.map(drop)
    }

    /// The product's response: an example, for an operation about which nothing is stored.
    pub async fn answer(&self, request: Request) -> Reply {
        let product = self.0.product;
        let operation = request.operation;
        let Some(function) = function(product, operation) else {
            return example(&request);
        };
        let path = operation.path();
        let data = self.clone();
        let work = work::begin(async move {
            let answered = data.in_turn(&request, function).await;
            answered.map(|outcome| outcome.unwrap_or_else(|failure| failure.reply(product, path)))
        });
        let answered = match work {
            Some(work) => work.await.unwrap_or(Err(DataError::NoThread)),
            None => Err(DataError::NoThread),
        };
        answered.unwrap_or_else(|error| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            tracing::error!(path, error = &error as &dyn std::error::Error, "no answer");
            Reply::json(
                status,
                &failure_body(product, path, status, &error.to_string()),
            )
        })
    }

    async fn in_turn(
        &self,
        request: &Request,
        function: Function,
    ) -> Result<Result<Reply, Failure>, DataError> {
        let mut opened = self.0.database.lock().await;
        let connection = self.opened(&mut opened).await?;
        let mut transaction = connection.begin().await?;
        let mut turn = Turn {
            request,
            database: Database(&mut transaction),
            changes: Vec::new(),
        };
        let outcome = match people::greet(&mut turn).await {
            Ok(()) => function(&mut turn).await,
            Err(failure) => Err(failure),
        };
        let changes = std::mem::take(&mut turn.changes);
        Ok(match outcome {
            Ok(mut reply) => {
                transaction.commit().await?;
                reply.changes = changes;
                Ok(reply)
            }
            Err(failure) => {
                transaction.rollback().await?;
                Err(failure)
            }
        })
    }

    /// The issue that a change is about, as in a webhook, if the issue matches the webhook's JQL;
    /// invalid JQL matches nothing. An issue that was just deleted is still found.
    pub async fn subject(
        &self,
        issue: i64,
        jql: Option<&str>,
        property_keys: &[String],
        now: SystemTime,
    ) -> Option<Subject> {
        let data = self.clone();
        let (jql, keys) = (jql.map(str::to_owned), property_keys.to_vec());
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let mut database = Database(data.opened(&mut opened).await?);
            let subject = jira::subject(&mut database, issue, jql.as_deref(), &keys, now).await?;
            Ok::<_, DataError>(subject)
        };
        work::begin(work)?.await.ok()?.ok()?
    }

    /// Stores a user, with a name if one is given, and in these groups, which are created if necessary.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub async fn set_user(
        &self,
        account_id: &str,
        name: Option<&str>,
        groups: &[String],
    ) -> Result<(), DataError> {
        let data = self.clone();
        let (id, name) = (account_id.to_owned(), name.map(str::to_owned));
        let groups = groups.to_vec();
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let mut database = Database(data.opened(&mut opened).await?);
            people::set(&mut database, &id, name.as_deref(), &groups).await?;
            Ok(())
        };
        match work::begin(work) {
            Some(work) => work.await.unwrap_or(Err(DataError::NoThread)),
            None => Err(DataError::NoThread),
        }
    }

    /// Sets who administers the product, starting with the next request.
    pub fn set_administrators(&self, account_ids: BTreeSet<String>) {
        *self.0.administrators.lock() = Some(account_ids);
    }

    /// A property of an entity, which is identified by its path: `/rest/api/3/issue/DEMO-1`.
    #[must_use]
    pub fn property(&self, entity: &str, key: &str) -> Option<Value> {
        let (data, entity, key) = (self.clone(), entity.to_owned(), key.to_owned());
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let mut database = Database(data.opened(&mut opened).await?);
            let entity = property::entity(&mut database, &entity).await?;
            Ok::<_, DataError>(property::get(&mut database, &entity, &key).await?)
        };
        let found = work::wait(work)?.ok()??;
        Some(found.value)
    }

    /// Stores a property, as if it had already been there.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub fn set_property(&self, entity: &str, key: &str, value: Value) -> Result<(), DataError> {
        let (data, entity, key) = (self.clone(), entity.to_owned(), key.to_owned());
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let mut database = Database(data.opened(&mut opened).await?);
            let entity = property::entity(&mut database, &entity).await?;
            property::set(&mut database, &entity, &key, &value).await?;
            Ok(())
        };
        work::wait(work).unwrap_or(Err(DataError::NoThread))
    }

    /// Deletes all properties.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub fn clear_properties(&self) -> Result<(), DataError> {
        let data = self.clone();
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let mut database = Database(data.opened(&mut opened).await?);
            property::clear(&mut database).await?;
            Ok(())
        };
        work::wait(work).unwrap_or(Err(DataError::NoThread))
    }

    /// Restores the demo data.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub fn reset(&self) -> Result<(), DataError> {
        let data = self.clone();
        let work = async move {
            let image = store::demo(data.0.product).await?;
            data.replace(&image).await
        };
        work::wait(work).unwrap_or(Err(DataError::NoThread))
    }

    /// A snapshot of all current data of the site.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub fn snapshot(&self) -> Result<Snapshot, DataError> {
        let data = self.clone();
        let work = async move {
            let mut opened = data.0.database.lock().await;
            let connection = data.opened(&mut opened).await?;
            Ok(Snapshot(store::image(connection).await?))
        };
        work::wait(work).unwrap_or(Err(DataError::NoThread))
    }

    /// Restores the data of a snapshot.
    ///
    /// # Errors
    /// [`DataError`] when the data is in a file that can't be used.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), DataError> {
        let data = self.clone();
        let image = Image::clone(&snapshot.0);
        let work = async move { data.replace(&image).await };
        work::wait(work).unwrap_or(Err(DataError::NoThread))
    }

    async fn replace(&self, image: &Image) -> Result<(), DataError> {
        let mut opened = self.0.database.lock().await;
        self.opened(&mut opened).await?;
        if let Some(old) = opened.take() {
            *opened = Some(store::replace(old, &self.0.place, image).await?);
        }
        Ok(())
    }

    /// Opens the database, and applies administrators that were set in the meantime.
    async fn opened<'o>(
        &self,
        opened: &'o mut Option<Opened>,
    ) -> Result<&'o mut SqliteConnection, DataError> {
        let database = match opened.take() {
            Some(database) => database,
            None => store::open(self.0.product, &self.0.place).await?,
        };
        let connection = &mut opened.insert(database).connection;
        let administrators = self.0.administrators.lock().take();
        if let Some(administrators) = administrators {
            people::set_administrators(connection, &administrators).await?;
        }
        Ok(connection)
    }
}
