//! Text that looks like a call and is not one. Each would need `ADMIN`.
//!
//! `jira!(jira, GET "/rest/api/3/application-properties")`

use connect_runtime::prelude::*;

#[cfg(any())]
fn taken_out(jira: &Jira) {
    let _ = jira!(jira, GET "/rest/api/3/application-properties");
}

fn partly_taken_out(jira: &Jira, which: u8) -> u8 {
    #[cfg(any())]
    let _ = jira!(jira, GET "/rest/api/3/events");
    #[cfg(any())]
    {
        jira!(jira, GET "/rest/api/3/group/bulk");
    }
    let _ = jira;
    match which {
        #[cfg(any())]
        1 => jira!(jira, GET "/rest/api/3/group/member"),
        _ => 0,
    }
}

/// `jira!(jira, GET "/rest/api/3/issuetypescheme")`
fn mere_text() -> [&'static str; 3] {
    // jira!(jira, GET "/rest/api/3/issuetypescreenscheme")
    [
        "jira!(jira, GET \"/rest/api/3/issuetypescheme\")",
        r#"jira!(jira, GET "/rest/api/3/issuetypescheme/mapping")"#,
        stringify!(jira!(jira, GET "/rest/api/3/issuetypescreenscheme")),
    ]
}

#[cfg(test)]
mod tests {
    use connect_runtime::client::Call;

    use super::*;

    fn in_a_test(jira: &Jira) -> Call<()> {
        jira!(jira, GET "/rest/api/3/application-properties/advanced-settings")
    }
}
