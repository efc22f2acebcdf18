//! How to ask an app's own program about its jobs.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Asks the app's program about its jobs; returns its output, or why there is none.
pub(crate) type JobReport = Arc<dyn Fn() -> Reported + Send + Sync>;

pub(crate) type Reported = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;
