//! The descriptor's own fields ("App descriptor").

use std::collections::BTreeMap;

use connect_auth::environment::is_loopback;
use connect_model::app_field::{ADDRESSES, Address, NOT_IN_DESCRIPTOR};
use connect_model::nearest::nearest;
use connect_model::{Property, Scope, ScopeSet, app_fields};
use serde_json::{Map, Value};
use url::{ParseError, Url};

use super::findings::{Findings, kind_of};
use super::site_message::{NO_INSTALLED_CALLBACK, NO_SCHEME, NOT_SECURE};
use super::{property, urls};
use crate::wire::url::{is_descriptor, without_trailing_slash};

/// The documented limit; older documents and Forge allow more.
const KEY_LENGTH: usize = 64;

/// The fields with rules of their own, and the one that only editors read.
const OTHER_FIELDS: [&str; 7] = [
    "$schema",
    "authentication",
    "baseUrl",
    "key",
    "lifecycle",
    "modules",
    "scopes",
];

const LIFECYCLE: [&str; 5] = [
    "installed",
    "uninstalled",
    "enabled",
    "disabled",
    "dare-migration",
];

pub(super) fn key(descriptor: &Map<String, Value>, findings: &mut Findings) -> Option<String> {
    if !descriptor.contains_key("key") {
        findings.problem("key", "is missing");
    }
    let key = findings.text(descriptor, "key", "key")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if key.is_empty() || !key.chars().all(allowed) {
        findings.problem(
            "key",
            format!("{key:?} must be letters, digits, `-`, `.` and `_` only"),
        );
    }
    let length = key.chars().count();
    if length > KEY_LENGTH {
        findings.problem(
            "key",
            format!("has {length} characters; at most {KEY_LENGTH} are allowed"),
        );
    }
    Some(key.to_owned())
}

pub(super) fn base_url(
    descriptor: &Map<String, Value>,
    fetched_from: &Url,
    findings: &mut Findings,
) -> Option<Url> {
    if !descriptor.contains_key("baseUrl") {
        findings.problem("baseUrl", "is missing");
    }
    let given = findings.text(descriptor, "baseUrl", "baseUrl")?;
    let url = match Url::parse(given) {
        Ok(url) if url.has_host() => url,
        Err(ParseError::RelativeUrlWithoutBase) => {
            findings.problem_with_help(
                "baseUrl",
                NO_SCHEME.with(&[]),
                format!("{given:?} is not an absolute URL"),
            );
            return None;
        }
        _ => {
            findings.problem("baseUrl", format!("{given:?} is not an absolute URL"));
            return None;
        }
    };
    let local = is_loopback(&url);
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        findings.problem_with_help(
            "baseUrl",
            NOT_SECURE.with(&[]),
            format!("{given:?} would do only on loopback, and only for a local host"),
        );
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        findings.problem(
            "baseUrl",
            format!("{given:?} must have no user, query or fragment"),
        );
    }
    // `localhost` and `127.0.0.1` are the same machine.
    let same_machine = local && is_loopback(fetched_from);
    let same_host = url.host() == fetched_from.host() || same_machine;
    let same = same_host
        && url.scheme() == fetched_from.scheme()
        && url.port_or_known_default() == fetched_from.port_or_known_default()
        && same_path(&url, fetched_from);
    if !same {
        let help = if is_descriptor(fetched_from) {
            format!("that was {:?}", fetched_from.as_str())
        } else {
            format!(
                "the app is at {:?}",
                without_trailing_slash(fetched_from.as_str())
            )
        };
        findings.problem_with_help(
            "baseUrl",
            format!("{given:?} is not where the descriptor was fetched from"),
            help,
        );
    }
    Some(url)
}

/// Whether the base URL's path equals the other's, or is a prefix of the descriptor's address.
fn same_path(base_url: &Url, fetched_from: &Url) -> bool {
    let (base, address) = (without_trailing_slash(base_url.path()), fetched_from.path());
    if is_descriptor(fetched_from) {
        let rest = address.strip_prefix(base);
        rest.is_some_and(|rest| rest.starts_with('/'))
    } else {
        base == without_trailing_slash(address)
    }
}

/// Checks everything except key, base URL and modules; returns the scopes.
pub(super) fn check(descriptor: &Map<String, Value>, findings: &mut Findings) -> ScopeSet {
    let has_installed = lifecycle(descriptor, findings);
    authentication(descriptor, has_installed, findings);
    let scopes = scopes(descriptor, findings);
    for (name, value) in descriptor {
        if OTHER_FIELDS.contains(&name.as_str()) {
            continue;
        }
        match fields().find(|field| field.name == name) {
            Some(field) => property::field(field, value, findings),
            None => unknown_field(name, findings),
        }
    }
    for (name, value) in members(descriptor, "apiMigrations") {
        if !value.is_boolean() {
            findings.problem(&format!("apiMigrations.{name}"), "must be true or false");
        }
    }
    for address in ADDRESSES {
        if let Some((first, rest)) = address.at.split_first()
            && let Some(value) = descriptor.get(*first)
        {
            addresses(value, rest, address.is, first, findings);
        }
    }
    scopes
}

/// The descriptor fields that an app can declare.
fn fields() -> impl Iterator<Item = &'static Property> {
    app_fields().iter().filter(|field| {
        !NOT_IN_DESCRIPTOR.contains(&field.name) && !OTHER_FIELDS.contains(&field.name)
    })
}

fn unknown_field(name: &str, findings: &mut Findings) {
    let known = fields().map(|field| field.name).chain(OTHER_FIELDS);
    let hint = nearest(name, known)
        .first()
        .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
    findings.warning(
        name,
        format!("is not a field of a descriptor; a host ignores it{hint}"),
    );
}

