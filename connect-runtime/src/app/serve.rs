//! What most programs call.

use std::pin::Pin;

use axum::Router;

use super::App;
use crate::config::Config;
use crate::error::Result;
use crate::start_error::StartError;
use crate::tenants::TenantStore;

/// Serves the linked app as the environment configures it, until the process is asked to stop.
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

/// [`serve`], not yet awaited: what the environment can't say is added here.
#[derive(Debug)]
#[must_use = "nothing is served until this is awaited"]
pub struct Serve(Result<App, StartError>);

/// Methods of [`App`] under the same names, for a `Serve` is an app that may have failed to be
/// collected.
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
        store(store: impl TenantStore),
        merge(router: Router),
    }
}

impl IntoFuture for Serve {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let config = Config::from_env()?;
            #[cfg(feature = "telemetry")]
            crate::telemetry::init(&config.log);
            self.0?.config(|_| config).serve().await?;
            Ok(())
        })
    }
}
