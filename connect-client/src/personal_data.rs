//! Personal data reporting: an app reports the accounts whose personal data it stores, and learns
//! which of them to erase.
//!
//! Source: "User privacy guide for app developers".

use std::time::{Duration, SystemTime};

use connect_model::Method;
use connect_model::Product::Common;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::Client;
use super::error::{CallError, CallErrorKind};
use super::operation::Operation;
use super::response::Response;
use super::target::InvalidRequest;

static REPORT: Operation = Operation::new(
    Method::Post,
    Common,
    "/rest/atlassian-connect/latest/report-accounts",
    &[],
);

/// How often accounts are reported if the host doesn't state it: its own default.
const CYCLE: Duration = Duration::from_secs(7 * DAY);

/// The longest cycle that is accepted.
const LONGEST_CYCLE_DAYS: u64 = 366;

const DAY: u64 = 24 * 60 * 60;

/// The key of the app property in which the host stores the progress of the reports.
const PROGRESS: &str = "connect-personal-data";

/// An account whose personal data the app stores: a name, an email address, a picture. An account
/// id alone is not personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredAccount {
    /// The Atlassian account id.
    pub account_id: String,
    /// When the app last read the data from the host.
    pub updated_at: SystemTime,
}

impl StoredAccount {
    /// An account, and when the app last read its data from the host.
    #[must_use]
    pub fn new(account_id: impl Into<String>, updated_at: SystemTime) -> Self {
        Self {
            account_id: account_id.into(),
            updated_at,
        }
    }
}

/// The host's response to one report. Accounts that it doesn't name are unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountReport {
    /// Accounts that were closed: erase these people's data, and don't report them again.
    pub closed: Vec<String>,
    /// Accounts whose data has changed since it was read: read it again, or erase it.
    pub updated: Vec<String>,
    /// How often the host wants each account to be reported (`Cycle-Period`): neither more nor less
    /// often.
    pub cycle: Option<Duration>,
}

/// The personal data that an app stores, for one tenant or for all, as reported by
/// [`Client::report_personal_data`].
///
/// ```
/// use std::sync::Mutex;
/// use std::time::SystemTime;
///
/// use connect_client::{CallError, PersonalData, StoredAccount};
///
/// /// When each account's name was read.
/// #[derive(Default)]
/// struct Names(Mutex<std::collections::BTreeMap<String, SystemTime>>);
///
/// impl PersonalData for Names {
///     type Error = CallError;
///
///     async fn stored(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredAccount>, CallError> {
///         let names = self.0.lock().unwrap();
///         let rest = names.iter().filter(|(id, _)| after.is_none_or(|after| id.as_str() > after));
///         Ok(rest.take(limit).map(|(id, read)| StoredAccount::new(id, *read)).collect())
///     }
///
///     async fn erase(&self, account_id: &str) -> Result<(), CallError> {
///         self.0.lock().unwrap().remove(account_id);
///         Ok(())
///     }
/// }
/// ```
pub trait PersonalData: Sync {
    /// The error type; errors of the client convert into it.
    type Error: From<CallError>;

    /// The accounts with stored data, ordered by id: the first `limit` after this one.
    fn stored(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<StoredAccount>, Self::Error>> + Send;

    /// Erases all data of a person whose account was closed. May be called twice for the same
    /// account.
    fn erase(&self, account_id: &str) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Reads an account's data again, because it has changed. The default implementation erases it, which
    /// is just as good: the app reads it again when it is needed.
    fn refresh(&self, account_id: &str) -> impl Future<Output = Result<(), Self::Error>> + Send {
        self.erase(account_id)
    }
}

/// The result of [`Client::report_personal_data`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonalDataReport {
    /// How many accounts were reported; 0 if this cycle's reports had already been made.
    pub reported: usize,
    /// How many accounts were erased.
    pub erased: usize,
    /// How many accounts were refreshed.
    pub refreshed: usize,
}

/// The progress of the reports, which the host stores for the app.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Progress {
    /// When this cycle's reports began, in seconds since 1970.
    begun: i64,
    /// In seconds.
    cycle: u64,
    /// The last account that was reported; `None` if all were.
    after: Option<String>,
}

impl Progress {
    fn is_of_now(&self, now: i64) -> bool {
        let cycle = i64::try_from(self.cycle).unwrap_or(i64::MAX);
        (self.begun..self.begun.saturating_add(cycle)).contains(&now)
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    accounts: Vec<Answered>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    account_id: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Closed,
    Updated,
    /// A status that didn't exist when this was written.
    #[serde(other)]
    Other,
}

impl Client {
    /// The maximum number of accounts in a report.
    pub const ACCOUNTS_PER_REPORT: usize = 90;

