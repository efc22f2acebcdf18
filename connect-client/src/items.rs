//! Paginated lists as a stream of their items.

use std::any::type_name;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use connect_model::Method;
use futures_util::stream::try_unfold;
use futures_util::{Stream, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::answer::{Is, MayBeList};
use super::call::Call;
use super::connection::Connection;
use super::error::{CallError, CallErrorKind};
use super::from_response::FromResponse;
use super::page::{Next, Unreadable, read};
use super::paging::{Paging, Walk};
use super::request::RequestParts;
use super::send::send;

/// The items of a paginated list. A page is requested when the one before it is used up.
///
/// It is a [`Stream`]; [`Items::next`] and [`Items::all`] work without further imports. An error is
/// the last item.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T>(Pin<Box<dyn Stream<Item = Result<T, CallError>> + Send>>);

impl<T: Send + 'static> Items<T> {
    /// The next item.
    pub async fn next(&mut self) -> Option<Result<T, CallError>> {
        self.0.next().await
    }

    /// Collects all remaining items. Limit a list that may be long with [`StreamExt::take`].
    ///
    /// # Errors
    /// The first error; the items before it are lost.
    pub async fn all(self) -> Result<Vec<T>, CallError> {
        self.0.try_collect().await
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, CallError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items(…)")
    }
}

impl<T: DeserializeOwned + Send + 'static, A> Call<T, A> {
    /// The items of all pages of a list; each is a `T`.
    ///
    /// This does not compile for a `jira!` or `confluence!` operation that is documented to return a
    /// single object or nothing: await the call, or specify with [`Call::items_by`] where the list is.
    ///
    /// ```no_run
    /// # async fn example(client: connect_client::Client) -> Result<(), connect_client::CallError> {
    /// # use connect_client::Operation;
    /// # use connect_model::{Method, Product, Scope};
    /// # const SEARCH: Operation = Operation::new(Method::Get, Product::Jira, "/rest/api/3/search/jql", &[Scope::Read]);
    /// let mut issues = client
    ///     .call::<serde_json::Value>(&SEARCH)
    ///     .query("jql", "votes > 0")
    ///     .items();
    /// while let Some(issue) = issues.next().await {
    ///     println!("{}", issue?["key"]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn items<B: MayBeList>(self) -> Items<T>
    where
        A: Is<B>,
    {
        self.items_by(Paging::Auto)
    }

    /// As [`Call::items`], for lists whose responses don't show how they are paged.
    pub fn items_by(self, paging: Paging) -> Items<T> {
        let mut parts = self.parts;
        let paging = Walk::of(&mut parts, paging);
        let pages = Pages {
            connection: self.connection,
            start: paging.start(&parts),
            parts: Some(parts),
            paging,
            asked: Vec::new(),
            items: VecDeque::new(),
        };
        Items(Box::pin(try_unfold(pages, |mut pages| async move {
            Ok(pages.item().await?.map(|item| (item, pages)))
        })))
    }
}

struct Pages<T> {
    connection: Arc<Connection>,
    /// The call for the next page; `None` after the last one.
    parts: Option<Box<RequestParts>>,
    paging: Walk,
    start: u64,
    /// The parameters of the last page's request.
    asked: Vec<(String, String)>,
    items: VecDeque<T>,
}

impl<T: DeserializeOwned> Pages<T> {
    async fn item(&mut self) -> Result<Option<T>, CallError> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Ok(Some(item));
            }
            let Some(parts) = self.parts.take() else {
                return Ok(None);
            };
            self.page(parts).await?;
        }
    }

    async fn page(&mut self, mut parts: Box<RequestParts>) -> Result<(), CallError> {
        let accept = <Value as FromResponse>::ACCEPT;
        let connection = Arc::clone(&self.connection);
        let mut response = send(connection, parts.clone(), accept).await?;
        let body = response.json().await?;
        let context = response.into_context();
        let unreadable = |unreadable| match unreadable {
            Unreadable::Json(source) => CallErrorKind::Decode {
                expected: type_name::<T>(),
                source,
            },
            Unreadable::Bare => CallErrorKind::Page {
                problem: "the response is a bare list, which doesn't say whether it goes on; \
                          help: say so with `items_by(Paging::Whole)` or `items_by(Paging::StartAt)`",
            },
            Unreadable::NoItems => CallErrorKind::Page {
                problem: "the response has no list where items are expected; \
                          help: name its field with `items_by(Paging::In(\"…\"))`",
            },
        };
        let page = read::<T>(&body, self.paging, self.start)
            .map_err(|error| CallError::new(&context, unreadable(error)))?;
        self.start = match self.paging {
            Walk::Range { size, .. } => self.start.saturating_add(size),
            Walk::By(_) => self.start + u64::try_from(page.items.len()).unwrap_or_default(),
        };
        self.items = page.items.into();
        let Next::Set(next) = page.next else {
            return Ok(());
        };
        if next == self.asked {
            let problem = "the page links to itself";
            return Err(CallError::new(&context, CallErrorKind::Page { problem }));
        }
        parts.turn_to(&next);
        self.asked = next;
        self.parts = Some(parts);
        Ok(())
    }
}

impl RequestParts {
    /// Sets the parameters of the next page: in the body if it contains them, else in the query.
    fn turn_to(&mut self, next: &[(String, String)]) {
        if self.method == Method::Post
            && let Some((_, body)) = &mut self.body.content
            && let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(body)
        {
            for (name, value) in next {
                let value = match (name.as_str(), value.parse::<u64>()) {
                    ("startAt" | "start", Ok(number)) => Value::from(number),
                    _ => Value::from(value.as_str()),
                };
                fields.insert(name.clone(), value);
            }
            *body = Bytes::from(Value::Object(fields).to_string());
            return;
        }
        // A link repeats a parameter for each of its values.
        let mut names: Vec<&str> = next.iter().map(|(name, _)| &**name).collect();
        names.dedup();
        for name in &names {
            self.remove_query(name);
        }
        for (name, value) in next {
            self.add_query(name, value);
        }
    }
}
