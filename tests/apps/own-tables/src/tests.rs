//! Tenants don't see each other's rows, and deleted data is gone.

use connect_host::{Host, KeyHost, Method};
use connect_runtime::client::PersonalData as _;
use connect_runtime::tenants::{Sealer, SqliteStore};
use connect_runtime::{App, Running};
use sqlx::SqlitePool;
use tempfile::TempDir;

use crate::notes::Notes;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Two sites with the app, and its database.
struct Sites {
    one: Host,
    other: Host,
    app: Running,
    notes: Notes,
    pool: SqlitePool,
    _folder: TempDir,
}

impl Sites {
    async fn installed() -> Outcome<Self> {
        let folder = TempDir::new()?;
        let store = SqliteStore::open(&folder.path().join("db.sqlite"), Sealer::plain()).await?;
        let pool = store.pool().clone();
        let notes = Notes::open(pool.clone()).await?;
        // As when the program starts again.
        let notes_again = Notes::open(pool.clone()).await?;
        drop(notes_again);
        let keys = KeyHost::start().await?;
        let app = App::collected()?.store(store).with_state(notes.clone());
        let app = app.config(|config| config.key_host(keys.url().clone()));
        let app = app.spawn().await?;
        let one = Host::jira().key_host(&keys).install(&app).await?;
        let other = Host::jira().key_host(&keys).install(&app).await?;
        Ok(Self {
            one,
            other,
            app,
            notes,
            pool,
            _folder: folder,
        })
    }

    async fn keep(&self, site: &Host, user: &str, text: &str) -> Outcome {
        let note = site.endpoint(Method::PUT, "/issues/DEMO-1/note");
        let note = note.json(
            &[("text", text)]
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        );
        assert_eq!(note.as_user(user).await?.status, 200);
        Ok(())
    }

    async fn shown(&self, site: &Host) -> Outcome<String> {
        let panel = site.open("notes").with("issue.key", "DEMO-1").await?;
        assert_eq!(panel.status, 200);
        Ok(panel.body)
    }

    async fn rows(&self) -> Outcome<i64> {
        let rows = sqlx::query_scalar("SELECT count(*) FROM notes");
        Ok(rows.fetch_one(&self.pool).await?)
    }
}

#[tokio::test]
async fn a_site_sees_its_own_rows() -> Outcome {
    let sites = Sites::installed().await?;
    sites.keep(&sites.one, "ann", "of one").await?;
    sites.keep(&sites.other, "ann", "of another").await?;
    let (one, other) = (
        sites.shown(&sites.one).await?,
        sites.shown(&sites.other).await?,
    );
    assert!(
        one.contains("of one") && !one.contains("of another"),
        "{one}"
    );
    assert!(
        other.contains("of another") && !other.contains("of one"),
        "{other}"
    );
    Ok(())
}

#[tokio::test]
async fn a_site_that_removes_the_app_leaves_nothing_behind() -> Outcome {
    let sites = Sites::installed().await?;
    sites.keep(&sites.one, "ann", "of one").await?;
    sites.keep(&sites.other, "ann", "of another").await?;
    sites.one.uninstall().await?;
    sites.app.jobs_done().await?;
    assert_eq!(sites.rows().await?, 1);
    assert!(sites.shown(&sites.other).await?.contains("of another"));
    Ok(())
}

#[tokio::test]
async fn a_closed_account_is_forgotten_everywhere() -> Outcome {
    let sites = Sites::installed().await?;
    for (user, text) in [("ann", "Ann's"), ("bob", "Bob's")] {
        sites.keep(&sites.one, user, text).await?;
        sites.keep(&sites.other, user, text).await?;
    }
    let site = sites.app.tenants().active(sites.one.client_key()).await?;
    let of_one = sites.notes.of(site.ok_or("not installed")?.tenant());
    let page = of_one.stored(None, 1).await?;
    let next = of_one.stored(Some("ann"), 9).await?;
    assert_eq!((page.len(), next.len()), (1, 1));
    of_one.erase("ann").await?;
    assert_eq!(sites.rows().await?, 2);
    of_one.refresh("bob").await?;
    assert!(!sites.shown(&sites.one).await?.contains("Ann"));
    Ok(())
}
