//! Whether an app serves the descriptor that its build wrote, which anyone can request.

use connect_auth::environment::is_loopback;
use serde_json::Value;
use url::Url;

use super::address;
use super::answer::Answer;
use super::client::{client, unreachable};
use super::error::CheckError;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;

/// Compares the served descriptor with the one that the build has written.
///
/// # Errors
/// [`CheckError::Unreachable`] if nothing responds there.
pub(super) async fn judge(
    project: &Project,
    base: &Url,
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    let client = client(base)?;
    let built = project.descriptors.iter().zip(&project.descriptor_paths);
    for (built, path) in built {
        let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
        let response = client.get(url).send().await;
        let response = response.map_err(|source| unreachable(base, source))?;
        let answer = Answer::of(response).await;
        let answer = answer.map_err(|source| unreachable(base, source))?;
        let served: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        base_address(base, &served, path, ledger);
        let other = differences(built, &served);
        ledger.expect(Rule::DescriptorServed, None, other.is_empty(), || {
            format!("{path} differs from what was built: {}", other.join(", "))
        });
    }
    Ok(())
}

/// Checks that hosts can reach the app where its descriptor is, and at the base URL that it states.
fn base_address(base: &Url, served: &Value, path: &str, ledger: &mut Ledger) {
    if is_loopback(base) {
        return ledger.not_judged(Rule::BaseAddress, "the address is one of this machine");
    }
    let stated = served.get("baseUrl").and_then(Value::as_str);
    let fault = match stated.map(Url::parse) {
        Some(Ok(stated)) => address::fault(&stated).map(|fault| format!("its `baseUrl`: {fault}")),
        _ => Some("its `baseUrl` is not an address".to_owned()),
    };
    for fault in [address::fault(base), fault] {
        ledger.expect(Rule::BaseAddress, None, fault.is_none(), || {
            format!("{path}: {}", fault.unwrap_or_default())
        });
    }
}

/// The fields in which a served descriptor differs from the built one. Its own URL is
/// filled in when it is served.
fn differences(built: &Value, served: &Value) -> Vec<String> {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let (built, served) = (members(built), members(served));
    let mut names: Vec<_> = built.keys().chain(served.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| {
        !["baseUrl", "links"].contains(&name.as_str()) && built.get(name) != served.get(name)
    });
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_app_is_where_its_descriptor_says_and_hosts_can_reach_it() {
        for (base, stated, count) in [
            (
                "https://votes.example.com",
                json!("https://votes.example.com"),
                0,
            ),
            (
                "https://votes.example.com:8080",
                json!("https://votes.example.com:8080/a"),
                0,
            ),
            (
                "https://votes.example.com:8443",
                json!("https://votes.example.com"),
                1,
            ),
            (
                "https://votes.example.com",
                json!("http://votes.example.com:443"),
                1,
            ),
            (
                "http://votes.example.com",
                json!("http://votes.example.com"),
                2,
            ),
            ("https://votes.example.com", json!(null), 1),
        ] {
            let mut ledger = Ledger::default();
            let served = json!({ "baseUrl": stated });
            base_address(
                &base.parse().unwrap(),
                &served,
                "/atlassian-connect.json",
                &mut ledger,
            );
            let outcome = ledger.outcome(Rule::BaseAddress);
            assert_eq!(
                (outcome.judged, outcome.findings.len()),
                (2, count),
                "{base} {stated}"
            );
        }
        let mut ledger = Ledger::default();
        let here = "http://127.0.0.1:3000".parse().unwrap();
        base_address(&here, &json!({}), "/atlassian-connect.json", &mut ledger);
        let outcome = ledger.outcome(Rule::BaseAddress);
        assert_eq!((outcome.judged, outcome.not_judged.len()), (0, 1));
    }

    #[test]
    fn a_served_descriptor_differs_in_its_address_only() {
        let built = json!({ "key": "a", "scopes": ["READ"], "links": { "self": "/a" } });
        let mut served = built.clone();
        served["baseUrl"] = json!("http://127.0.0.1");
        served["links"] = json!({ "self": "http://127.0.0.1/a" });
        assert_eq!(differences(&built, &served), [""; 0]);
        served["scopes"] = json!(["READ", "ADMIN"]);
        served["modules"] = json!({});
        assert_eq!(differences(&built, &served), ["modules", "scopes"]);
    }
}
