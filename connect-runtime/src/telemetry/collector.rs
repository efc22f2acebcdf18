//! Exports spans to an OpenTelemetry collector.

use std::sync::{Mutex, PoisonError};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// The variables that name the collector, from OpenTelemetry's own specification ("OpenTelemetry
/// Protocol Exporter"): the first is for spans only and contains the full URL.
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/// The provider to flush when the process ends.
static PROVIDER: Mutex<Option<SdkTracerProvider>> = Mutex::new(None);

/// The layer that exports spans, if the environment names a collector.
pub(super) fn layer<S>() -> Result<Option<impl Layer<S>>, ExporterBuildError>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let is_wanted = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !ENDPOINTS.iter().any(is_wanted) {
        return Ok(None);
    }
    // The exporter reads the variables itself: the endpoint, headers, the service's name.
    let exporter = SpanExporter::builder().with_http().build()?;
    Ok(Some(sending(exporter)))
}

fn sending<S>(exporter: SpanExporter) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .build();
    let tracer = provider.tracer("connect-runtime");
    let mut kept = PROVIDER.lock().unwrap_or_else(PoisonError::into_inner);
    *kept = Some(provider);
    // Spans only: log lines may quote what must not leave the process, and have their own output.
    tracing_opentelemetry::layer()
        .with_tracer(tracer)
        .with_filter(filter_fn(|metadata| {
            metadata.is_span() && *metadata.level() <= Level::INFO
        }))
}

/// Sends the remaining spans before the process ends.
pub(crate) async fn flush() {
    let provider = PROVIDER
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let Some(provider) = provider else { return };
    let flushed = tokio::task::spawn_blocking(move || provider.shutdown()).await;
    if let Ok(Err(error)) = flushed {
        tracing::warn!(%error, "the last spans did not reach the collector");
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use opentelemetry_otlp::WithExportConfig as _;
    use tracing::field::Empty;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// Answers one request, and returns it in full.
    fn collector() -> (String, thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let heard = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut request, mut piece) = (Vec::new(), [0; 4096]);
            loop {
                let read = stream.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..read]);
                let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
                let whole = text.split_once("\r\n\r\n").is_some_and(|(head, _)| {
                    let length = head.split("content-length: ").nth(1).unwrap();
                    let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
                    request.len() >= head.len() + 4 + length
                });
                if whole || read == 0 {
                    break;
                }
            }
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).unwrap();
            request
        });
        (endpoint, heard)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn spans_reach_a_collector_and_lines_of_the_log_do_not() {
        let (endpoint, heard) = collector();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(endpoint)
            .build()
            .unwrap();
        let subscriber = tracing_subscriber::registry().with(sending(exporter));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::error_span!("request", tenant = Empty);
            let _entered = span.enter();
            span.record("tenant", "the-tenant");
            tracing::error!("what only the log may say");
            tracing::debug_span!("of another crate", secret = "a secret").in_scope(|| {});
        });
        flush().await;
        let heard = tokio::task::spawn_blocking(|| heard.join().unwrap()).await;
        let heard = String::from_utf8_lossy(&heard.unwrap()).into_owned();
        assert!(heard.starts_with("POST /v1/traces "), "{heard}");
        assert!(
            heard.contains("request") && heard.contains("the-tenant"),
            "{heard}"
        );
        for kept in ["only the log", "of another crate", "a secret"] {
            assert!(!heard.contains(kept), "{kept}: {heard}");
        }
    }
}
