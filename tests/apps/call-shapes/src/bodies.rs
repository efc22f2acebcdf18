//! Calls in the bodies of functions.

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[endpoint(GET "/plain")]
async fn in_a_handler(jira: Jira) -> Result<String> {
    let settings: Value = jira!(jira, GET "/rest/api/3/configuration").await?;
    Ok(settings.to_string())
}

async fn in_a_helper(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/configuration/timetracking/list").await?;
    Ok(())
}

pub async fn in_a_generic_function<T: DeserializeOwned + 'static>(jira: &Jira) -> Result<T> {
    Ok(jira!(jira, GET "/rest/api/3/configuration/timetracking/options").await?)
}

fn never_called(jira: &Jira) -> Call<Value> {
    jira!(jira, GET "/rest/api/3/dashboard")
}

fn in_closures(jira: &Jira) -> impl Fn() -> Call<Value> {
    let nested = |jira: &Jira| {
        let innermost = || jira!(jira, GET "/rest/api/3/dashboard/gadgets");
        innermost()
    };
    let jira = jira.clone();
    move || nested(&jira)
}

fn in_an_async_block(jira: Jira, wanted: bool) -> impl Future<Output = Result<Value>> {
    let none = Value::Null;
    async move {
        if !wanted {
            return Ok(none);
        }
        let found = jira!(jira, GET "/rest/api/3/dashboard/search").await?;
        Ok(found)
    }
}

async fn in_a_loop(jira: &Jira) -> Value {
    loop {
        if let Ok(found) = jira!(jira, GET "/rest/api/3/field").await {
            break found;
        }
    }
}

fn in_a_match_arm(jira: &Jira, which: u8) -> Option<Call<Value>> {
    match which {
        0 => Some(jira!(jira, GET "/rest/api/3/field/search/trashed")),
        _ => None,
    }
}

fn in_the_other_case(jira: &Jira, which: Option<u8>) -> Option<Call<Value>> {
    let Some(0) = which else {
        return Some(jira!(jira, GET "/rest/api/3/filter/defaultShareScope"));
    };
    None
}

fn in_a_nested_function(jira: &Jira) -> Call<Value> {
    fn nested(jira: &Jira) -> Call<Value> {
        jira!(jira, GET "/rest/api/3/filter/favourite")
    }
    nested(jira)
}

async fn within_the_arguments_of_another(jira: &Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = {
            let key: String = jira!(jira, GET "/rest/api/3/issue/picker").await?;
            key
        },
        query(notifyUsers = false),
        json = Value::Null,
    )
    .await?;
    Ok(())
}
