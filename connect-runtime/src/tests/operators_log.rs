//! Lines that an operator waits for.

use serde_json::json;

use super::fixture::{Host, Log, now};
use connect_auth::qsh;

fn signed(issuer: &str, secret: &str) -> String {
    let target = "/votes?issue.key=D-1";
    let claims = json!({
        "iss": issuer, "iat": now(), "exp": now() + 180, "qsh": qsh::hash("GET", target, "").to_string(),
    });
    format!("{target}&jwt={}", Host::token(secret, &claims))
}

#[tokio::test]
async fn wrong_signatures_of_a_known_tenant_are_one_warning_a_minute() {
    let host = Host::installed().await;
    let log = Log::start();
    for n in 0..20 {
        assert_eq!(
            host.status(&signed("one", &format!("a guess {n}"))).await,
            401
        );
        assert_eq!(
            host.status(&signed(&format!("nobody {n}"), "a guess"))
                .await,
            401
        );
    }
    assert_eq!(host.status(&signed("one", "secret-one")).await, 200);
    let log = log.stop();
    let told: Vec<_> = log.lines().filter(|line| line.contains(" WARN ")).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].contains("wrong signature"), "{log}");
    assert!(told[0].contains("tenant=\"one\""), "{log}");
    assert!(!log.contains("secret-one"), "{log}");
}

#[tokio::test]
async fn what_becomes_of_tenants_has_a_target_of_its_own() {
    let host = Host::start(|app| app).await;
    let log = Log::start();
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.install("two", "secret-two").await.status(), 204);
    assert_eq!(host.uninstall("two", "two").await.status(), 204);
    let log = log.stop();
    let audit: Vec<_> = log
        .lines()
        .filter(|line| line.contains("connect::audit"))
        .collect();
    let [one, two, superseded, uninstalled] = audit[..] else {
        panic!("{log}");
    };
    assert!(
        one.contains(": installed") && one.contains("tenant=\"one\""),
        "{log}"
    );
    assert!(
        two.contains(": installed") && two.contains("tenant=\"two\""),
        "{log}"
    );
    assert!(superseded.contains("former=\"one\""), "{log}");
    assert!(
        uninstalled.contains(": uninstalled") && uninstalled.contains("tenant=\"two\""),
        "{log}"
    );
    assert!(!audit.concat().contains("secret-"), "{log}");
}
