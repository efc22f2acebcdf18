//! The tables of operations' responses, read when the first example is requested.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use connect_model::operation::Operation;
use http::StatusCode;

use super::shape::Shape;

/// An operation's successful response.
pub(super) struct Documented {
    pub(super) status: StatusCode,
    pub(super) api: &'static str,
    /// `None` if it has no content.
    pub(super) shape: Option<Shape>,
}

/// The cells of a row: its API, status and shape.
type Cells = [&'static str; 3];

/// The rows by path and method.
static RESPONSES: LazyLock<BTreeMap<(&str, &str), Cells>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../facts/responses.tsv"));
    rows.filter_map(|row| match row[..] {
        [path, method, api, status, holds] => Some(((path, method), [api, status, holds])),
        _ => None,
    })
    .collect()
});

/// The shapes by name: the APIs that have one, and its members.
static SHAPES: LazyLock<BTreeMap<&str, Vec<[&str; 2]>>> = LazyLock::new(|| {
    let mut shapes: BTreeMap<&str, Vec<[&str; 2]>> = BTreeMap::new();
    for row in rows(include_str!("../../facts/shapes.tsv")) {
        if let [name, apis, holds] = row[..] {
            shapes.entry(name).or_default().push([apis, holds]);
        }
    }
    shapes
});

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

/// An operation's successful response, if it is documented.
pub(super) fn response(operation: &Operation) -> Option<Documented> {
    let key = (operation.path(), operation.method().name());
    let [api, status, holds] = RESPONSES.get(&key).copied()?;
    Some(Documented {
        status: StatusCode::from_bytes(status.as_bytes()).ok()?,
        api,
        shape: Shape::parse(holds).filter(|_| holds != "-"),
    })
}

/// A shape by its name, as in this API.
pub(super) fn shape(api: &str, name: &str) -> Option<Shape> {
    let mut known = SHAPES.get(name)?.iter();
    let [_, holds] = known.find(|[apis, _]| apis.split(',').any(|it| it == api))?;
    Shape::parse(holds)
}
