//! Building the URL that is signed and sent, from a template and values.

use std::borrow::Cow;

use connect_model::ScopeSet;
use url::Url;

use super::error::CallErrorKind;

/// Why a request can't be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InvalidRequest {
    Parameter {
        name: Cow<'static, str>,
        problem: &'static str,
    },
    Path(&'static str),
    Body(Cow<'static, str>),
    ScopeNotNamed {
        needed: ScopeSet,
        named: ScopeSet,
    },
}

impl From<InvalidRequest> for CallErrorKind {
    fn from(invalid: InvalidRequest) -> Self {
        match invalid {
            InvalidRequest::Parameter { name, problem } => Self::Parameter { name, problem },
            InvalidRequest::Path(problem) => Self::Path { problem },
            InvalidRequest::Body(problem) => Self::Body { problem },
            InvalidRequest::ScopeNotNamed { needed, named } => {
                Self::ScopeNotNamed { needed, named }
            }
        }
    }
}

/// Replaces the placeholders with encoded values.
pub(super) fn expand(
    template: &str,
    values: &[(&'static str, String)],
) -> Result<String, InvalidRequest> {
    let mut path = String::with_capacity(template.len() + 32);
    let mut used = 0;
    let mut rest = template;
    while let Some((plain, more)) = rest.split_once('{') {
        path.push_str(plain);
        let Some((name, after)) = more.split_once('}') else {
            return Err(InvalidRequest::Path("has a `{` without a `}`"));
        };
        let mut given = values.iter().filter(|(known, _)| *known == name);
        let problem = |problem| InvalidRequest::Parameter {
            name: Cow::Owned(name.to_owned()),
            problem,
        };
        let (_, value) = given
            .next()
            .ok_or_else(|| problem("of the path is missing"))?;
        if given.next().is_some() {
            return Err(problem("of the path is given twice"));
        }
        match value.as_str() {
            "" => return Err(problem("of the path is empty")),
            "." | ".." => {
                return Err(problem(
                    "of the path is `.` or `..`, which is not a segment",
                ));
            }
            _ => path.push_str(value),
        }
        used += 1;
        rest = after;
    }
    path.push_str(rest);
    if used == values.len() {
        return Ok(path);
    }
    match values
        .iter()
        .find(|(name, _)| !template.contains(&format!("{{{name}}}")))
    {
        Some((name, _)) => Err(InvalidRequest::Parameter {
            name: Cow::Borrowed(name),
            problem: "is not in the path",
        }),
        None => Ok(path),
    }
}

/// The URL of a path below a site, exactly as written: if a URL parser would read the text in any
/// other way (another host, `..`, a space, a backslash), the path is rejected.
///
/// `path` is relative to the site's origin, so it may start with the base path, which is otherwise
/// prepended. Only path and query are parsed: the origin is always the site's.
pub(super) fn address(
    site: &Url,
    base_path: &str,
    path: &str,
    query: &str,
) -> Result<Url, InvalidRequest> {
    if !path.starts_with('/') {
        return Err(InvalidRequest::Path(
            "does not begin with `/`: only the tenant's own site is called, by path",
        ));
    }
    if path.starts_with("//") {
        return Err(InvalidRequest::Path(
            "begins with `//`, which leads to another host",
        ));
    }
    if path.contains('#') || query.contains('#') {
        return Err(InvalidRequest::Path("has a `#`"));
    }
    let below = path
        .strip_prefix(base_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = if below {
        Cow::Borrowed(path)
    } else {
        Cow::Owned([base_path, path].concat())
    };
    let mut url = site.clone();
    url.set_path(&path);
    url.set_query((!query.is_empty()).then_some(query));
    if url.path() != path || url.query().unwrap_or_default() != query {
        return Err(InvalidRequest::Path(
            "is not written as it would be sent: it has `.` or `..` segments, or characters that \
             must be percent-encoded (give values with `path` and `query`, which encode them)",
        ));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::query_value::encode;
    use super::*;

    const ORIGIN: &str = "https://t.atlassian.net";

    fn encoded(value: &str) -> String {
        let mut text = String::new();
        encode(&mut text, &value);
        text
    }

    fn site(base: &str) -> Url {
        Url::parse(&format!("{ORIGIN}{base}")).unwrap()
    }

    fn of(path: &str) -> Result<Url, InvalidRequest> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        address(&site(""), "", path, query)
    }

    #[test]
    fn only_paths_of_the_own_site() {
        for path in [
            "https://evil.example/rest/api/3/myself",
            "https://t.atlassian.net/rest/api/3/myself",
            "http://t.atlassian.net/rest/api/3/myself",
            "//evil.example/rest",
            "//t.atlassian.net/rest",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "@evil.example/",
            ".evil.example/",
            ":8443/rest",
            "rest/api/3/myself",
            "",
            "?a=b",
            " /rest",
            "/re st",
            "/rest\n",
            "/\t/evil.example",
            "/\r\nHost: evil.example",
            "/rest/../admin",
            "/rest/./admin",
            "/rest/%2e%2E/admin",
            "/rest/.%2e",
            "/..",
            "/rest#fragment",
            "/rest?a=b#fragment",
            "/rest?a= b",
            "/rest/ä",
            "/rest?q=ä",
            "/rest?q=\"",
            "/\0",
        ] {
            assert!(of(path).is_err(), "{path:?} gave {}", of(path).unwrap());
        }
        for path in [
            "/",
            "/rest/api/3/myself",
            "/rest/api/3/myself?a=b&c=%20",
            "/@evil.example",
            "/https://evil.example",
            "/rest/a%2Fb",
        ] {
            assert_eq!(of(path).unwrap().as_str(), format!("{ORIGIN}{path}"));
        }
    }

    #[test]
    fn the_base_path_appears_once() {
        let of = |path| address(&site("/wiki"), "/wiki", path, "").unwrap();
        assert_eq!(of("/wiki/api/v2/pages").path(), "/wiki/api/v2/pages");
        assert_eq!(of("/rest/api/content").path(), "/wiki/rest/api/content");
        assert_eq!(of("/wikipedia").path(), "/wiki/wikipedia");
        assert_eq!(of("/wiki").path(), "/wiki");
    }

    #[test]
    fn every_name_is_given_exactly_once() {
        let problem = |template, values: &[(&'static str, &str)]| {
            let values: Vec<_> = values.iter().map(|(n, v)| (*n, encoded(v))).collect();
            match expand(template, &values) {
                Ok(path) => path,
                Err(InvalidRequest::Parameter { name, problem }) => format!("{name} {problem}"),
                Err(other) => format!("{other:?}"),
            }
        };
        let two = "/a/{x}/b/{y}";
        assert_eq!(problem(two, &[("x", "1"), ("y", "2")]), "/a/1/b/2");
        assert_eq!(problem(two, &[("y", "{x}"), ("x", "1")]), "/a/1/b/%7Bx%7D");
        assert_eq!(problem(two, &[("x", "1")]), "y of the path is missing");
        assert_eq!(problem("/a", &[("x", "1")]), "x is not in the path");
        assert_eq!(
            problem("/{x}", &[("x", "1"), ("x", "2")]),
            "x of the path is given twice"
        );
        for value in ["", ".", ".."] {
            let message = problem("/{x}", &[("x", value)]);
            assert!(message.starts_with("x of the path is"), "{message}");
        }
    }

    proptest! {
        /// For any value, it is one segment, which decodes to that value.
        #[test]
        fn a_value_stays_inside_its_segment(value in any::<String>()) {
            prop_assume!(!matches!(value.as_str(), "" | "." | ".."));
            let path = expand("/rest/{value}/end", &[("value", encoded(&value))]).unwrap();
            let url = address(&site(""), "", &path, "").unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 3);
            let decoded = percent_encoding::percent_decode_str(segments[1]).decode_utf8().unwrap();
            prop_assert_eq!(&*decoded, &*value);
            prop_assert_eq!(url.host_str(), Some("t.atlassian.net"));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }

        /// For any path, a request goes to the tenant's own origin or nowhere.
        #[test]
        fn no_text_leads_elsewhere(path in "[/\\\\.@:?#%a-f0-9 \\t-]{0,24}") {
            if let Ok(url) = of(&path) {
                prop_assert_eq!(url.origin().ascii_serialization(), ORIGIN);
                prop_assert!(url.username().is_empty() && url.password().is_none());
            }
        }
    }
}