/// The members of a field that is an object; none if it is not one.
fn members<'a>(
    descriptor: &'a Map<String, Value>,
    field: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let object = descriptor.get(field).and_then(Value::as_object);
    object.into_iter().flatten()
}

/// Checks the URLs below a value; `*` stands for each member of a map. A value that should be an object
/// and is not is reported by the type check.
fn addresses(value: &Value, at: &[&str], is: Address, path: &str, findings: &mut Findings) {
    let Some((name, rest)) = at.split_first() else {
        match value {
            Value::String(url) => address(url, is, path, findings),
            other => findings.problem(path, format!("must be text, not {}", kind_of(other))),
        }
        return;
    };
    let Value::Object(object) = value else { return };
    for (member, value) in object {
        if *name == "*" || name == member {
            addresses(value, rest, is, &format!("{path}.{member}"), findings);
        }
    }
}

fn address(url: &str, is: Address, path: &str, findings: &mut Findings) {
    let absolute = Url::parse(url).ok().filter(Url::has_host);
    match (is, absolute) {
        (Address::Below, _) => urls::relative(url, path, findings),
        // An app whose vendor has no page leaves it empty.
        (Address::Whole, None) if url.is_empty() => {}
        (Address::Https, Some(url)) if url.scheme() == "https" || is_loopback(&url) => {}
        (Address::Https, _) => findings.problem(
            path,
            format!("{url:?} must be an absolute URL that begins with https://"),
        ),
        (Address::Whole | Address::Linked, Some(_)) => {}
        (Address::Whole | Address::Linked, None) => {
            findings.problem(path, format!("{url:?} is not an absolute URL"));
        }
    }
}

/// The URLs of the lifecycle callbacks, by event.
pub(super) fn callbacks(descriptor: &Map<String, Value>) -> BTreeMap<String, String> {
    let callbacks = descriptor.get("lifecycle").and_then(Value::as_object);
    let urls = callbacks.into_iter().flatten();
    urls.filter_map(|(event, url)| Some((event.clone(), url.as_str()?.to_owned())))
        .collect()
}

/// Returns whether there is an `installed` callback.
fn lifecycle(descriptor: &Map<String, Value>, findings: &mut Findings) -> bool {
    let callbacks = match descriptor.get("lifecycle") {
        None => return false,
        Some(Value::Object(callbacks)) => callbacks,
        Some(other) => {
            findings.problem(
                "lifecycle",
                format!("must be an object, not {}", kind_of(other)),
            );
            return false;
        }
    };
    for name in callbacks.keys() {
        let path = format!("lifecycle.{name}");
        if !LIFECYCLE.contains(&name.as_str()) {
            findings.warning(&path, "is not a lifecycle event; a host ignores it");
        } else if let Some(url) = findings.text(callbacks, name, &path) {
            urls::relative(url, &path, findings);
        }
    }
    callbacks.contains_key("installed")
}

fn authentication(descriptor: &Map<String, Value>, has_installed: bool, findings: &mut Findings) {
    let Some(authentication) = descriptor.get("authentication") else {
        findings.problem_with_help("authentication", "is missing", r#"write { "type": "jwt" }"#);
        return;
    };
    // The type defaults to `jwt`, and may be in lower or upper case.
    let kind = match authentication.get("type") {
        None if authentication.is_object() => "jwt".to_owned(),
        Some(Value::String(kind)) => kind.to_ascii_lowercase(),
        _ => String::new(),
    };
    match kind.as_str() {
        "jwt" => {
            if !has_installed {
                findings.problem("lifecycle.installed", NO_INSTALLED_CALLBACK.with(&[]));
            }
            if descriptor
                .get("apiMigrations")
                .and_then(|keys| keys.get("signed-install"))
                != Some(&Value::Bool(true))
            {
                findings.problem_with_help(
                    "apiMigrations.signed-install",
                    "is not true: the host signs install callbacks with RS256 only",
                    r#"write "apiMigrations": { "signed-install": true }"#,
                );
            }
        }
        "none" if has_installed => findings.warning(
            "authentication.type",
            "is none, but the app has an installed callback: the host will not sign what it sends",
        ),
        "none" => {}
        _ => findings.problem("authentication.type", "must be jwt or none"),
    }
}

fn scopes(descriptor: &Map<String, Value>, findings: &mut Findings) -> ScopeSet {
    let scopes = match descriptor.get("scopes") {
        None => return ScopeSet::EMPTY,
        Some(Value::Array(scopes)) => scopes,
        Some(other) => {
            findings.problem("scopes", format!("must be a list, not {}", kind_of(other)));
            // The fault is reported already; missing scopes would only follow from it.
            return ScopeSet::ALL;
        }
    };
    let mut granted = ScopeSet::EMPTY;
    for (index, scope) in scopes.iter().enumerate() {
        let path = format!("scopes[{index}]");
        match scope {
            Value::String(name) => match Scope::named(name) {
                Ok(Some(scope)) => granted = granted.with(scope),
                Ok(None) => {}
                Err(unknown) => {
                    granted = ScopeSet::ALL;
                    match unknown.suggestion() {
                        Some(help) => findings.problem_with_help(&path, unknown.to_string(), help),
                        None => findings.problem(&path, unknown.to_string()),
                    }
                }
            },
            other => {
                granted = ScopeSet::ALL;
                findings.problem(&path, format!("must be text, not {}", kind_of(other)));
            }
        }
    }
    granted
}
