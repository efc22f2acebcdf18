//! [`serve`], the entry point of most programs.

use std::convert::Infallible;
use std::pin::Pin;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::Route;
use tower::{Layer, Service};

use super::command::Command;
use super::{App, BackgroundTask};
use crate::config::Config;
use crate::error::Result;
use crate::jobs::WorkerSettings;
use crate::serve::FailedRequest;
use crate::start_error::StartError;
use crate::tenants::Store;

/// Serves the linked app, configured from the environment, until the process is asked to stop.
///
/// A program whose first argument is `jobs` doesn't serve: it lists the jobs in the app's queue and
/// retries failed ones for an operator. `my-app jobs` prints how. One whose first argument is `backup`
/// writes a copy of its SQLite database to the file that the second argument names.
///
/// ```no_run
/// #[tokio::main]
/// async fn main() -> connect_runtime::Result<()> {
///     connect_runtime::serve().await
/// }
/// ```
pub fn serve() -> Serve {
    Serve(App::collected())
}

/// A [`serve`] that has not been awaited yet, to add what the environment can't express.
#[derive(Debug)]
#[must_use = "nothing is served until this is awaited"]
pub struct Serve(Result<App, StartError>);

/// Methods of [`App`] under the same names: a `Serve` is an app, or the error of collecting it.
macro_rules! as_app {
    ($($method:ident($argument:ident: $type:ty)),* $(,)?) => {$(
        #[doc = concat!("As [`App::", stringify!($method), "`].")]
        pub fn $method(self, $argument: $type) -> Self {
            Self(self.0.map(|app| app.$method($argument)))
        }
    )*};
}

impl Serve {
    as_app! {
        with_state(state: impl Send + Sync + 'static),
        store(store: impl Store),
        jobs(change: impl FnOnce(WorkerSettings) -> WorkerSettings),
        merge(router: Router),
        merge_public(router: Router),
    }

    /// As [`App::layer`].
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self(self.0.map(|app| app.layer(layer)))
    }

    /// As [`App::background`].
    #[track_caller]
    pub fn background<Kind>(self, task: impl BackgroundTask<Kind>) -> Self {
        let app = match self.0 {
            Ok(app) => Ok(app.background(task)),
            Err(error) => Err(error),
        };
        Self(app)
    }

    /// As [`App::personal_data`].
    #[cfg(feature = "client")]
    #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
    pub fn personal_data<P>(
        self,
        data: impl Fn(&crate::tenants::Tenant) -> P + Send + Sync + 'static,
    ) -> Self
    where
        P: crate::client::PersonalData<Error: Into<crate::Error>> + Send + 'static,
    {
        Self(self.0.map(|app| app.personal_data(data)))
    }

    /// As [`App::error_page`].
    pub fn error_page<R: IntoResponse>(
        self,
        page: impl Fn(&FailedRequest) -> R + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.map(|app| app.error_page(page)))
    }
}

impl IntoFuture for Serve {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let config = Config::from_env()?;
            if let Some(command) = Command::asked(std::env::args_os()) {
                let app = self.0?.config(|_| config);
                return command?.run(&app).await;
            }
            #[cfg(feature = "telemetry")]
            crate::telemetry::init(&config.log);
            Config::warn_of_misspelt_variables();
            if let Some(warning) = Command::not_ours(std::env::args_os()) {
                tracing::warn!("{warning}");
            }
            self.0?.config(|_| config).serve().await?;
            Ok(())
        })
    }
}
