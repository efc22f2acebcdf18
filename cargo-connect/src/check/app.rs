//! Rules about the fields of `app!`.

use connect_model::guard::{LICENSED, Licensed};
use connect_model::{MigrationStep, half_hours};
use serde_json::Value;
use url::Url;

use super::address;
use super::ledger::{Ledger, Place};
use super::project::Project;
use super::rule::Rule;

/// Names that an app's name must not start with, and its domains must not contain.
const NAMES_OF_ATLASSIAN: [&str; 11] = [
    "atlassian",
    "jira",
    "confluence",
    "bitbucket",
    "trello",
    "statuspage",
    "opsgenie",
    "jira service desk",
    "jira service management",
    "jira align",
    "atlassian access",
];

/// The longest name that a listing accepts, in characters.
const LONGEST_NAME: usize = 60;

/// The longest key that a host accepts, in characters.
const LONGEST_KEY: usize = 64;

/// The regions where a site's data can be stored ("Data residency").
const REGIONS: [&str; 11] = [
    "AU", "CA", "CH", "DE", "EU", "GB", "IN", "JP", "KR", "SG", "US",
];

/// What every current app declares ("Connect active API migrations").
const MIGRATIONS: [&str; 2] = ["signed-install", "context-qsh"];

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    let place = place(project);
    key(project, place.as_ref(), ledger);
    name(project, place.as_ref(), ledger);
    described(project, place.as_ref(), ledger);
    licences(project, place.as_ref(), ledger);
    for descriptor in &project.descriptors {
        signed_install(descriptor, place.as_ref(), ledger);
        regions(descriptor, place.as_ref(), ledger);
    }
    let addresses = project.descriptors.iter().flat_map(own_addresses);
    for address in addresses {
        domain(&address, place.as_ref(), ledger);
    }
    ledger.find(
        Rule::ConnectsEnd,
        None,
        "the Marketplace takes no new Connect apps, and support for Connect ends in January 2027",
    );
}

/// The location of `app!`.
fn place(project: &Project) -> Option<Place> {
    project.files.with_extension(&["rs"]).find_map(|file| {
        let mut lines = file.lines();
        let is_app = |line: &str| {
            let line = line.trim_start();
            line.starts_with("app!") || line.starts_with("connect_runtime::app!")
        };
        let (line, _) = lines.find(|(_, line)| is_app(line))?;
        Some(Place::new(&file.path, line))
    })
}

fn text<'a>(project: &'a Project, pointer: &str) -> &'a str {
    let first = project.descriptors.first();
    let text = first.and_then(|descriptor| descriptor.pointer(pointer)?.as_str());
    text.unwrap_or_default()
}

fn key(project: &Project, place: Option<&Place>, ledger: &mut Ledger) {
    let key = text(project, "/key");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let passes = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(plain);
    ledger.expect(Rule::AppKey, place.cloned(), passes, || {
        format!("hosts do not accept the key {key:?}")
    });
}

