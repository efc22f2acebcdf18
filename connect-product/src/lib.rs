//! What a local Jira or Confluence knows, behind the operations of the products' REST APIs.
//!
//! [`Data::answer`] takes a [`Request`] of which the operation is found, and its caller's token and
//! scopes are checked. It answers what the product would: what it remembers, as far as the user may
//! see it. A [`Reply`] also says what has changed, in the words of the webhooks that a product sends
//! for it.

mod example;
mod request;

pub use request::{Body, Caller, Change, Known, Reply, Request};

use connect_model::HostProduct;

/// What one site of a product knows.
#[derive(Debug)]
pub struct Data {
    product: HostProduct,
}

impl Data {
    /// A site that knows the demo data.
    #[must_use]
    pub fn demo(product: HostProduct) -> Data {
        Data { product }
    }

    /// The product whose data it is.
    #[must_use]
    pub fn product(&self) -> HostProduct {
        self.product
    }

    /// What the product answers; `None` for an operation whose subject it does not know.
    pub async fn answer(&self, request: &Request<'_>) -> Option<Reply> {
        Some(example::example(request))
    }
}
