//! A vote and the job that it asks for are one, on Connect and on Forge: on a real PostgreSQL server, which
//! `CONNECT_TEST_POSTGRES_URL` names.

use std::time::Duration;

use connect_host::{Host, HostBuilder, Method};
use connect_runtime::tenants::{PostgresStore, PostgresUrl, Sealer};
use connect_runtime::{App, Running};
use connect_testing::postgres::TestDatabase;
use serde_json::{Value, json};
use sqlx::postgres::PgPool;
use tokio::time::timeout;

use crate::votes::Votes;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const PROPERTY: &str = "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}";

/// A site with the app, and the app's database.
async fn site(host: HostBuilder, database: &TestDatabase) -> Outcome<(Host, PgPool)> {
    let url: PostgresUrl = database.url().parse()?;
    let store = PostgresStore::open(&url, Sealer::plain()).await?;
    let pool = store.pool().clone();
    let votes = Votes::open(pool.clone()).await?;
    let app = App::collected()?.store(store).with_state(votes);
    Ok((host.install(&app).await?, pool))
}

/// Runs a test of the app on Connect, and again of the same app on Forge. Without a server it is left out,
/// with a line that says so.
async fn on_both(test: impl AsyncFn(Host, PgPool) -> Outcome) -> Outcome {
    for host in [Host::jira(), Host::forge()] {
        let Some(database) = TestDatabase::fresh().await else {
            return Ok(());
        };
        let (host, pool) = site(host, &database).await?;
        // It is shown when the test fails.
        println!("{host:?}");
        test(host, pool).await?;
    }
    Ok(())
}

/// The status of the answer to a vote.
async fn vote(host: &Host, user: &str, issue: &str) -> Outcome<u16> {
    let vote = host.endpoint(Method::PUT, &format!("/issues/{issue}/vote"));
    Ok(vote.as_user(user).await?.status.as_u16())
}

/// What Jira has received: issues and their counts.
fn received(host: &Host) -> Vec<(String, Option<Value>)> {
    let calls = host.rest_calls().into_iter();
    let puts = calls.filter(|call| call.path == Some(PROPERTY) && call.method == Method::PUT);
    puts.map(|call| {
        let issue = call.value("issueIdOrKey").unwrap_or_default().to_owned();
        (issue, call.json)
    })
    .collect()
}

// readme: jobs_done
/// Waits until the app has done what it was asked for.
async fn jobs_done(host: &Host) -> Outcome {
    let app = host.app().ok_or("not installed")?;
    let running: &Running = app.running().ok_or("not started by this test")?;
    Ok(timeout(Duration::from_secs(30), running.jobs_done()).await??)
}
// readme: end

async fn count(pool: &PgPool, query: &'static str) -> Outcome<i64> {
    Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
}

#[tokio::test]
async fn jira_receives_each_vote_once() -> Outcome {
    on_both(async |host, _| {
        assert_eq!(vote(&host, "ann", "DEMO-1").await?, 200);
        jobs_done(&host).await?;
        assert_eq!(vote(&host, "ann", "DEMO-1").await?, 200, "nothing new");
        assert_eq!(vote(&host, "bob", "DEMO-1").await?, 200);
        jobs_done(&host).await?;
        let issue = || "DEMO-1".to_owned();
        assert_eq!(
            received(&host),
            [(issue(), Some(json!(1))), (issue(), Some(json!(2)))]
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_vote_that_is_not_committed_has_no_job() -> Outcome {
    on_both(async |host, pool| {
        // The commit fails, after the row and the job have been written.
        sqlx::raw_sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
             CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON votes DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW WHEN (NEW.issue = 'DEMO-1') EXECUTE FUNCTION refuse()",
        )
        .execute(&pool)
        .await?;
        assert_eq!(vote(&host, "ann", "DEMO-1").await?, 500);
        assert_eq!(vote(&host, "ann", "DEMO-2").await?, 200);
        jobs_done(&host).await?;
        assert_eq!(received(&host), [("DEMO-2".to_owned(), Some(json!(1)))]);
        assert_eq!(count(&pool, "SELECT count(*) FROM votes").await?, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn users_who_have_voted_are_shown_the_count_and_no_button() -> Outcome {
    on_both(async |host, _| {
        let panel = async |user| {
            let panel = host.open("votes").as_user(user).with("issue.key", "DEMO-1");
            Ok::<_, connect_host::HostError>(panel.await?.body)
        };
        let before = panel("ann").await?;
        assert!(
            before.contains("No votes yet") && before.contains("<button"),
            "{before}"
        );
        assert_eq!(vote(&host, "ann", "DEMO-1").await?, 200);
        let after = panel("ann").await?;
        assert!(
            after.contains("1 vote<") && !after.contains("<button"),
            "{after}"
        );
        assert!(panel("bob").await?.contains("<button"));
        Ok(())
    })
    .await
}

/// And one whose job can't be stored is not noted.
#[tokio::test]
async fn a_vote_whose_job_is_not_stored_is_not_noted() -> Outcome {
    on_both(async |host, pool| {
        sqlx::raw_sql(
            "ALTER TABLE connect_jobs ADD CONSTRAINT no_more CHECK (kind <> 'job:publish')",
        )
        .execute(&pool)
        .await?;
        assert_eq!(vote(&host, "ann", "DEMO-1").await?, 500);
        assert_eq!(count(&pool, "SELECT count(*) FROM votes").await?, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_new_issue_is_noted_once() -> Outcome {
    on_both(async |host, pool| {
        for _ in 0..2 {
            let created = host.fire("jira:issue_created").with("issue.key", "DEMO-1");
            let deliveries = created.until_handled().await?;
            assert_eq!(deliveries[0].handled, Some(Ok(())));
        }
        assert_eq!(count(&pool, "SELECT count(*) FROM issues").await?, 1);
        Ok(())
    })
    .await
}
