//! Expanding validated items into the few lines that register them. Nothing here can fail.

mod app;
mod assets;
mod called_as;
mod companion;
mod deprecation;
mod handler;
mod main_fn;
mod named_item;
mod named_job;
mod parameters;
mod paths;
mod registration;
mod rest;
mod scope_use;
mod show;
mod tokens;
mod unit_struct;

pub(crate) use self::app::{app, library};
pub(crate) use self::assets::{folder as assets, url as asset};
pub(crate) use self::called_as::runtime_of;
pub(crate) use self::handler::handler;
pub(crate) use self::main_fn::main;
pub(crate) use self::parameters::context_parameters;
pub(crate) use self::rest::{as_user, call, scopes};

#[cfg(test)]
mod tests {
    use connect_syntax::Attribute;
    use proc_macro2::TokenStream;

    use super::show::pretty;
    use super::*;

    fn expand(attribute: &str, args: &str, item: &str) -> String {
        let attribute = Attribute::named(attribute).unwrap();
        pretty(&handler(
            attribute,
            args.parse().unwrap(),
            item.parse().unwrap(),
        ))
    }

    const PANEL: &str = r#"name = "Votes", location = "atl.jira.view.issue.right.context""#;

    #[test]
    fn a_panel_with_context_and_extractors() {
        let expansion = expand(
            "web_panel",
            PANEL,
            r#"
            /// Votes.
            pub async fn votes(
                #[context("issue.key")] issue: String,
                #[context("project.id")] project: Option<i64>,
                tenant: Tenant,
                Query(standard): Query<Standard>,
            ) -> Result<Page> {
                todo!()
            }
            "#,
        );
        insta::assert_snapshot!(expansion);
    }

    #[test]
    fn a_webhook() {
        insta::assert_snapshot!(expand(
            "webhook",
            r#"event = "jira:issue_created""#,
            "async fn greet(event: Event<IssueCreated>) -> Result<()> { todo!() }",
        ));
    }

    #[test]
    fn an_endpoint() {
        insta::assert_snapshot!(expand(
            "endpoint",
            r#"POST "/vote""#,
            "async fn vote(user: User, Json(vote): Json<Vote>) -> Result<()> { todo!() }",
        ));
    }

    #[test]
    fn a_hook_below_a_cfg() {
        insta::assert_snapshot!(expand(
            "installed",
            "",
            "#[cfg(feature = \"greeting\")] async fn greet(tenant: Tenant) {}",
        ));
    }

    #[test]
    fn a_step_of_a_migration() {
        insta::assert_snapshot!(expand(
            "dare_migration",
            "step = status",
            "async fn how_far(migration: Migration<MigrationCommand>) -> MigrationStatus { now() }",
        ));
    }

    #[test]
    fn a_job() {
        insta::assert_snapshot!(expand(
            "job",
            "",
            "async fn recount(job: Job<Recount>, tenant: Tenant) -> Result<()> { todo!() }",
        ));
    }

