//! Calls in items other than plain functions.

use std::sync::LazyLock;

use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

struct Caller(Jira);

impl Caller {
    fn in_a_method(&self) -> Call<Value> {
        jira!(self.0, GET "/rest/api/3/filter/my")
    }

    const IN_A_CONSTANT_OF_AN_IMPL: fn(&Jira) -> Call<Value> =
        |jira| jira!(jira, GET "/rest/api/3/filter/search");
}

trait Calls {
    fn jira(&self) -> &Jira;

    fn in_a_trait(&self) -> Call<Value> {
        jira!(self.jira(), GET "/rest/api/3/groups/picker")
    }
}

impl<T: AsRef<Jira>> Calls for T {
    fn jira(&self) -> &Jira {
        self.as_ref()
    }

    fn in_a_trait(&self) -> Call<Value> {
        jira!(self.as_ref(), GET "/rest/api/3/instance/license")
    }
}

static IN_A_STATIC: LazyLock<fn(&Jira) -> Call<Value>> =
    LazyLock::new(|| |jira| jira!(jira, GET "/rest/api/3/issueLinkType"));

mod outer {
    mod inner {
        use super::super::*;

        fn in_nested_modules(jira: &Jira) -> Call<Value> {
            jira!(jira, GET "/rest/api/3/issuetype")
        }
    }
}

fn in_items_of_a_body() {
    struct Local;

    impl Local {
        fn call(jira: &Jira) -> Call<Value> {
            jira!(jira, GET "/rest/api/3/jql/autocompletedata")
        }
    }
}
