//! The cost of requests that name unknown tenants.

use std::time::{Duration, Instant};

use connect_testing::FakeStore;
use end_to_end::{PANEL, RunningApp};
use futures_util::StreamExt;

/// How long a page takes for the app's tenant: the 99th percentile of a hundred.
async fn p99(app: &RunningApp) -> Duration {
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        app.panel(&app.a).await.is(200);
        times.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    times.sort();
    times[98]
}

/// How long it takes to refuse this issuer.
async fn refused_after(app: &RunningApp, issuer: &str) -> Duration {
    let token = app.a.request_token("GET", PANEL).issuer(issuer);
    let request = app.get(PANEL).in_query(token.hs256("a guess"));
    let begun = Instant::now();
    let response = request.await;
    let elapsed = begun.elapsed();
    response.is(401);
    elapsed
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread")]
async fn case_249_a_flood_of_unknown_issuers() {
    let store = FakeStore::default();
    let app = RunningApp::start_with(|app| app.store(store.clone())).await;
    p99(&app).await;
    let quiet = p99(&app).await;

    // More names than are looked up at once, sent a few at a time, so that the server has time for
    // others.
    let before = store.reads();
    let begun = Instant::now();
    let requests = (0..4_000).map(|number| {
        let token = app.a.request_token("GET", PANEL);
        let token = token.issuer(&format!("stranger-{number}"));
        let request = app.get(PANEL).in_query(token.hs256("a guess"));
        async { request.await.status.as_u16() }
    });
    let flood = async {
        let (mut refused, mut busy) = (0, 0);
        let mut answers = futures_util::stream::iter(requests).buffer_unordered(4);
        while let Some(status) = answers.next().await {
            match status {
                401 => refused += 1,
                503 => busy += 1,
                other => panic!("{other}"),
            }
        }
        (refused, busy)
    };
    let ((refused, busy), flooded) = tokio::join!(flood, p99(&app));
    assert_eq!(refused + busy, 4_000);
    // Two thousand at once and a thousand a second.
    let bound = 2_000 + 1_000 * (begun.elapsed().as_secs() + 1);
    let reads = store.reads() - before;
    assert!(reads as u64 <= bound, "{reads} reads, {bound} are allowed");
    // A key that was looked up and is unknown is refused; nothing is known about the others.
    assert_eq!(reads, refused);
    // The rest allows for a machine that also has to make the flood.
    assert!(
        flooded <= quiet * 2 + Duration::from_millis(100),
        "{flooded:?}, {quiet:?} before"
    );

    // An unknown issuer and a wrong guess are refused after the same time.
    let (mut unknown, mut known) = (Vec::new(), Vec::new());
    for number in 0..150 {
        for (issuer, times) in [
            (&*format!("nobody-{number}"), &mut unknown),
            ("tenant-a", &mut known),
        ] {
            tokio::time::sleep(Duration::from_millis(3)).await;
            times.push(refused_after(&app, issuer).await);
        }
    }
    let (unknown, known) = (median(unknown), median(known));
    assert!(
        unknown < known * 2 && known < unknown * 2,
        "{unknown:?} for an unknown issuer, {known:?} for a tenant"
    );
}
