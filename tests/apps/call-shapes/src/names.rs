//! The macros by other names.

mod by_path {
    use connect_runtime::client::{Call, Jira};
    use serde_json::Value;

    fn by_its_whole_path(jira: &Jira) -> Call<Value> {
        ::connect_runtime::jira!(jira, GET "/rest/api/3/projectCategory")
    }
}

mod renamed {
    use connect_runtime::client::{Call, Jira};
    pub(super) use connect_runtime::jira as ask;
    use serde_json::Value;

    fn by_another_name(jira: &Jira) -> Call<Value> {
        ask!(jira, GET "/rest/api/3/resolution/search")
    }
}

mod renamed_again {
    use connect_runtime::client::{Call, Jira};
    use serde_json::Value;

    fn by_a_name_for_another_name(jira: &Jira) -> Call<Value> {
        use super::renamed::ask as tell;
        tell!(jira, GET "/rest/api/3/project/type")
    }
}

mod handed_on {
    use connect_runtime::client::{Call, Jira};
    use serde_json::Value;

    fn by_a_library_that_reexports_it(jira: &Jira) -> Call<Value> {
        call_shapes_library::jira!(jira, GET "/rest/api/3/serverInfo")
    }
}

mod confluence {
    use connect_runtime::client::Call;
    use connect_runtime::prelude::*;
    use serde_json::Value;

    fn of_the_other_product(confluence: &Confluence) -> Call<Value> {
        confluence!(confluence, GET "/wiki/api/v2/pages")
    }
}