    /// Reports accounts whose personal data the app stores, at most
    /// [`ACCOUNTS_PER_REPORT`](Self::ACCOUNTS_PER_REPORT) of them. It needs no scope.
    /// [`Client::report_personal_data`] does a whole round.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn report_accounts(
        &self,
        accounts: &[StoredAccount],
    ) -> Result<AccountReport, CallError> {
        if accounts.is_empty() {
            return Ok(AccountReport::default());
        }
        let list: Vec<_> = accounts
            .iter()
            .map(|account| {
                json!({ "accountId": account.account_id, "updatedAt": moment(account.updated_at) })
            })
            .collect();
        // A report changes nothing, so it may be repeated.
        let mut call = self
            .call::<Response>(&REPORT)
            .json(&json!({ "accounts": list }))
            .repeatable(true);
        if accounts.len() > Self::ACCOUNTS_PER_REPORT {
            call.parts.refuse(InvalidRequest::Body(
                "names more than 90 accounts, which the host refuses".into(),
            ));
        }
        let response = call.await?;
        let mut report = AccountReport {
            cycle: response
                .headers()
                .get("cycle-period")
                .and_then(|period| days(period.to_str().ok()?)),
            ..AccountReport::default()
        };
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(report);
        }
        let context = response.context.clone();
        let bytes = response.blob().await?.bytes;
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|source| {
            let expected = "the answer to a report of accounts";
            CallError::new(&context, CallErrorKind::Decode { expected, source })
        })?;
        for account in answer.accounts {
            match account.status {
                Status::Closed => report.closed.push(account.account_id),
                Status::Updated => report.updated.push(account.account_id),
                Status::Other => {}
            }
        }
        Ok(report)
    }

    /// Reports every account whose personal data the app stores, and erases or refreshes those that
    /// the host names: once per cycle that the host states, no matter how often this is called. Call
    /// it once a day for each tenant.
    ///
    /// Reports are sent one after another. The host stores their progress as a property of the app
    /// (`connect-personal-data`), so that an interrupted round resumes where it stopped, in this
    /// process or another.
    ///
    /// Data of a site's users must also be erased when the site uninstalls the app.
    ///
    /// # Errors
    /// The first error of the client or of `data`; a later call does the rest.
    pub async fn report_personal_data<P: PersonalData>(
        &self,
        data: &P,
    ) -> Result<PersonalDataReport, P::Error> {
        let properties = self.app_properties();
        let now = self.0.transport().settings.clock.now();
        let mut done = PersonalDataReport::default();
        let mut progress = match properties.get::<Progress>(PROGRESS).await? {
            Some(progress) if progress.is_of_now(now) && progress.after.is_none() => {
                return Ok(done);
            }
            Some(progress) if progress.is_of_now(now) => progress,
            _ => Progress {
                begun: now,
                cycle: CYCLE.as_secs(),
                after: None,
            },
        };
        loop {
            let after = progress.after.as_deref();
            let mut accounts = data.stored(after, Self::ACCOUNTS_PER_REPORT).await?;
            accounts.truncate(Self::ACCOUNTS_PER_REPORT);
            let last = accounts.last().map(|account| account.account_id.clone());
            // A list that doesn't advance would be reported forever.
            let Some(last) = last.filter(|last| after.is_none_or(|after| **last > *after)) else {
                break;
            };
            let report = self.report_accounts(&accounts).await?;
            done.reported += accounts.len();
            for account_id in &report.closed {
                data.erase(account_id).await?;
                done.erased += 1;
            }
            for account_id in &report.updated {
                data.refresh(account_id).await?;
                done.refreshed += 1;
            }
            if let Some(cycle) = report.cycle {
                progress.cycle = cycle.as_secs();
            }
            progress.after = Some(last);
            properties.set(PROGRESS, &progress).await?;
        }
        if progress.after.take().is_some() {
            properties.set(PROGRESS, &progress).await?;
        }
        Ok(done)
    }
}

/// In the host's format: `2018-10-25T23:08:51.382Z`. A time outside the calendar becomes the
/// beginning of time: the host then names the account as updated.
fn moment(at: SystemTime) -> String {
    let at = jiff::Timestamp::try_from(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

/// A cycle in the formats that hosts have been observed to use: `P7D`, `25 Days`, `7`.
fn days(period: &str) -> Option<Duration> {
    let period = period.trim();
    let period = period.strip_prefix('P').unwrap_or(period);
    let digits = period.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = period.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let days = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "d" | "day" | "days" => number,
        "w" | "week" | "weeks" => number.checked_mul(7)?,
        _ => return None,
    };
    (1..=LONGEST_CYCLE_DAYS)
        .contains(&days)
        .then(|| Duration::from_secs(days * DAY))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn cycles_as_they_are_written() {
        for (period, expected) in [
            ("P7D", Some(7)),
            ("25 Days", Some(25)),
            (" 1 day ", Some(1)),
            ("P2W", Some(14)),
            ("7", Some(7)),
            ("0", None),
            ("P1000D", None),
            ("PT5M", None),
            ("99999999999999999999", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map(|days: u64| Duration::from_secs(days * DAY));
            assert_eq!(days(period), expected, "{period:?}");
        }
    }

    #[test]
    fn moments_have_milliseconds() {
        let at = UNIX_EPOCH + Duration::from_millis(1_540_508_931_382);
        assert_eq!(moment(at), "2018-10-25T23:08:51.382Z");
        assert_eq!(moment(UNIX_EPOCH), "1970-01-01T00:00:00.000Z");
    }
}
