//! The host's answers, shared by all processes.

use super::*;
use crate::HostAnswer;
use crate::moment::now;

pub(super) async fn keeps_an_answer_for_its_time(store: &impl TenantStore) {
    const SITE: &str = "https://a.atlassian.net";
    let keep = async |client_key: &str, question: &str, text: &str, lasts: i64| {
        let answer = HostAnswer {
            text: text.to_owned(),
            expires_at: now() + lasts,
        };
        let kept = store.keep_answer(APP, client_key, question, answer.clone());
        kept.await.unwrap();
        answer
    };
    let kept = async |client_key: &str, question: &str| {
        let found = store.kept_answer(APP, client_key, question);
        found.await.unwrap()
    };
    installed(store, install("a", SITE, "1")).await;
    assert_eq!(kept("a", "licence").await, None);
    let first = keep("a", "licence", "{\"ä\":\"'quoted'\"}", 300).await;
    assert_eq!(kept("a", "licence").await, Some(first));
    let second = keep("a", "licence", "null", 200).await;
    assert_eq!(kept("a", "licence").await, Some(second.clone()));
    // Separate by app, tenant and question.
    assert_eq!(kept("a", "other").await, None);
    assert_eq!(kept("b", "licence").await, None);
    let of_other = store.kept_answer(OTHER_APP, "a", "licence").await;
    assert_eq!(of_other.unwrap(), None);
    // An expired answer is not returned, and one that is too long is not stored.
    keep("a", "over", "x", 0).await;
    assert_eq!(kept("a", "over").await, None);
    keep("a", "long", &"x".repeat(HostAnswer::MAX_BYTES + 1), 300).await;
    assert_eq!(kept("a", "long").await, None);
    store.wipe_superseded(SystemTime::now()).await.unwrap();
    assert_eq!(kept("a", "licence").await, Some(second));

    // Answers belong to an installation.
    let of_b = keep("b", "licence", "of b", 300).await;
    installed(store, install("a", SITE, "2")).await;
    assert_eq!(kept("a", "licence").await, None);
    keep("a", "licence", "again", 300).await;
    assert!(uninstalled(store, APP, "a").await);
    assert_eq!(kept("a", "licence").await, None);
    assert_eq!(kept("b", "licence").await, Some(of_b));
}
