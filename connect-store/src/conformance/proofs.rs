//! Callbacks that are verified and still change nothing, and trouble with a host.

use super::*;

const SITE: &str = "https://a.atlassian.net";
/// A time, from which a token's end is far enough in the future that it is not forgotten.
const THEN: i64 = 1_700_000_000;
const END: i64 = 32_000_000_000;

fn proof(token: u8, body: u8, issued_at: i64) -> Proof {
    Proof {
        token: [token; 32],
        body: [body; 32],
        issued_at,
        expires_at: END,
        environment: Some("production".to_owned()),
    }
}

async fn installs(
    store: &impl TenantStore,
    shared_secret: &str,
    proof: Proof,
) -> Applied<Installed> {
    let mut install = install("a", SITE, shared_secret);
    install.proof = Some(proof);
    store.install(install).await.unwrap()
}

async fn uninstalls(store: &impl TenantStore, proof: Proof) -> Applied<Option<Tenant>> {
    store.uninstall(APP, "a", Some(&proof)).await.unwrap()
}

fn unchanged<T>(applied: Applied<T>) -> Unchanged {
    match applied {
        Applied::Unchanged(why) => why,
        Applied::Done(_) => panic!("it was stored"),
    }
}

fn done<T>(applied: Applied<T>) -> T {
    match applied {
        Applied::Done(done) => done,
        Applied::Unchanged(why) => panic!("{why}"),
    }
}

async fn has(store: &impl TenantStore, shared_secret: &str) {
    let found = found(store, "a").await;
    assert_eq!(found.secret, Some(secret(shared_secret)));
}

pub(super) async fn accepts_a_token_with_one_body_only(store: &impl TenantStore) {
    done(installs(store, "genuine", proof(1, 1, THEN)).await);
    assert_eq!(
        unchanged(installs(store, "genuine", proof(1, 1, THEN)).await),
        Unchanged::Repeated
    );
    assert_eq!(
        unchanged(installs(store, "forged", proof(1, 2, THEN)).await),
        Unchanged::Replayed
    );
    has(store, "genuine").await;
    // Even if it is for another callback, and there has been another token since.
    done(installs(store, "second", proof(2, 3, THEN + 1)).await);
    assert_eq!(
        unchanged(uninstalls(store, proof(1, 9, THEN)).await),
        Unchanged::Replayed
    );
    assert_eq!(
        unchanged(installs(store, "forged", proof(1, 2, THEN)).await),
        Unchanged::Replayed
    );
    has(store, "second").await;
    // A token of an unknown tenant counts, too.
    let unknown = || async {
        let proof = proof(4, 4, THEN);
        store.uninstall(APP, "unknown", Some(&proof)).await.unwrap()
    };
    assert!(done(unknown().await).is_none());
    assert_eq!(unchanged(unknown().await), Unchanged::Repeated);
    // Each app has its own tokens.
    let mut other = install("a", SITE, "of another app");
    other.app_key = OTHER_APP.to_owned();
    other.proof = Some(proof(1, 2, THEN));
    done(store.install(other).await.unwrap());
}

pub(super) async fn leaves_late_callbacks_without_effect(store: &impl TenantStore) {
    done(installs(store, "fresh", proof(1, 1, THEN)).await);
    let stale = Unchanged::Stale {
        issued_at: THEN - 60,
        believed_at: THEN,
    };
    assert_eq!(
        unchanged(installs(store, "late", proof(2, 2, THEN - 60)).await),
        stale
    );
    assert_eq!(
        unchanged(uninstalls(store, proof(3, 3, THEN - 60)).await),
        stale
    );
    has(store, "fresh").await;
    // The clocks of the host's machines differ slightly.
    done(installs(store, "at once", proof(4, 4, THEN - 2)).await);
    has(store, "at once").await;
    assert!(done(uninstalls(store, proof(5, 5, THEN + 100)).await).is_some());
    assert_eq!(
        unchanged(installs(store, "late", proof(6, 6, THEN + 40)).await),
        Unchanged::Stale {
            issued_at: THEN + 40,
            believed_at: THEN + 100
        },
        "a late install does not undo an uninstall"
    );
    assert_eq!(
        found(store, "a").await.tenant.state(),
        TenantState::Uninstalled
    );
    done(installs(store, "again", proof(7, 7, THEN + 200)).await);
    has(store, "again").await;
}

pub(super) async fn keeps_environments_apart(store: &impl TenantStore) {
    let of = |token, environment: Option<&str>| Proof {
        environment: environment.map(str::to_owned),
        ..proof(token, token, THEN + i64::from(token))
    };
    let other = |claimed: Option<&str>| Unchanged::OtherEnvironment {
        known: "production".to_owned(),
        claimed: claimed.map(str::to_owned),
    };
    // Moved from another store, which recorded no environment.
    installed(store, install("a", SITE, "moved")).await;
    assert_eq!(found(store, "a").await.tenant.environment(), None);
    let first = done(installs(store, "genuine", of(1, Some("production"))).await);
    assert_eq!(first.record.tenant.environment(), Some("production"));
    for claimed in [Some("staging"), None] {
        assert_eq!(
            unchanged(installs(store, "forged", of(2, claimed)).await),
            other(claimed)
        );
        assert_eq!(
            unchanged(uninstalls(store, of(3, claimed)).await),
            other(claimed)
        );
    }
    has(store, "genuine").await;
    assert!(done(uninstalls(store, of(4, Some("production"))).await).is_some());
    assert_eq!(
        unchanged(installs(store, "forged", of(5, Some("staging"))).await),
        other(Some("staging")),
        "also when it is uninstalled"
    );
    done(installs(store, "again", of(6, Some("production"))).await);
    installed(store, install("a", SITE, "by hand")).await;
    let kept = found(store, "a").await.tenant;
    assert_eq!(kept.environment(), Some("production"), "nobody was asked");
}

pub(super) async fn notes_what_the_host_refuses(store: &impl TenantStore) {
    installed(store, install("a", SITE, "s")).await;
    let set = |refused| store.set_refused(APP, "a", refused);
    assert!(!set(false).await.unwrap());
    assert!(set(true).await.unwrap());
    assert!(!set(true).await.unwrap(), "it is not news");
    let record = found(store, "a").await;
    assert!(matches!(
        record.tenant.trouble(),
        Some(Trouble::Refused { .. })
    ));
    assert_eq!(
        record.secret,
        Some(secret("s")),
        "it is served all the same"
    );
    let listed = store.list(APP, None, 1).await.unwrap();
    assert_eq!(listed[0].trouble(), record.tenant.trouble());
    assert!(set(false).await.unwrap());
    assert_eq!(found(store, "a").await.tenant.trouble(), None);
    assert!(set(true).await.unwrap());
    installed(store, install("a", SITE, "new")).await;
    assert_eq!(found(store, "a").await.tenant.trouble(), None);
    assert!(set(true).await.unwrap());
    uninstalled(store, APP, "a").await;
    assert_eq!(found(store, "a").await.tenant.trouble(), None);
    assert!(!set(true).await.unwrap(), "nobody calls it any more");
    assert!(!store.set_refused(APP, "unknown", true).await.unwrap());
}
