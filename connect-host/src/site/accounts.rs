//! The status of user accounts whose personal data apps store.

use std::collections::BTreeMap;

/// Atlassian's account for testing this: closed on every site.
const CLOSED: &str = "5be24ba3f91c106033269289";

/// The accounts that have changed.
#[derive(Clone, Default)]
pub(crate) struct Accounts(BTreeMap<String, Change>);

#[derive(Clone)]
enum Change {
    Closed,
    /// With the time at which the app had read the account when it first reported it afterwards.
    Updated {
        read: Option<String>,
    },
}

/// What the product reports about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountStatus {
    Closed,
    Updated,
}

impl AccountStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            AccountStatus::Closed => "closed",
            AccountStatus::Updated => "updated",
        }
    }
}

impl Accounts {
    pub(crate) fn close(&mut self, account_id: &str) {
        self.0.insert(account_id.to_owned(), Change::Closed);
    }

    pub(crate) fn update(&mut self, account_id: &str) {
        let change = Change::Updated { read: None };
        self.0.insert(account_id.to_owned(), change);
    }

    /// The status of an account that the app reports as read at `read`: an updated one stays updated
    /// until it is reported with another time.
    pub(crate) fn status(&mut self, account_id: &str, read: &str) -> Option<AccountStatus> {
        if account_id == CLOSED {
            return Some(AccountStatus::Closed);
        }
        match self.0.get_mut(account_id)? {
            Change::Closed => return Some(AccountStatus::Closed),
            Change::Updated { read: known } => {
                if known.get_or_insert_with(|| read.to_owned()) == read {
                    return Some(AccountStatus::Updated);
                }
            }
        }
        self.0.remove(account_id);
        None
    }
}
