//! Finding the operations that a method and path may refer to.

use connect_model::operation::{Operation, OperationError, operation_of_request};
use connect_model::{Method, Product};

/// The products whose pages the app has.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    /// The products that the app is for, judging by its modules; else all.
    likely: Vec<Product>,
    rest: Vec<Product>,
}

/// The products that `AP.request` can call.
const HOSTS: [Product; 2] = [Product::Jira, Product::Confluence];

impl Hosts {
    pub(super) fn new(products: &[Product]) -> Self {
        let likely = |host: &Product| products.iter().any(|product| product.host() == *host);
        let (likely, rest): (Vec<_>, Vec<_>) = HOSTS.into_iter().partition(likely);
        if likely.is_empty() {
            Self {
                likely: rest,
                rest: likely,
            }
        } else {
            Self { likely, rest }
        }
    }

    /// The operations that a request may be for: one, except for the few that both products have. The
    /// paths are readings of one URL, and the first one that matches counts.
    ///
    /// # Errors
    /// What is wrong, and what may be meant instead.
    pub(super) fn operations(
        &self,
        method: Method,
        paths: &[String],
    ) -> Result<Vec<&'static Operation>, Wrong> {
        for hosts in [&self.likely, &self.rest] {
            for path in paths.iter().flat_map(|path| versions(path)) {
                let found: Vec<_> = hosts
                    .iter()
                    .filter_map(|host| operation_of_request(*host, method, &path).ok())
                    .collect();
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
        let path = paths.first().map_or("", |path| &**path);
        let mut wrong: Vec<Wrong> = self
            .likely
            .iter()
            .filter_map(|host| operation_of_request(*host, method, path).err())
            .map(|error| Wrong::of(&error, path))
            .collect();
        wrong.sort_by_key(|wrong| wrong.distance);
        Err(wrong.into_iter().next().unwrap_or_default())
    }
}

/// Why a request matches no operation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wrong {
    /// How unlikely the path is, given what is known about it.
    distance: u8,
    pub(super) message: String,
    /// What may be meant, if something is close.
    pub(super) help: Option<String>,
}

impl Wrong {
    fn of(error: &OperationError, path: &str) -> Self {
        match error {
            OperationError::UnknownPath { nearest, .. } if nearest.is_empty() => Self {
                distance: 2,
                message: format!("unknown path {path:?}"),
                help: None,
            },
            OperationError::UnknownPath { .. } => Self {
                distance: 1,
                message: error.to_string(),
                help: Some(error.help()),
            },
            _ => Self {
                distance: 0,
                message: error.to_string(),
                help: Some(error.help()),
            },
        }
    }
}

/// A path with each version that `latest` can stand for, which Jira accepts as well.
fn versions(path: &str) -> Vec<String> {
    match path.strip_prefix("/rest/api/latest/") {
        Some(rest) => ["3", "2"]
            .iter()
            .map(|version| format!("/rest/api/{version}/{rest}"))
            .collect(),
        None => vec![path.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(products: &[Product], method: Method, path: &str) -> String {
        match Hosts::new(products).operations(method, &[path.to_owned()]) {
            Ok(found) => found
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
            Err(wrong) => format!("{}; {}", wrong.message, wrong.help.unwrap_or_default()),
        }
    }

    #[test]
    fn a_path_is_looked_for_in_the_apps_products_first() {
        use Method::{Get, Put};
        use Product::{Confluence, Jira, JiraSoftware};
        for (products, method, path, expected) in [
            (
                &[Jira][..],
                Get,
                "/rest/api/3/issue/{key}",
                "GET /rest/api/3/issue/{issueIdOrKey}",
            ),
            (
                &[],
                Get,
                "/rest/api/content/search",
                "GET /wiki/rest/api/content/search",
            ),
            (
                &[Jira],
                Get,
                "/rest/api/content/search",
                "GET /wiki/rest/api/content/search",
            ),
            (
                &[Confluence],
                Get,
                "/wiki/rest/api/content/search",
                "GET /wiki/rest/api/content/search",
            ),
            (
                &[JiraSoftware],
                Get,
                "/rest/api/latest/issue/A-1",
                "GET /rest/api/3/issue/{issueIdOrKey}",
            ),
            (
                &[],
                Get,
                "/rest/atlassian-connect/1/app/module/dynamic",
                "GET /rest/atlassian-connect/1/app/module/dynamic, \
                 GET /wiki/rest/atlassian-connect/1/app/module/dynamic",
            ),
            (
                &[Jira],
                Get,
                "/rest/api/3/isue/{key}",
                "unknown Jira path \"/rest/api/3/isue/{key}\"; did you mean \"/rest/api/3/issue/{issueIdOrKey}\"?",
            ),
            (
                &[Jira],
                Get,
                "/plugins/mine",
                "unknown path \"/plugins/mine\"; ",
            ),
            (
                &[],
                Put,
                "/rest/api/3/myself",
                "unknown method `PUT` of \"/rest/api/3/myself\"; use `GET`",
            ),
        ] {
            assert_eq!(
                looked_up(products, method, path),
                expected,
                "{products:?} {path}"
            );
        }
    }
}
