//! Response types for the REST APIs of Jira and Confluence Cloud, for the operations that most apps
//! call.
//!
//! The caller names the type; nothing else is needed.
//!
//! ```
//! use connect_answers::jira::Issue;
//!
//! // let issue: Issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", …).await?;
//! let issue: Issue = serde_json::from_str(
//!     r#"{"id": "10001", "key": "DEMO-1", "fields": {
//!         "summary": "Try the app", "created": "2024-01-01T10:00:00.000+0000"
//!     }}"#,
//! )?;
//! assert_eq!(issue.key, "DEMO-1");
//! let created = issue.fields.created.map(|created| created.to_string());
//! assert_eq!(created.as_deref(), Some("2024-01-01T10:00:00Z"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! | operation | type |
//! |---|---|
//! | `GET /rest/api/3/issue/{issueIdOrKey}` | [`jira::Issue`] |
//! | `POST /rest/api/3/issue` | [`jira::CreatedIssue`] |
//! | `GET`, `POST /rest/api/3/search/jql` | [`jira::SearchResults`], with `.items()` [`jira::Issue`] |
//! | `GET /rest/api/3/issue/{issueIdOrKey}/changelog` | with `.items()` [`jira::Changelog`] |
//! | `…/issue/{issueIdOrKey}/comment`, `…/comment/{id}` | [`jira::Comment`]; the list with `.items()` |
//! | `…/issue/{issueIdOrKey}/worklog`, `…/worklog/{id}` | [`jira::Worklog`]; the list with `.items()` |
//! | `GET /rest/api/3/issue/{issueIdOrKey}/transitions` | [`jira::Transitions`] |
//! | `GET /rest/api/3/issue/{issueIdOrKey}/votes`, `…/watchers` | [`jira::Votes`], [`jira::Watchers`] |
//! | `POST /rest/api/3/issue/{issueIdOrKey}/attachments`, `GET /rest/api/3/attachment/{id}` | [`jira::Attachment`] |
//! | `GET /rest/api/3/project/{projectIdOrKey}`, `GET /rest/api/3/project/search` | [`jira::Project`]; the list with `.items()` |
//! | `GET /rest/api/3/project/{projectIdOrKey}/versions`, `…/components` | lists of [`jira::Version`], [`jira::Component`] |
//! | `GET /rest/api/3/user`, `GET /rest/api/3/myself`, `GET /rest/api/3/user/search` and the like | [`jira::User`] |
//! | `GET /rest/api/3/group/member`, `GET /rest/api/3/group/bulk`, `GET /rest/api/3/groups/picker` | [`jira::User`], [`jira::Group`], [`jira::FoundGroups`] |
//! | `GET /rest/api/3/field`, `…/status`, `…/issuetype`, `…/issueLinkType` | [`jira::Field`], [`jira::Status`], [`jira::IssueType`], [`jira::IssueLinkTypes`] |
//! | `GET /rest/api/3/mypermissions`, `GET /rest/api/3/permissions` | [`jira::Permissions`] |
//! | `GET /rest/api/3/serverInfo` | [`jira::ServerInfo`] |
//! | `GET …/properties/{propertyKey}` in Jira | [`jira::EntityProperty`] |
//! | `GET /wiki/api/v2/pages/{id}`, `GET /wiki/api/v2/pages` and other lists of pages | [`confluence::Page`] |
//! | `GET /wiki/api/v2/pages/{id}/children` | [`confluence::ChildPage`] |
//! | `GET /wiki/api/v2/blogposts/{id}`, `GET /wiki/api/v2/blogposts` | [`confluence::BlogPost`] |
//! | `GET /wiki/api/v2/spaces/{id}`, `GET /wiki/api/v2/spaces` | [`confluence::Space`] |
//! | `…/footer-comments`, `…/inline-comments` | [`confluence::Comment`] |
//! | `…/attachments`, `…/labels`, `…/tasks` | [`confluence::Attachment`], [`confluence::Label`], [`confluence::Task`] |
//! | `GET …/properties/{property-id}` in Confluence | [`confluence::ContentProperty`] |
//! | `GET /wiki/rest/api/search` | [`confluence::SearchResults`], with `.items()` [`confluence::SearchResult`] |
//! | `GET /wiki/rest/api/user`, `GET /wiki/rest/api/user/current` | [`confluence::User`] |
//! | `GET …/rest/atlassian-connect/1/addons/{addonKey}` in both | [`connect::InstalledApp`] |
//!
//! A single page of a list, fetched without `.items()`, is a [`List`].
//!
//! They are generated from the products' OpenAPI documents, and are more lenient than those: unknown
//! members are ignored, and none is required. One that is absent, null, or `""` in place of an object
//! becomes [`None`], or empty if it is not an [`Option`] (`id`, `key`, lists). What the documents leave
//! open is a [`serde_json::Value`]. For anything that is missing here, use a type of your own: any that
//! serde can deserialize works.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod confluence;
pub mod connect;
pub mod jira;
mod list;
#[cfg(test)]
mod tests;

pub use connect_events::{Id, Timestamp};

pub use self::list::List;

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
