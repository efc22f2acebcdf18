fn in_an_included_file(jira: &Jira) -> Call<Value> {
    jira!(jira, GET "/rest/api/3/attachment/meta")
}

fn in_an_included_expression(jira: &Jira) -> Call<Value> {
    include!("expression.rs")
}
