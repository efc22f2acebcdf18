//! A user of the product, for tests with several users.

use std::fmt;

use http::Method;

use crate::host::Host;
use crate::requests::{Call, Open};
use crate::rest::ProductRequest;

/// A user of the product; see [`Host::person`](crate::Host::person).
#[derive(Clone)]
pub struct Person {
    host: Host,
    account_id: String,
}

impl Person {
    pub(crate) fn new(host: Host, account_id: &str) -> Person {
        Person {
            host,
            account_id: account_id.to_owned(),
        }
    }

    /// The account id.
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// [`Host::open`](crate::Host::open) as this user.
    pub fn open(&self, key: &str) -> Open {
        self.host.open(key).as_user(&self.account_id)
    }

    /// [`Host::endpoint`](crate::Host::endpoint) as this user.
    pub fn endpoint(&self, method: Method, path: &str) -> Call {
        self.host.endpoint(method, path).as_user(&self.account_id)
    }

    /// [`Host::product_request`](crate::Host::product_request) as this user.
    pub fn product_request(&self, method: Method, target: &str) -> ProductRequest {
        let request = self.host.product_request(method, target);
        request.as_user(&self.account_id)
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Person").field(&self.account_id).finish()
    }
}