fn name(project: &Project, place: Option<&Place>, ledger: &mut Ledger) {
    let name = text(project, "/name");
    let lower = name.to_lowercase();
    let begins = NAMES_OF_ATLASSIAN.iter().find(|product| {
        lower
            .strip_prefix(**product)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    let wrong = if let Some(product) = begins {
        format!("the name {name:?} begins with \"{product}\"")
    } else if lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "premium")
    {
        format!("the name {name:?} says \"premium\"")
    } else if name.chars().count() > LONGEST_NAME {
        format!("the name {name:?} has more than {LONGEST_NAME} characters")
    } else {
        return ledger.judge(Rule::AppName);
    };
    ledger.find(Rule::AppName, place.cloned(), wrong);
}

fn described(project: &Project, place: Option<&Place>, ledger: &mut Ledger) {
    for pointer in ["/name", "/description", "/vendor/name", "/vendor/url"] {
        let passes = !text(project, pointer).trim().is_empty();
        ledger.expect(Rule::AppDescribed, place.cloned(), passes, || {
            let field = pointer.trim_start_matches('/').replace('/', ".");
            format!("the descriptor has no `{field}`")
        });
    }
}

fn licences(project: &Project, place: Option<&Place>, ledger: &mut Ledger) {
    let of_app = project.app.get(LICENSED).and_then(Value::as_str);
    let of_app = of_app.and_then(Licensed::named);
    let mut items = project.declarations.iter();
    let demands = items.find(|one| one.guard.demands_licence(of_app));
    let declared = project
        .descriptors
        .iter()
        .all(|descriptor| descriptor.get("enableLicensing") == Some(&Value::Bool(true)));
    if let Some(item) = demands {
        let at = Some(Place::from(&item.origin)).filter(|_| of_app.is_none());
        let at = at.or_else(|| place.cloned());
        ledger.expect(Rule::Licensing, at, declared, || {
            format!(
                "{} requires a licence, but the app does not say that it is sold, so no site has one",
                item.label()
            )
        });
    } else if of_app.is_some() {
        ledger.judge(Rule::Licensing);
    }
}

fn signed_install(descriptor: &Value, place: Option<&Place>, ledger: &mut Ledger) {
    for migration in MIGRATIONS {
        let declared = descriptor.pointer(&format!("/apiMigrations/{migration}"));
        let passes = declared == Some(&Value::Bool(true));
        ledger.expect(Rule::SignedInstall, place.cloned(), passes, || {
            format!("`apiMigrations` does not say `{migration}`")
        });
    }
    // Exactly this word: scanners compare it.
    let authentication = descriptor.pointer("/authentication/type");
    let passes = authentication.and_then(Value::as_str) == Some("jwt");
    ledger.expect(Rule::SignedInstall, place.cloned(), passes, || {
        "`authentication` is not of type `jwt`".to_owned()
    });
}

fn regions(descriptor: &Value, place: Option<&Place>, ledger: &mut Ledger) {
    let urls = descriptor.get("regionBaseUrls").and_then(Value::as_object);
    let steps = descriptor.pointer("/lifecycle/dare-migration").is_some();
    for (region, url) in urls.into_iter().flatten() {
        let known = REGIONS.contains(&region.as_str());
        ledger.expect(Rule::DataResidency, place.cloned(), known, || {
            format!(
                "{region:?} is not a region of the platform: {}",
                REGIONS.join(", ")
            )
        });
        ledger.expect(Rule::DataResidency, place.cloned(), steps, || {
            format!(
                "the app has an address for {region}, and none of the {} steps in which data moves there",
                MigrationStep::ALL.len()
            )
        });
        let url = url.as_str().unwrap_or_default();
        let https = url.starts_with("https://");
        ledger.expect(Rule::Https, place.cloned(), https, || {
            format!("the address for {region}, {url:?}, is not https")
        });
        // One that is not https has already been reported.
        if let Ok(url) = Url::parse(url)
            && https
        {
            let fault = address::fault(&url);
            ledger.expect(Rule::Ports, place.cloned(), fault.is_none(), || {
                format!("the address for {region}: {}", fault.unwrap_or_default())
            });
        }
    }
    let hours = descriptor.pointer("/dataResidency/maxMigrationDurationHours");
    if let Some(hours) = hours {
        let half = hours.as_f64().map(half_hours);
        ledger.expect(
            Rule::DataResidency,
            place.cloned(),
            matches!(half, Some(Ok(_))),
            || format!("hosts do not wait {hours} hours for a migration"),
        );
    }
}

/// The URLs that belong to the app or its vendor.
fn own_addresses(descriptor: &Value) -> Vec<String> {
    let regions = descriptor.get("regionBaseUrls").and_then(Value::as_object);
    let regions = regions.into_iter().flatten().map(|(_, url)| url);
    let vendor = descriptor.pointer("/vendor/url");
    regions
        .chain(vendor)
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn domain(address: &str, place: Option<&Place>, ledger: &mut Ledger) {
    let Ok(url) = Url::parse(address) else {
        return;
    };
    let host = url.host_str().unwrap_or_default().to_lowercase();
    let mut names = NAMES_OF_ATLASSIAN.iter().filter(|name| !name.contains(' '));
    let name = names.find(|name| host.contains(**name));
    ledger.expect(Rule::OwnDomains, place.cloned(), name.is_none(), || {
        format!("{host} has \"{}\" in it", name.copied().unwrap_or_default())
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::project::tests::{good_app, project};
    use super::*;

    fn found(app: Value, rule: Rule) -> Vec<String> {
        let project = project(app, Vec::new(), &[]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        let findings = &ledger.outcome(rule).findings;
        findings
            .iter()
            .map(|finding| finding.message.clone())
            .collect()
    }

    /// Each bad field, the rule that reports it, and how often.
    #[test]
    fn each_bad_field_is_found_and_no_good_one() {
        let long = "x".repeat(61);
        for (field, bad, rule, count) in [
            ("key", json!("a b"), Rule::AppKey, 1),
            ("key", json!("k".repeat(65)), Rule::AppKey, 1),
            ("name", json!("Jira Votes"), Rule::AppName, 1),
            ("name", json!("Atlassian"), Rule::AppName, 1),
            ("name", json!("Votes Premium"), Rule::AppName, 1),
            ("name", json!(long), Rule::AppName, 1),
            ("description", json!(" "), Rule::AppDescribed, 1),
            ("vendor", json!({}), Rule::AppDescribed, 2),
            (
                "vendor",
                json!({ "name": "J", "url": "https://jira-votes.example" }),
                Rule::OwnDomains,
                1,
            ),
            ("licensed", json!("required"), Rule::Licensing, 0),
            (
                "regionBaseUrls",
                json!({ "EU": "https://eu.example.com" }),
                Rule::DataResidency,
                1,
            ),
            (
                "regionBaseUrls",
                json!({ "FR": "https://fr.example.com" }),
                Rule::DataResidency,
                2,
            ),
            (
                "regionBaseUrls",
                json!({ "EU": "http://eu.example.com" }),
                Rule::Https,
                1,
            ),
            (
                "regionBaseUrls",
                json!({ "EU": "https://eu.example.com:8443" }),
                Rule::Ports,
                1,
            ),
            (
                "regionBaseUrls",
                json!({ "EU": "https://eu.example.com:8080" }),
                Rule::Ports,
                0,
            ),
            (
                "dataResidency",
                json!({ "maxMigrationDurationHours": 0.7 }),
                Rule::DataResidency,
                1,
            ),
            (
                "dataResidency",
                json!({ "maxMigrationDurationHours": 0.5 }),
                Rule::DataResidency,
                0,
            ),
        ] {
            assert_eq!(found(good_app(), rule), [""; 0], "{rule:?}");
            let mut app = good_app();
            app[field] = bad.clone();
            assert_eq!(found(app, rule).len(), count, "{field} {bad}");
        }
    }

    #[test]
    fn a_longer_name_is_another_one() {
        for good in ["Jirafe", "Votes for Jira", "Premiums"] {
            let mut app = good_app();
            app["name"] = json!(good);
            assert_eq!(found(app, Rule::AppName), [""; 0], "{good}");
        }
    }

    #[test]
    fn an_older_descriptor_lacks_signed_install() {
        let mut ledger = Ledger::default();
        signed_install(
            &json!({ "authentication": { "type": "JWT" } }),
            None,
            &mut ledger,
        );
        assert_eq!(ledger.outcome(Rule::SignedInstall).findings.len(), 3);
        assert_eq!(found(good_app(), Rule::SignedInstall), [""; 0]);
    }

    #[test]
    fn a_licence_is_demanded_of_no_app_that_is_not_sold() {
        use connect_model::Origin;
        use connect_model::declaration::{Declaration, Route};

        let page = Declaration::module(
            "generalPages",
            "votes",
            r#"{"key":"votes","url":"/votes","name":{"value":"Votes"}}"#,
            Some(Route::iframe("/votes")),
            Origin::new("src/main.rs", 3, 1),
        )
        .licensed(Licensed::Required);
        let mut ledger = Ledger::default();
        judge(&project(good_app(), vec![page.clone()], &[]), &mut ledger);
        let finding = &ledger.outcome(Rule::Licensing).findings[0];
        assert_eq!(finding.place.as_ref().unwrap().line, 3);
        let mut sold = good_app();
        sold["enableLicensing"] = json!(true);
        let mut ledger = Ledger::default();
        judge(&project(sold, vec![page], &[]), &mut ledger);
        assert_eq!(ledger.outcome(Rule::Licensing).findings.len(), 0);
        assert_eq!(ledger.outcome(Rule::Licensing).judged, 1);
    }
}
