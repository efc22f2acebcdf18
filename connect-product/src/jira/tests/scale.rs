use connect_model::HostProduct;
use serde_json::json;

use super::jira;
use crate::Data;
use crate::testing::user;

#[tokio::test]
async fn a_file_keeps_what_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jira.sqlite");
    let edit = json!({"fields": {"summary": "Kept"}});
    let issue = "/rest/api/3/issue/DEMO-1";
    {
        let data = Data::file(HostProduct::Jira, &path);
        assert_eq!(user(&data, "1").put(issue, edit).await.status, 204);
    }
    let data = Data::file(HostProduct::Jira, &path);
    let read = user(&data, "1").get(issue).await.ok();
    assert_eq!(read["fields"]["summary"], "Kept");
    data.reset().unwrap();
    let read = user(&data, "1").get(issue).await.ok();
    assert_eq!(read["fields"]["summary"], "Try the app");
    std::fs::write(&path, b"something else").unwrap();
    let other = Data::file(HostProduct::Jira, &path);
    assert!(other.open().await.is_err());
}

#[tokio::test]
async fn each_site_has_its_own_memory_and_goes_back_to_a_snapshot() {
    let (one, two) = (jira(), jira());
    let issue = "/rest/api/3/issue/DEMO-1";
    let before = one.snapshot().unwrap();
    let edit = json!({"fields": {"summary": "Mine"}});
    assert_eq!(user(&one, "1").put(issue, edit).await.status, 204);
    let summary =
        async |data: &Data| user(data, "1").get(issue).await.ok()["fields"]["summary"].clone();
    assert_eq!(summary(&two).await, "Try the app");
    assert_eq!(summary(&one).await, "Mine");
    one.restore(&before).unwrap();
    assert_eq!(summary(&one).await, "Try the app");
}
