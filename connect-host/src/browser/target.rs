//! Building request targets: paths that contain values, and queries.

use url::form_urlencoded::Serializer;

use crate::wire::qsh;

/// A value escaped as one path segment.
pub(super) fn escape(value: &str) -> String {
    qsh::escape(value)
}

/// A path with these query parameters.
pub(super) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs);
    match query.finish().as_str() {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
