//! The metrics that an operator's dashboard reads.

use std::collections::BTreeMap;

use super::fixture::{Host, now};
use crate::metrics::METRICS;

/// The samples in a text in Prometheus format, by name and labels.
fn samples(text: &str) -> BTreeMap<String, f64> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        })
        .collect()
}

async fn scraped(host: &Host) -> String {
    let address = host.app.metrics_address().unwrap();
    let url = format!("http://{address}/metrics");
    let answer = host.client.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = &answer.headers()["content-type"];
    assert!(kind.to_str().unwrap().starts_with("text/plain"), "{kind:?}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn are_at_an_address_of_their_own_and_count_what_happens() {
    let host = Host::configured(|config| config.metrics_bind(([127, 0, 0, 1], 0))).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    // Other tests in this process count, too.
    let before = samples(&scraped(&host).await);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    assert_eq!(host.status("/votes?issue.key=D-1").await, 401);
    assert_eq!(host.status("/readyz").await, 200);
    assert_eq!(
        host.status("/metrics").await,
        404,
        "not at the public address"
    );

    let text = scraped(&host).await;
    let after = samples(&text);
    let grown = |series: &str| {
        let found = after.get(series);
        let found = found.unwrap_or_else(|| panic!("no {series} in:\n{text}"));
        found - before.get(series).copied().unwrap_or_default()
    };
    let panel = r#"module="web panel \"votes\"""#;
    assert!(
        grown(&format!(
            r#"connect_requests_total{{{panel},status="2xx"}}"#
        )) >= 2.0
    );
    assert!(
        grown(&format!(
            r#"connect_requests_total{{{panel},status="4xx"}}"#
        )) >= 1.0
    );
    assert!(grown(&format!("connect_request_seconds_count{{{panel}}}")) >= 3.0);
    assert!(grown(r#"connect_verification_failures_total{reason="no token"}"#) >= 1.0);
    for series in [
        "connect_ready",
        r#"connect_store_seconds_count{operation="install"}"#,
        r#"connect_job_store_seconds_count{operation="accept"}"#,
        r#"connect_job_store_seconds_count{operation="claim"}"#,
        r#"connect_job_store_seconds_count{operation="finish"}"#,
        r#"connect_key_host_requests_total{outcome="found"}"#,
    ] {
        assert!(
            after.get(series).is_some_and(|value| *value >= 1.0),
            "{text}"
        );
    }
    // No tenants, no users, nothing that they look at.
    for personal in ["one", "557058", "D-1", &now().to_string()] {
        let quoted = format!("\"{personal}\"");
        assert!(!text.contains(&quoted), "{personal} in:\n{text}");
    }
}

#[tokio::test]
async fn every_series_is_described() {
    let host = Host::configured(|config| config.metrics_bind(([127, 0, 0, 1], 0))).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    let text = scraped(&host).await;
    for series in samples(&text).keys() {
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let name = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|part| {
                name.strip_suffix(part)
                    .filter(|name| name.ends_with("_seconds"))
            })
            .unwrap_or(name);
        let metric = METRICS.iter().find(|metric| metric.name == name);
        let metric = metric.unwrap_or_else(|| panic!("{name} is not in the table"));
        for label in labels.split('=').filter_map(|part| {
            let start = part.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            part.get(start.map_or(0, |at| at + 1)..)
                .filter(|name| !name.is_empty())
        }) {
            assert!(
                label == "le" || metric.labels.contains(&label),
                "{label} of {name}"
            );
        }
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
    }
}
