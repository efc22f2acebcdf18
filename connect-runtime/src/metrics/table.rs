//! All metrics in one table, for the documentation and for a recorder.

/// One of the [`METRICS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// The name, in Prometheus's notation.
    pub name: &'static str,
    /// The kind of metric.
    pub kind: MetricKind,
    /// The labels that distinguish its series.
    pub labels: &'static [&'static str],
    /// What it measures, with its unit.
    pub description: &'static str,
}

/// The kind of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricKind {
    /// A count that only grows during the life of the process.
    Counter,
    /// A current value.
    Gauge,
    /// A distribution of values; durations are in seconds.
    Histogram,
}

macro_rules! metrics {
    ($($name:literal $kind:ident $labels:tt $description:literal)*) => {
        /// Every metric of an app, in documentation order.
        pub const METRICS: &[Metric] = &[$(Metric {
            name: $name,
            kind: MetricKind::$kind,
            labels: &$labels,
            description: $description,
        }),*];
    };
}

metrics! {
    "connect_requests_total" Counter ["module", "status"]
        "Requests answered. `module` is what the log calls the route, `other` where there is none; `status` is a class such as `2xx`."
    "connect_request_seconds" Histogram ["module"]
        "Seconds from a request's head to its answer."
    "connect_verification_failures_total" Counter ["reason"]
        "Requests whose caller was not verified, by the rule that was broken. A few are expired tokens of open tabs; a sudden many are an attack, a clock that is wrong, or a secret that was lost."
    "connect_ready" Gauge []
        "1 when the last look of `/readyz` found the app ready, else 0."
    "connect_store_seconds" Histogram ["operation"]
        "Seconds that the tenant store took for one operation. What the cache answers is not in it."
    "connect_store_failures_total" Counter ["operation"]
        "Operations of the tenant store that failed; each was a 503 for someone."
    "connect_job_store_seconds" Histogram ["operation"]
        "Seconds that the store of jobs took for one operation: `accept` is what a webhook's answer waits for, `claim` and `finish` are what the work waits for; `beat`, `counts`, `forget`, `purge`."
    "connect_job_store_failures_total" Counter ["operation"]
        "Operations of the store of jobs that failed. Of `accept` each was a webhook that the host sends again."
    "connect_client_attempt_seconds" Histogram ["method", "outcome"]
        "Seconds that one attempt at a call of the product's REST API took, until the head of its answer. `outcome` is a class such as `2xx`, `limited` for 429, or `failed` where no answer came."
    "connect_client_rate_limited_total" Counter []
        "Answers 429 of the product's REST API."
    "connect_key_host_requests_total" Counter ["outcome"]
        "Requests to the key host, which installs need: `found`, `unknown`, `unusable`, `unavailable`; `spared` are those that a limit of the app's own held back."
    "connect_jobs" Gauge ["state"]
        "Jobs in the queue by state, of all processes."
    "connect_jobs_oldest_seconds" Gauge []
        "Seconds since the oldest of the jobs that could run was accepted. It stays near 0 while the workers keep up."
}

impl Metric {
    /// The table, as shown in the documentation.
    #[must_use]
    pub fn table() -> String {
        let mut table =
            String::from("| metric | kind | labels | what it says |\n|---|---|---|---|\n");
        for Metric {
            name,
            kind,
            labels,
            description,
        } in METRICS
        {
            let labels: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
            let kind = format!("{kind:?}").to_lowercase();
            table.push_str(&format!(
                "| `{name}` | {kind} | {} | {description} |\n",
                labels.join(", ")
            ));
        }
        table
    }
}
