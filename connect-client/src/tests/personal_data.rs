//! Personal data reporting.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::host::{Asked, Host, json_with};
use crate::{CallError, CallErrorKind, Client, PersonalData, StoredAccount};

const REPORT: &str = "/rest/atlassian-connect/latest/report-accounts";

/// An app's data, in memory; erasing one account fails on demand.
#[derive(Default)]
struct Kept {
    names: Mutex<BTreeMap<String, SystemTime>>,
    refreshed: Mutex<Vec<String>>,
    cannot_erase: Mutex<Option<CallError>>,
}

impl Kept {
    fn of(ids: impl IntoIterator<Item = String>) -> Self {
        let names = ids.into_iter().map(|id| (id, UNIX_EPOCH)).collect();
        Self {
            names: Mutex::new(names),
            ..Self::default()
        }
    }

    fn has(&self, id: &str) -> bool {
        self.names.lock().unwrap().contains_key(id)
    }
}

impl PersonalData for Kept {
    type Error = CallError;

    async fn stored(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredAccount>, CallError> {
        let names = self.names.lock().unwrap();
        let rest = names
            .iter()
            .filter(|(id, _)| after.is_none_or(|after| id.as_str() > after));
        Ok(rest
            .take(limit)
            .map(|(id, read)| StoredAccount::new(id, *read))
            .collect())
    }

    async fn erase(&self, account_id: &str) -> Result<(), CallError> {
        if let Some(error) = self.cannot_erase.lock().unwrap().take() {
            return Err(error);
        }
        self.names.lock().unwrap().remove(account_id);
        Ok(())
    }

    async fn refresh(&self, account_id: &str) -> Result<(), CallError> {
        self.refreshed.lock().unwrap().push(account_id.to_owned());
        Ok(())
    }
}

/// A host that stores the app's property, and reports `closed-…` and `updated-…` as their names say.
async fn host() -> Host {
    let kept = Mutex::new(None::<Value>);
    Host::start(move |asked: &Asked| -> Response {
        let mut kept = kept.lock().unwrap();
        match asked.method.as_str() {
            "POST" if asked.target == REPORT => answer(&asked.json()),
            "PUT" => {
                *kept = Some(asked.json());
                http::StatusCode::OK.into_response()
            }
            _ => match &*kept {
                Some(value) => axum::Json(json!({ "key": "x", "value": value })).into_response(),
                None => json_with(404, "{}"),
            },
        }
    })
    .await
}

fn answer(report: &Value) -> Response {
    let accounts = report["accounts"].as_array().unwrap();
    assert!(accounts.len() <= 90, "the host refuses more");
    let named = accounts.iter().filter_map(|account| {
        let id = account["accountId"].as_str().unwrap();
        let status = ["closed", "updated", "renamed"]
            .into_iter()
            .find(|status| id.starts_with(status))?;
        Some(json!({ "accountId": id, "status": status }))
    });
    let named: Vec<_> = named.collect();
    let cycle = [("cycle-period", "25 Days")];
    if named.is_empty() {
        return (http::StatusCode::NO_CONTENT, cycle).into_response();
    }
    (cycle, axum::Json(json!({ "accounts": named }))).into_response()
}

fn reports(host: &Host) -> Vec<usize> {
    let asked = host.asked();
    asked
        .iter()
        .filter(|asked| asked.target == REPORT)
        .map(|asked| asked.json()["accounts"].as_array().unwrap().len())
        .collect()
}

#[tokio::test]
async fn one_report_says_who_is_closed_and_who_has_changed() {
    let host = host().await;
    let client: Client = host.client();
    let read = UNIX_EPOCH + Duration::from_millis(1_540_508_931_382);
    let accounts = ["closed-1", "plain", "renamed-1", "updated-1"];
    let accounts = accounts.map(|id| StoredAccount::new(id, read));
    let report = client.report_accounts(&accounts).await.unwrap();
    assert_eq!(report.closed, ["closed-1"]);
    assert_eq!(report.updated, ["updated-1"]);
    assert_eq!(report.cycle, Some(Duration::from_secs(25 * 24 * 60 * 60)));
    let sent = host.asked()[0].json();
    let first = json!({ "accountId": "closed-1", "updatedAt": "2018-10-25T23:08:51.382Z" });
    assert_eq!(sent["accounts"][0], first);
    // Nothing to do, and nobody to report.
    let plain = client.report_accounts(&accounts[1..2]).await.unwrap();
    assert!(plain.closed.is_empty() && plain.updated.is_empty());
    client.report_accounts(&[]).await.unwrap();
    assert_eq!(host.asked().len(), 2);
}

#[tokio::test]
async fn a_report_of_too_many_is_not_sent() {
    let host = host().await;
    let many: Vec<_> = (0..91)
        .map(|n| StoredAccount::new(format!("a-{n}"), UNIX_EPOCH))
        .collect();
    let error = host.client().report_accounts(&many).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Body { .. }),
        "{error}"
    );
    assert!(host.asked().is_empty());
}

#[tokio::test]
async fn all_accounts_are_reported_once_in_a_cycle() {
    let host = host().await;
    let client = host.client();
    let plain = (0..200).map(|n| format!("plain-{n:03}"));
    let kept = Kept::of(plain.chain(["closed-1".into(), "updated-1".into()]));
    let done = client.report_personal_data(&kept).await.unwrap();
    assert_eq!((done.reported, done.erased, done.refreshed), (202, 1, 1));
    assert_eq!(reports(&host), [90, 90, 22]);
    assert!(!kept.has("closed-1") && kept.has("updated-1"));
    assert_eq!(*kept.refreshed.lock().unwrap(), ["updated-1"]);

    // A second call in the same cycle reports nobody.
    let again = client.report_personal_data(&kept).await.unwrap();
    assert_eq!(again.reported, 0);
    assert_eq!(reports(&host).len(), 3);
}

#[tokio::test]
async fn an_interrupted_round_resumes_where_it_was() {
    let host = host().await;
    let client = host.client();
    let plain = (0..100).map(|n| format!("a-{n:03}"));
    let kept = Kept::of(plain.chain(["closed-1".into()]));
    let many = vec![StoredAccount::new("x", UNIX_EPOCH); 91];
    let error = client.report_accounts(&many).await.unwrap_err();
    *kept.cannot_erase.lock().unwrap() = Some(error);

    client.report_personal_data(&kept).await.unwrap_err();
    assert_eq!(reports(&host), [90, 11]);
    assert!(kept.has("closed-1"));
    // The first ninety were already done.
    let done = client.report_personal_data(&kept).await.unwrap();
    assert_eq!((done.reported, done.erased), (11, 1));
    assert_eq!(reports(&host), [90, 11, 11]);
    assert!(!kept.has("closed-1"));
}
