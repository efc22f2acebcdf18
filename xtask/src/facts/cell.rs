//! The values of table cells, and how they are written in Rust.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Error, IntoDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A value that can be written as a Rust expression.
pub(crate) trait Rust {
    fn rust(&self) -> String;
}

impl Rust for str {
    fn rust(&self) -> String {
        format!("{self:?}")
    }
}

impl Rust for String {
    fn rust(&self) -> String {
        self.as_str().rust()
    }
}

impl Rust for bool {
    fn rust(&self) -> String {
        self.to_string()
    }
}

impl Rust for u32 {
    fn rust(&self) -> String {
        self.to_string()
    }
}

impl<T: Rust> Rust for Option<T> {
    fn rust(&self) -> String {
        self.as_ref()
            .map_or_else(|| "None".to_owned(), |it| format!("Some({})", it.rust()))
    }
}

impl<T: Rust> Rust for [T] {
    fn rust(&self) -> String {
        let items: Vec<String> = self.iter().map(Rust::rust).collect();
        format!("&[{}]", items.join(", "))
    }
}

/// Values separated by commas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct List<T = String>(pub(crate) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<'a> FromIterator<&'a str> for List {
    fn from_iter<I: IntoIterator<Item = &'a str>>(items: I) -> Self {
        items.into_iter().map(str::to_owned).collect()
    }
}

impl<T: Rust> Rust for List<T> {
    fn rust(&self) -> String {
        self.0.rust()
    }
}

impl<T: fmt::Display> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items: Vec<String> = self.0.iter().map(T::to_string).collect();
        serializer.serialize_str(&items.join(","))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let items = text.split(',').filter(|item| !item.is_empty());
        items
            .map(|item| {
                let item: StrDeserializer<'_, D::Error> = item.into_deserializer();
                T::deserialize(item)
            })
            .collect()
    }
}

/// Parses a word of a fact file as the enum for the cell.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let text: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(text).map_err(|error| error.to_string())
}

/// A member's form: its name, with `!` if the form requires the member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Form {
    pub(crate) name: String,
    pub(crate) required: bool,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, if self.required { "!" } else { "" })
    }
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let name = text.strip_suffix('!').unwrap_or(&text);
        if name.is_empty() {
            return Err(D::Error::custom("a form must have a name"));
        }
        Ok(Self {
            name: name.to_owned(),
            required: name.len() < text.len(),
        })
    }
}

impl Rust for Form {
    fn rust(&self) -> String {
        format!(
            "Form {{ name: {}, required: {} }}",
            self.name.rust(),
            self.required
        )
    }
}

/// Enums whose cells are words: the variant in Rust, and the word in a table.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub(crate) enum $name {
            $(#[serde(rename = $word)] $variant,)*
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $word,)* })
            }
        }

        impl Rust for $name {
            fn rust(&self) -> String {
                format!("{}::{self:?}", stringify!($name))
            }
        }
    )* };
}

words! {
    /// How certain a row is; the most certain first.
    Confidence { Official = "official", Observed = "observed", Unverified = "unverified" }

    /// A product; among those that share a module kind, the first decides on its properties' types.
    Product {
        Jira = "jira",
        JiraSoftware = "jira-software",
        JiraServiceManagement = "jira-service-management",
        Confluence = "confluence",
        Bitbucket = "bitbucket",
        Common = "common",
    }

    /// Whether a kind's key contains one module or a list.
    Shape { One = "one", Many = "many" }

    /// The item that an app annotates to declare a module.
    Item { Function = "function", Struct = "struct" }

    /// How the host uses a module's URL.
    Invocation { Iframe = "iframe", Callback = "callback", Fetch = "fetch", None = "none" }

    /// How a row of context parameters names one or many.
    Rule {
        Exact = "exact",
        Identifier = "identifier",
        Below = "below",
        Condition = "condition",
        MacroParameter = "macro",
    }

    /// An environment of Atlassian's cloud.
    EnvironmentKind {
        Production = "production",
        Staging = "staging",
        Fedramp = "fedramp",
        FedrampStaging = "fedramp-staging",
    }

    /// The required form of a URL in `app!`.
    Address { Whole = "whole", Linked = "linked", Https = "https", Below = "below" }

    /// An HTTP method.
    Method { Delete = "DELETE", Get = "GET", Patch = "PATCH", Post = "POST", Put = "PUT" }

    /// A REST API.
    Api {
        JiraV3 = "jira-v3",
        JiraV2 = "jira-v2",
        JiraSoftware = "jira-software",
        JiraServiceManagement = "jira-service-management",
        ConfluenceV1 = "confluence-v1",
        ConfluenceV2 = "confluence-v2",
    }

    /// The content of a successful response.
    Response {
        Bytes = "bytes",
        Json = "json",
        JsonOrNothing = "json?",
        Nothing = "none",
        Redirect = "redirect",
        Unstated = "unstated",
    }

    /// How often a Forge app can have a module: `plain` means once without `useAsConfig` and the like.
    PerApp { One = "one", Plain = "plain", Many = "many" }

    /// How Forge calls an app for a module.
    ForgeCall { Resolver = "resolver", Endpoint = "endpoint", Function = "function" }

    /// What the user is viewing when Forge evaluates the conditions of a module.
    View { Jira = "jira", JiraProject = "jira-project", JiraIssue = "jira-issue", Confluence = "confluence" }

    /// How a Forge property is derived from one of a Connect module.
    Transform {
        Text = "text",
        Url = "url",
        Copy = "copy",
        Lower = "lower",
        Shell = "shell",
        Operators = "operators",
        Yes = "yes",
    }

    /// A kind of request body.
    Body {
        Any = "any",
        Json = "json",
        JsonPatch = "json-patch",
        Multipart = "multipart",
        Text = "text",
    }
}