    #[test]
    fn items_that_say_when_they_run() {
        let scheduled = expand("scheduled", r#"every = "1h""#, "async fn sweep() {}");
        assert!(scheduled.contains(".every(3600u64)"), "{scheduled}");
        let webhook = |args: &str| {
            let args = format!(r#"event = "jira:issue_created", {args}"#);
            expand("webhook", &args, "async fn greet() {}")
        };
        let inline = webhook("inline = true");
        assert!(inline.contains(".inline()"), "{inline}");
        let tenant = webhook("in_order = tenant");
        assert!(
            tenant.contains(".in_order(__connect::InOrder::Tenant)"),
            "{tenant}"
        );
        let issue = webhook(r#"in_order = "issue.id""#);
        assert!(
            issue.contains(r#".in_order(__connect::InOrder::Field("issue.id"))"#),
            "{issue}"
        );
        for expansion in [inline, tenant, issue] {
            assert!(!expansion.contains("inline\\\"") && !expansion.contains("in_order\\\""));
        }
    }

    #[test]
    fn an_app_and_a_library() {
        let fields = r#"key = "com.example.votes", state = AppState"#;
        insta::assert_snapshot!("app", pretty(&app(fields.parse().unwrap(), None)));
        insta::assert_snapshot!("library", pretty(&library(TokenStream::new(), None)));
    }

    fn expand_call(tokens: &str) -> String {
        let tokens = call(connect_model::Product::Jira, tokens.parse().unwrap());
        pretty(&tokens)
    }

    #[test]
    fn a_call() {
        insta::assert_snapshot!(expand_call(
            r#"jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key,
               query(notifyUsers = notify, returnIssue = false), json = fields"#,
        ));
    }

    #[test]
    fn a_deprecated_call_with_a_list() {
        insta::assert_snapshot!(expand_call(
            r#"&self.jira, GET "/rest/api/3/project", query(properties = ["a", "b"])"#,
        ));
    }

    #[test]
    fn impersonation_and_scopes_by_hand() {
        let user = "jira, user, scopes![READ]".parse().unwrap();
        insta::assert_snapshot!("as_user", pretty(&as_user(user)));
        let named = scopes("READ, WRITE".parse().unwrap());
        insta::assert_snapshot!("scopes", pretty(&named));
    }

    #[test]
    fn a_wrong_call_is_its_errors_and_no_more() {
        insta::assert_snapshot!(expand_call(
            r#"jira, GET "/rest/api/3/issue/{issueIdOrKey}", query(feilds = "a"), json = 1"#,
        ));
    }

    #[test]
    fn a_call_is_at_most_forty_lines() {
        let expansion = expand_call(
            r#"jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, json = fields"#,
        );
        let lines = expansion.lines().count();
        assert!(lines <= 40, "{lines} lines:\n{expansion}");
    }

    #[test]
    fn a_folder_of_assets() {
        // A folder of this package that contains one file.
        let expansion = super::assets(
            "\"src/generated\"".parse().unwrap(),
            "pub(crate) struct Generated;".parse().unwrap(),
        );
        // Before formatting: line breaks must not depend on where the package is.
        let expansion = expansion.to_string();
        let expansion = expansion.replace(env!("CARGO_MANIFEST_DIR"), "/package");
        let expansion = pretty(&expansion.parse().unwrap());
        insta::assert_snapshot!(expansion);
    }

    #[test]
    fn main_becomes_a_plain_function() {
        let item = "#[allow(unused)] async fn main() -> Result<()> { Ok(()) }";
        insta::assert_snapshot!(pretty(&super::main(
            TokenStream::new(),
            item.parse().unwrap(),
            None
        )));
    }

    #[test]
    fn a_registration_is_at_most_forty_lines() {
        // The longest that a test here produces; the user's own function does not count.
        let item = r#"async fn votes(#[context("issue.key")] a: String, #[context("issue.id")] b: i64,
            c: Tenant, d: User, e: Option<License>) -> Page { todo!() }"#;
        let expansion = expand("web_panel", PANEL, item);
        let lines = expansion
            .lines()
            .skip_while(|line| !line.starts_with("const _"))
            .count();
        assert!(lines <= 40, "{lines} lines:\n{expansion}");
    }

    #[test]
    fn on_an_error_the_function_still_exists_and_no_other_error_follows() {
        let expansion = expand(
            "web_panel",
            r#"name = "Votes""#,
            "async fn votes(#[context(\"issue.key\")] a: String) {}",
        );
        assert!(
            expansion.starts_with("async fn votes(a: String) {}"),
            "{expansion}"
        );
        assert!(!expansion.contains("Registration"), "{expansion}");
    }

    #[test]
    fn a_half_written_item_keeps_its_tokens() {
        let attribute = Attribute::named("web_panel").unwrap();
        let item: TokenStream = "async fn votes(tenant: ) -> ".parse().unwrap();
        let expansion = handler(attribute, PANEL.parse().unwrap(), item.clone());
        assert_eq!(expansion.to_string(), item.to_string());
    }

    /// An editor inserts a name of its own at the cursor, and looks for it in the expansion to
    /// find out what can go there.
    #[test]
    fn whatever_is_half_written_the_name_under_the_cursor_is_kept() {
        for (attribute, args, item) in [
            // In the body: a field, a path, an unfinished statement.
            (
                "web_panel",
                PANEL,
                "async fn f(t: Tenant) -> String { t.CURSOR }",
            ),
            (
                "web_panel",
                PANEL,
                "async fn f(t: Tenant) { let a = std::CURSOR",
            ),
            (
                "webhook",
                "event = \"jira:issue_created\"",
                "async fn f(e: Event<X>) { e.CURSOR; if }",
            ),
            // In the signature.
            ("web_panel", PANEL, "async fn f(t: CURSOR) -> String {}"),
            (
                "web_panel",
                PANEL,
                "async fn f(#[context(\"issue.key\")] t: CURSOR, u) {}",
            ),
            (
                "endpoint",
                "POST \"/x\"",
                "async fn f() -> Result<CURSOR> {}",
            ),
            ("web_panel", PANEL, "async fn f(t: Vec<CURSOR"),
            // The arguments are half-written.
            (
                "web_panel",
                "location = ",
                "async fn f(t: Tenant) { t.CURSOR }",
            ),
            ("web_panel", "loc", "async fn f(t: Tenant) { t.CURSOR }"),
            (
                "web_panel",
                "name = \"a\" location",
                "async fn f(t: CURSOR) {}",
            ),
            ("web_section", "location = \"none\",,", "struct CURSOR;"),
            ("web_section", "location =", "struct CURSOR { a }"),
            // An item of the app that is about to be named.
            (
                "web_item",
                "name = \"N\", location = CURSOR",
                "async fn f() {}",
            ),
            (
                "web_item",
                "name = \"N\", location = crate::CURSOR",
                "async fn f() {}",
            ),
            (
                "web_item",
                "name = \"N\", location = \"system.top.navigation.bar\", target = dialog(CURSOR)",
                "struct F;",
            ),
        ] {
            let tokens = |text: &str| {
                // The editor closes brackets that are still open.
                let open = text.matches('{').count() - text.matches('}').count();
                let angle = if text.contains("Vec<C") { ">)" } else { "" };
                let text = format!("{text}{angle}{}", "}".repeat(open));
                text.parse::<TokenStream>().unwrap()
            };
            let attribute = Attribute::named(attribute).unwrap();
            let expansion = handler(attribute, tokens(args), tokens(item)).to_string();
            assert!(expansion.contains("CURSOR"), "{args} {item}: {expansion}");
        }
    }
}
