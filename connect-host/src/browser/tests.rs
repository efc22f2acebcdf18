//! Which path of the local hosts' origin leads where.

use tokio::net::TcpListener;

use super::*;

/// Serves the pages of these hosts, and returns a response's status and text.
async fn fetched(hosts: &[Host], path: &str) -> (u16, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let bridge = Bridge::plain();
    let serving = tokio::spawn(axum::serve(listener, router(hosts, &bridge)).into_future());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(format!("{origin}{path}")).send().await.unwrap();
    let found = (answer.status().as_u16(), answer.text().await.unwrap());
    serving.abort();
    found
}

#[tokio::test]
async fn two_products_share_an_origin_as_on_a_site() {
    let origin = "http://127.0.0.1:1";
    let jira = Host::jira().base_url(origin).start().await.unwrap();
    let confluence = Host::confluence().base_url(format!("{origin}/wiki"));
    let hosts = [jira, confluence.start().await.unwrap()];
    for path in ["/", "/wiki", "/wiki/"] {
        let (status, text) = fetched(&hosts, path).await;
        assert_eq!(status, 200, "{path}");
        assert!(text.contains("href=\"/wiki/\""), "{text}");
    }
    for path in ["/modules/none", "/wiki/modules/none"] {
        let (status, text) = fetched(&hosts, path).await;
        assert_eq!((status, &*text), (404, "no such module"), "{path}");
    }
    // Nobody is let in without a token, and each product records only its own calls.
    for (host, path) in hosts
        .iter()
        .zip(["/rest/api/3/myself", "/wiki/rest/api/content"])
    {
        assert_eq!(fetched(&hosts, path).await.0, 401, "{path}");
        assert_eq!(of_path(host, path), 1, "{path}");
    }
    let [jira, confluence] = &hosts;
    assert_eq!(of_path(jira, "/wiki/rest/api/content"), 0);
    assert_eq!(of_path(confluence, "/rest/api/3/myself"), 0);
}

#[tokio::test]
async fn a_product_alone_is_at_either_base_url() {
    let host = Host::confluence().base_url("http://127.0.0.1:1/wiki");
    let hosts = [host.start().await.unwrap()];
    for path in ["/", "/wiki", "/wiki/"] {
        let (status, text) = fetched(&hosts, path).await;
        assert_eq!(status, 200, "{path}");
        assert!(text.contains("<title>Home - Confluence</title>"), "{text}");
    }
    assert_eq!(fetched(&hosts, "/wiki/rest/api/content").await.0, 401);
}

fn of_path(host: &Host, path: &str) -> usize {
    let calls = host.rest_calls();
    calls.iter().filter(|call| call.target == path).count()
}
