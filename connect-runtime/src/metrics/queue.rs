//! The queue's depth, sampled periodically.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use connect_store::jobs::JobStore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The interval between samples: each is a query.
const EVERY: Duration = Duration::from_secs(10);
/// How long a sample may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Samples an app's queue until the returned value is dropped.
pub(crate) fn watch(store: Arc<dyn JobStore>, app_key: String) -> JoinSet<()> {
    let mut looking = JoinSet::new();
    looking.spawn(async move {
        loop {
            look(&*store, &app_key).await;
            sleep(EVERY).await;
        }
    });
    looking
}

/// A value that can't be read stays as it was.
async fn look(store: &dyn JobStore, app_key: &str) {
    let counts = match timeout(PATIENCE, store.counts(app_key)).await {
        Ok(Ok(counts)) => counts,
        Ok(Err(error)) => {
            tracing::debug!(%error, "the queue could not be counted");
            return;
        }
        Err(_) => return,
    };
    for (state, count) in [
        ("ready", counts.ready),
        ("waiting", counts.waiting),
        ("running", counts.running),
        ("suspect", counts.suspect),
        ("blocked", counts.blocked),
        ("dead", counts.dead),
    ] {
        metrics::gauge!("connect_jobs", "state" => state).set(precise(count));
    }
    let age = counts.oldest_ready.map_or(Duration::ZERO, |accepted| {
        let age = SystemTime::now().duration_since(accepted);
        age.unwrap_or_default()
    });
    metrics::gauge!("connect_jobs_oldest_seconds").set(age.as_secs_f64());
}

/// Converts to a gauge's type, which is not exact beyond 2⁵³.
#[allow(clippy::cast_precision_loss, reason = "there are not so many jobs")]
fn precise(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
#[cfg(feature = "prometheus")]
mod tests {
    use connect_store::MemoryStore;
    use connect_store::jobs::NewJob;
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn the_depth_and_the_age_of_what_waits_are_reported() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        metrics::with_local_recorder(&recorder, || {
            runtime.block_on(async {
                let store = MemoryStore::new();
                let later = SystemTime::now() + Duration::from_secs(3600);
                for due in [None, None, Some(later)] {
                    let job = NewJob {
                        app_key: "app".to_owned(),
                        client_key: "one".to_owned(),
                        kind: "job:recount".to_owned(),
                        delivery: None,
                        order: None,
                        due,
                        body: "{}".into(),
                    };
                    let _ = store.accept(job).await.unwrap();
                }
                look(&store, "app").await;
            });
        });
        let text = recorder.handle().render();
        for sample in [
            r#"connect_jobs{state="ready"} 2"#,
            r#"connect_jobs{state="waiting"} 1"#,
            r#"connect_jobs{state="dead"} 0"#,
            "connect_jobs_oldest_seconds ",
        ] {
            assert!(text.contains(sample), "{sample} in:\n{text}");
        }
    }
}
