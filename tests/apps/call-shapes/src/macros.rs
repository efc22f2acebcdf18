//! Calls among the arguments of macros, and in the rules of one.

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use maud::html;
use serde_json::Value;

fn among_arguments(jira: &Jira) -> Vec<Call<Value>> {
    vec![jira!(jira, GET "/rest/api/3/jql/autocompletedata/suggestions")]
}

async fn among_arguments_that_are_joined(jira: &Jira) -> bool {
    let (found, ()) = tokio::join!(
        async { Result::<Value>::Ok(jira!(jira, GET "/rest/api/3/label").await?) },
        async {},
    );
    found.is_ok()
}

async fn in_markup(jira: &Jira) -> Markup {
    html! {
        @let found: Option<Value> = jira!(jira, GET "/rest/api/3/mypermissions").await.ok();
        @if found.is_some() { p #found { "found" } }
    }
}

macro_rules! named {
    ($name:ident) => {
        fn $name(jira: &Jira) -> Call<Value> {
            #[cfg(any())]
            jira!(jira, GET "/rest/api/3/events");
            jira!(jira, GET "/rest/api/3/priority/search")
        }
    };
}

named!(by_the_rules_of_a_macro);

macro_rules! with {
    ($jira:expr) => {
        jira!($jira, GET "/rest/api/3/project/search")
    };
}

fn by_rules_that_take_the_client(jira: &Jira) -> Call<Value> {
    with!(jira)
}

fn chosen_by_cfg(jira: &Jira) -> Call<Value> {
    cfg_select! {
        any() => { jira!(jira, GET "/rest/api/3/group/bulk") }
        _ => { jira!(jira, GET "/rest/api/3/project/recent") }
    }
}
