//! The REST client's methods that call operations without a macro that shows it.
//!
//! A build script recognizes them by their form: `jira.app_properties()`,
//! `jira.properties(Entity::Issue(key), scopes![WRITE])`. The operations that they call determine the scopes
//! that the app requests on Forge, where each operation has its own.

use crate::method::Method;
use crate::product::Product;

/// A method of the client, and the operations that it may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientMethod {
    /// Its name: `properties`.
    pub name: &'static str,
    /// The type and the variant of its first argument, if that matters: `Entity` and `Issue`.
    pub of: Option<(&'static str, &'static str)>,
    /// The product of the operations; [`Product::Common`] for those that each product has.
    pub product: Product,
    /// The operations, by their documented paths.
    pub operations: &'static [(Method, &'static str)],
}

/// A list of properties, and a property by its key or id.
macro_rules! kept {
    ($name:literal, $type:literal :: $variant:literal, $product:ident, $path:literal, $one:literal, $write:ident) => {
        ClientMethod {
            name: $name,
            of: Some(($type, $variant)),
            product: Product::$product,
            operations: kept!($write $path, $one),
        }
    };
    (Put $path:literal, $one:literal) => {
        &[
            (Method::Get, $path),
            (Method::Get, concat!($path, "/", $one)),
            (Method::Put, concat!($path, "/", $one)),
            (Method::Delete, concat!($path, "/", $one)),
        ]
    };
    (Post $path:literal, $one:literal) => {
        &[
            (Method::Get, $path),
            (Method::Post, $path),
            (Method::Put, concat!($path, "/", $one)),
            (Method::Delete, concat!($path, "/", $one)),
        ]
    };
}

/// The operations of Connect's own API.
pub(crate) const OF_CONNECT: &str = "/rest/atlassian-connect/";

const METHODS: [ClientMethod; 17] = [
    kept!("properties", "Entity"::"Issue", Jira, "/rest/api/3/issue/{issueIdOrKey}/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"Project", Jira, "/rest/api/3/project/{projectIdOrKey}/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"Comment", Jira, "/rest/api/3/comment/{commentId}/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"IssueType", Jira, "/rest/api/3/issuetype/{issueTypeId}/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"User", Jira, "/rest/api/3/user/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"Board", JiraSoftware, "/rest/agile/1.0/board/{boardId}/properties", "{propertyKey}", Put),
    kept!("properties", "Entity"::"Sprint", JiraSoftware, "/rest/agile/1.0/sprint/{sprintId}/properties", "{propertyKey}", Put),
    kept!("content_properties", "Content"::"Page", Confluence, "/wiki/api/v2/pages/{page-id}/properties", "{property-id}", Post),
    kept!("content_properties", "Content"::"BlogPost", Confluence, "/wiki/api/v2/blogposts/{blogpost-id}/properties", "{property-id}", Post),
    kept!("content_properties", "Content"::"Attachment", Confluence, "/wiki/api/v2/attachments/{attachment-id}/properties", "{property-id}", Post),
    kept!("content_properties", "Content"::"Comment", Confluence, "/wiki/api/v2/comments/{comment-id}/properties", "{property-id}", Post),
    kept!("content_properties", "Content"::"CustomContent", Confluence, "/wiki/api/v2/custom-content/{custom-content-id}/properties", "{property-id}", Post),
    kept!("content_properties", "Content"::"Space", Confluence, "/wiki/api/v2/spaces/{space-id}/properties", "{property-id}", Post),
    ClientMethod {
        name: "app_properties",
        of: None,
        product: Product::Common,
        operations: &[(
            Method::Put,
            "/rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}",
        )],
    },
    ClientMethod {
        name: "dynamic_modules",
        of: None,
        product: Product::Common,
        operations: &[(Method::Post, "/rest/atlassian-connect/1/app/module/dynamic")],
    },
    ClientMethod {
        name: "report_accounts",
        of: None,
        product: Product::Common,
        operations: &[(
            Method::Post,
            "/rest/atlassian-connect/latest/report-accounts",
        )],
    },
    ClientMethod {
        name: "report_personal_data",
        of: None,
        product: Product::Common,
        operations: &[
            (
                Method::Post,
                "/rest/atlassian-connect/latest/report-accounts",
            ),
            (
                Method::Put,
                "/rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}",
            ),
        ],
    },
];

/// All client methods.
#[must_use]
pub fn client_methods() -> &'static [ClientMethod] {
    &METHODS
}

impl ClientMethod {
    /// Its name in messages: `properties(Entity::Issue)`.
    #[must_use]
    pub fn label(&self) -> String {
        match self.of {
            Some((of, variant)) => format!("{}({of}::{variant})", self.name),
            None => self.name.to_owned(),
        }
    }
}
