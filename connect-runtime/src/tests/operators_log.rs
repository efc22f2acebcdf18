//! Log lines that operators rely on.

use serde_json::json;

use super::fixture::{Host, KEY, Log, app, now};
use crate::tenants::{Install, KeyUsage, Proof, Sealer, Secret, SqliteStore, TenantStore};
use connect_auth::qsh;
use connect_model::Product;
use std::time::{Duration, Instant};

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
    let warnings: Vec<_> = log.lines().filter(|line| line.contains(" WARN ")).collect();
    assert_eq!(warnings.len(), 1, "{log}");
    assert!(warnings[0].contains("wrong signature"), "{log}");
    assert!(warnings[0].contains("tenant=\"one\""), "{log}");
    assert!(!log.contains("secret-one"), "{log}");
}

#[tokio::test]
async fn changes_of_tenants_are_logged_with_their_own_target() {
    let host = Host::start(|app| app).await;
    let log = Log::start();
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.install("two", "secret-two").await.status(), 204);
    assert_eq!(host.uninstall("two", "two").await.status(), 204);
    let log = log.stop();
    let audit = audit(&log);
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

/// The lines of the audit log.
fn audit(log: &str) -> Vec<&str> {
    let lines = log.lines();
    lines
        .filter(|line| line.contains("connect::audit"))
        .collect()
}

#[tokio::test]
async fn a_first_install_a_rotation_and_a_return_are_distinguished() {
    let host = Host::start(|app| app).await;
    let log = Log::start();
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.install("one", "secret-two").await.status(), 204);
    assert_eq!(host.uninstall("one", "one").await.status(), 204);
    assert_eq!(host.install("one", "secret-three").await.status(), 204);
    let log = log.stop();
    let [first, rotated, _, again] = audit(&log)[..] else {
        panic!("{log}");
    };
    assert!(first.contains(": installed tenant=\"one\""), "{log}");
    assert!(rotated.contains(": rotated: "), "{log}");
    assert!(again.contains(": installed again tenant=\"one\""), "{log}");
    assert!(!audit(&log).concat().contains("secret-"), "{log}");
}

#[tokio::test]
async fn callbacks_of_another_environment_are_a_warning() {
    let host = Host::start(|app| app).await;
    let mut install = install("one", "secret-one");
    install.proof = Some(Proof {
        token: [1; 32],
        body: [2; 32],
        issued_at: now() - 60,
        expires_at: now(),
        environment: Some("staging".to_owned()),
    });
    let stored = host.app.tenants().install(install).await.unwrap();
    assert!(stored.done().is_some());
    let log = Log::start();
    assert_eq!(host.install("one", "secret-two").await.status(), 403);
    assert_eq!(host.uninstall("one", "one").await.status(), 403);
    let log = log.stop();
    let [installed, uninstalled] = audit(&log)[..] else {
        panic!("{log}");
    };
    for (line, event) in [(installed, "installed"), (uninstalled, "uninstalled")] {
        assert!(line.contains(" WARN "), "{log}");
        assert!(line.contains("from another environment"), "{log}");
        assert!(line.contains(&format!(" event={event} ")), "{log}");
        assert!(line.contains("tenant=\"one\""), "{log}");
        assert!(line.contains("known=\"staging\""), "{log}");
    }
    assert!(!audit(&log).concat().contains("secret-"), "{log}");
}

fn install(client_key: &str, secret: &str) -> Install {
    let site = format!("https://{client_key}.atlassian.net");
    Install::new(
        KEY,
        client_key,
        site.parse().unwrap(),
        Product::Jira,
        Secret::new(secret).unwrap(),
    )
}

#[tokio::test]
async fn secrets_are_sealed_with_the_first_key_automatically() {
    const BYTES: [&str; 3] = [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
        "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let open = async |keys: &[usize]| {
        let keys: Vec<_> = keys
            .iter()
            .map(|key| format!("k{key}:{}", BYTES[*key]))
            .collect();
        let sealer = Sealer::from_keys(&keys.join(",")).unwrap();
        SqliteStore::open(&file, sealer).await.unwrap()
    };
    for (key, tenants) in [(0, &["lost"][..]), (1, &["a", "b", "c"])] {
        let store = open(&[key]).await;
        for tenant in tenants {
            let stored = store.install(install(tenant, "secret-of-a-site")).await;
            assert!(stored.unwrap().done().is_some());
        }
        store.close().await;
    }

    let log = Log::start();
    let store = open(&[2, 1]).await;
    let running = app()
        .with_state(super::fixture::Seen::default())
        .store(store)
        .spawn()
        .await
        .unwrap();
    let usage = |key: &str, rows| KeyUsage {
        key_id: Some(key.to_owned()),
        rows,
    };
    let wanted = [usage("k0", 1), usage("k2", 3)];
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let is = running.tenants().store().key_usage().await.unwrap();
        if is == wanted
            && log
                .so_far()
                .contains("secrets are sealed with this key rows=3")
        {
            break;
        }
        assert!(Instant::now() < end, "{is:?}\n{}", log.stop());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.shutdown().await;
    let log = log.stop();
    let logged = |level: &str, parts: &[&str]| {
        let all = |line: &&str| line.contains(level) && parts.iter().all(|it| line.contains(it));
        assert_eq!(log.lines().filter(all).count(), 1, "{parts:?}\n{log}");
    };
    logged(" ERROR ", &["could not be sealed", "tenant `lost`", "`k0`"]);
    logged(" INFO ", &["sealed with this key", "rows=1", "key=\"k0\""]);
    logged(" INFO ", &["sealed with this key", "rows=3", "key=\"k2\""]);
    assert!(!log.contains("all are sealed"), "{log}");
    assert!(BYTES.iter().all(|bytes| !log.contains(bytes)), "{log}");
    assert!(!log.contains("secret-of-a-site"), "{log}");
}
