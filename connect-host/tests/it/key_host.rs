use std::time::Duration;

use connect_host::tokens::RsaKey;
use connect_host::{KeyAnswer, KeyHost};

async fn get(keys: &KeyHost, kid: &str) -> (u16, String) {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let reply = client
        .get(format!("{}{kid}", keys.url()))
        .send()
        .await
        .unwrap();
    (reply.status().as_u16(), reply.text().await.unwrap())
}

#[tokio::test]
async fn it_serves_its_key_and_counts() {
    let keys = KeyHost::start().await.unwrap();
    let (status, pem) = get(&keys, keys.kid()).await;
    assert_eq!((status, pem.as_str()), (200, keys.key().public_pem()));
    assert_eq!(get(&keys, "unknown").await.0, 404);
    assert_eq!(get(&keys, "unknown").await.0, 404);
    assert_eq!(keys.requests(keys.kid()), 1);
    assert_eq!(keys.requests("unknown"), 2);
    assert_eq!(keys.total_requests(), 3);
    assert_eq!(keys.request_counts().len(), 2);
}

#[tokio::test]
async fn it_gives_the_bad_answers_that_are_set() {
    let keys = KeyHost::start().await.unwrap();
    keys.answer("broken", KeyAnswer::status(500));
    keys.answer("page", KeyAnswer::html());
    keys.answer("moved", KeyAnswer::redirect("http://evil.example/k"));
    keys.answer("big", KeyAnswer::huge(1 << 20));
    assert_eq!(get(&keys, "broken").await.0, 500);
    assert!(
        get(&keys, "page").await.1.contains("<html")
            || get(&keys, "page").await.1.contains("doctype")
    );
    assert_eq!(get(&keys, "moved").await.0, 302);
    assert_eq!(get(&keys, "big").await.1.len(), 1 << 20);

    keys.answer("slow", KeyAnswer::hang());
    let waiting = tokio::time::timeout(Duration::from_millis(100), get(&keys, "slow")).await;
    assert!(waiting.is_err());

    keys.answer_everything(Some(KeyAnswer::status(503)));
    assert_eq!(get(&keys, keys.kid()).await.0, 503);
    keys.answer_everything(None);
    assert_eq!(get(&keys, keys.kid()).await.0, 200);
    keys.withdraw(keys.kid());
    assert_eq!(get(&keys, keys.kid()).await.0, 404);
}

#[tokio::test]
async fn several_keys_and_key_hosts_coexist() {
    let a = KeyHost::start().await.unwrap();
    let b = KeyHost::start().await.unwrap();
    assert_ne!(a.kid(), b.kid());
    let other = RsaKey::generate().unwrap();
    a.add_key("other", &other);
    assert_eq!(get(&a, "other").await.1, other.public_pem());
    assert_eq!(get(&b, "other").await.0, 404);
}
