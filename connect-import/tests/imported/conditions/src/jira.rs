use connect_runtime::prelude::*;

// dropped conditions[6].params: {"a":"b"}
#[web_panel(
    name = "Remote",
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        remote(crate::confluence::beta),
        not(remote(crate::confluence::beta)),
        remote(of_issue),
        "/conditions/of-issue?other=1",
        "https://elsewhere.example.com/show",
        unlisted("http://plain.example.com/show"),
        remote(with_params),
    ),
)]
async fn remote() -> Page {
    not_written!()
}

// dropped conditions[7].and.invert: true
#[web_panel(
    name = "Names",
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        user_is_logged_in,
        not(unlisted("brand_new", deep = { a = [true] }, "feature-key" = "x", "type" = 1)),
        unlisted("is not a name"),
        unlisted("feature_flag", extra = "y", featureKey = "x"),
        unlisted("entity_property_equal_to", entity = "planet", propertyKey = "k", value = "v"),
        unlisted("space_function_permission", permission = "admin"),
        user_is_admin,
        all(any(unlisted("is_admin"), unlisted("unknown_one")), is_issue_editable),
    ),
)]
async fn names() -> Page {
    not_written!()
}

// dropped conditions[0]: {"invert":true}
// dropped conditions[1]: 5
// dropped conditions[2].or: []
// dropped conditions[3].why: "because"
#[web_panel(
    name = "Odd",
    location = "atl.jira.view.issue.right.context",
    conditions = user_is_admin,
)]
async fn odd() -> Page {
    not_written!()
}

#[web_panel(
    name = "Alone",
    location = "atl.jira.view.issue.right.context",
    conditions = remote(crate::confluence::beta),
)]
async fn alone() -> Page {
    not_written!()
}

#[condition("/conditions/of-issue?issue={issue.key}&flag={my.flag}")]
async fn of_issue(
    #[context("issue.key")] issue_key: Option<String>,
    #[context(unlisted("my.flag"))] my_flag: Option<String>,
) -> Result<bool> {
    not_written!(issue_key, my_flag)
}

#[condition("/conditions/with-params")]
async fn with_params() -> Result<bool> {
    not_written!()
}
