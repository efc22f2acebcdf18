//! Common mistakes in hashing a request ("Understanding JWT for Connect apps").

use percent_encoding::percent_decode_str;

use crate::wire::qsh::{CanonicalRequest, sha256};

/// A wrong way to hash a request, and how it differs from the right one.
pub(super) struct Mistake {
    pub(super) what: String,
    pub(super) canonical: String,
}

/// A part of the canonical form, and what is wrong with it; the first in each list is right.
type Part = (Option<&'static str>, String);

/// The mistakes, in one or more parts, that give a request this hash.
pub(super) fn explaining(
    found: &str,
    method: &str,
    target: &str,
    base_path: &str,
) -> Option<Mistake> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let methods = methods(method);
    let paths = paths(path, base_path);
    let queries = queries(query);
    for method in &methods {
        for path in &paths {
            for query in &queries {
                let canonical = format!("{}&{}&{}", method.1, path.1, query.1);
                if sha256(canonical.as_bytes()) == found {
                    let wrong = [method.0, path.0, query.0];
                    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
                    return Some(Mistake {
                        what: wrong.join(", and "),
                        canonical,
                    });
                }
            }
        }
    }
    None
}

fn methods(method: &str) -> Vec<Part> {
    let mut methods = vec![(None, method.to_uppercase())];
    methods.push((
        Some("the method is in small letters"),
        method.to_lowercase(),
    ));
    for other in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
        methods.push((Some("it is hashed for another method"), other.to_owned()));
    }
    methods
}

fn paths(path: &str, base_path: &str) -> Vec<Part> {
    let canonical = |path: &str| {
        let text = CanonicalRequest::new("", path).text();
        text.trim_matches('&').to_owned()
    };
    let base_path = base_path.trim_end_matches('/');
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    vec![
        (None, canonical(path)),
        (
            Some("the path begins with that of the base URL"),
            canonical(&format!("{base_path}{path}")),
        ),
        (
            Some("the path lacks its beginning, which is not part of the base URL"),
            canonical(path.strip_prefix(base_path).unwrap_or(path)),
        ),
        (Some("the path is decoded"), canonical(&decoded)),
        (Some("the path keeps its closing slash"), path.to_owned()),
        (Some("there is no path"), "/".to_owned()),
    ]
}

fn queries(query: &str) -> Vec<Part> {
    let canonical = |query: &str| {
        let text = CanonicalRequest::of_target("", &format!("/?{query}")).text();
        text.trim_start_matches("&/&").to_owned()
    };
    let right = canonical(query);
    let mut sorted: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with("jwt="))
        .collect();
    let unsorted = sorted.join("&");
    sorted.sort_unstable();
    let decoded = percent_decode_str(&right).decode_utf8_lossy().into_owned();
    vec![
        (Some("the query is left out"), String::new()),
        (
            Some("a blank of the query is written as a plus"),
            right.replace("%20", "+"),
        ),
        (
            Some("the query is hashed as it is sent, unsorted"),
            unsorted,
        ),
        (
            Some("the query is sorted, but not encoded anew"),
            sorted.join("&"),
        ),
        (Some("the query is decoded"), decoded),
        (
            Some("values of one name are not joined by a plain comma"),
            right.replace(',', "%2C"),
        ),
        (None, right),
    ]
    .into_iter()
    .rev()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(canonical: &str) -> Option<String> {
        let found = sha256(canonical.as_bytes());
        explaining(&found, "get", "/a%2Fb/?z=1+2&a=x&a=y", "/wiki").map(|mistake| mistake.what)
    }

    #[test]
    fn each_mistake_has_a_name() {
        for (canonical, what) in [
            ("GET&/a%2Fb&a=x,y&z=1%202", ""),
            ("get&/a%2Fb&a=x,y&z=1%202", "small letters"),
            ("POST&/a%2Fb&a=x,y&z=1%202", "another method"),
            ("GET&/wiki/a%2Fb&a=x,y&z=1%202", "base URL"),
            ("GET&/a/b&a=x,y&z=1%202", "path is decoded"),
            ("GET&/a%2Fb/&a=x,y&z=1%202", "closing slash"),
            ("GET&/&a=x,y&z=1%202", "no path"),
            ("GET&/a%2Fb&", "left out"),
            ("GET&/a%2Fb&a=x,y&z=1+2", "plus"),
            ("GET&/a%2Fb&z=1+2&a=x&a=y", "unsorted"),
            ("GET&/a%2Fb&a=x&a=y&z=1+2", "not encoded anew"),
            ("GET&/a%2Fb&a=x,y&z=1 2", "query is decoded"),
            ("GET&/a%2Fb&a=x%2Cy&z=1%202", "plain comma"),
            ("POST&/wiki/a%2Fb&", "method, and the path begins"),
        ] {
            let found = explained(canonical).unwrap();
            assert!(found.contains(what), "{canonical}: {found}");
        }
        assert!(explained("GET&/other&").is_none());
    }
}
