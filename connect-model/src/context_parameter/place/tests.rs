//! The check of a context parameter's place.

use super::*;

fn of(kind: &str, products: &[Product], name: &str) -> Result<&'static str, Vec<&'static str>> {
    check(kind, products, name)
        .map(|row| row.name)
        .map_err(|unbound| match unbound {
            Unbound::Unknown(unknown) => unknown.nearest,
            Unbound::Elsewhere(elsewhere) => elsewhere.nearest,
        })
}

fn check(
    kind: &str,
    products: &[Product],
    name: &str,
) -> Result<&'static ContextParameter, Unbound> {
    check_context_parameter_of(module_kind(kind).unwrap(), products, name)
}

fn says(kind: &str, products: &[Product], name: &str) -> String {
    check(kind, products, name).unwrap_err().to_string()
}

#[test]
fn a_name_of_another_product_is_refused() {
    assert_eq!(
        says("contentBylineItems", &[], "issue.key"),
        "context parameter \"issue.key\" is one of Jira's, and this content byline item is for Confluence"
    );
    assert_eq!(
        says("webPanels", &[Product::JiraSoftware], "content.id"),
        "context parameter \"content.id\" is one of Confluence's, and this web panel is for Jira"
    );
    assert_eq!(
        says("generalPages", &[], "repo_path"),
        "context parameter \"repo_path\" is one of Bitbucket's, and this general page is for Jira or Confluence"
    );
    // The applications of Jira are one host.
    assert_eq!(
        of("webPanels", &[Product::Jira], "board.id"),
        Ok("board.id")
    );
}

#[test]
fn a_module_for_several_products_takes_the_names_of_each() {
    for name in ["issue.key", "content.id", "repo_path"] {
        assert_eq!(of("webPanels", &[], name), Ok(name));
    }
    let both = [Product::Jira, Product::Confluence];
    assert_eq!(of("webItems", &both, "space.key"), Ok("space.key"));
    assert_eq!(
        of("webItems", &[Product::Common], "space.key"),
        Ok("space.key")
    );
}

#[test]
fn a_name_of_another_place_is_refused() {
    assert_eq!(
        says("webPanels", &[], "dashboardItem.id"),
        "context parameter \"dashboardItem.id\" is bound in Jira dashboard items only, not in web panels"
    );
    assert_eq!(
        says("generalPages", &[], "macro.id"),
        "context parameter \"macro.id\" is bound in dynamic content macros and static content macros only, not in general pages"
    );
    assert_eq!(of("webhooks", &[], "comment.id"), Ok("comment.id"));
    assert_eq!(
        of("dialogs", &[], "dashboardItem.id"),
        Ok("dashboardItem.id")
    );
    assert!(of("webPanels", &[], "condition.id").is_err());
}

#[test]
fn any_row_that_fits_makes_a_name_right() {
    // One row is for pages of issues, the other for a development tool's template.
    assert_eq!(of("jiraReports", &[], "issue.key"), Ok("issue.key"));
    assert_eq!(
        of("webPanels", &[Product::Bitbucket], "user.key"),
        Ok("user.*")
    );
}

#[test]
fn a_row_that_is_not_sure_refuses_nothing() {
    let unsure = super::super::context_parameters()
        .iter()
        .filter(|row| row.rule == Rule::Exact && row.confidence == Confidence::Unverified);
    for row in unsure {
        for kind in crate::module_kinds() {
            assert!(check_context_parameter_of(kind, &[], row.name).is_ok());
        }
    }
}

#[test]
fn every_listed_kind_takes_the_name() {
    for row in super::super::context_parameters() {
        for kind in row.kinds.iter().chain(row.current_in) {
            assert!(module_kind(kind).is_some(), "{}: {kind}", row.name);
        }
        for kind in row.kinds.iter().filter(|_| row.rule == Rule::Exact) {
            assert_eq!(of(kind, &[], row.name), Ok(row.name));
        }
        if let Some(other) = row.instead {
            assert!(exact(other).any(|other| other.product == row.product));
        }
    }
}

#[test]
fn a_family_of_one_product_hides_no_slip_in_another() {
    for (kind, products) in [
        ("webPanels", &[Product::Jira][..]),
        ("webPanels", &[Product::JiraSoftware]),
        ("webPanels", &[]),
        ("generalPages", &[]),
    ] {
        assert_eq!(of(kind, products, "issue.kye"), Err(vec!["issue.key"]));
    }
    assert_eq!(
        of("webPanels", &[Product::Bitbucket], "issue.title"),
        Ok("issue.*")
    );
    assert_eq!(of("repoPages", &[], "issue.title"), Ok("issue.*"));
}

#[test]
fn nothing_is_suggested_that_would_be_refused() {
    assert_eq!(of("contentBylineItems", &[], "issue.kye"), Err(vec![]));
    for row in super::super::context_parameters() {
        for kind in crate::module_kinds() {
            for near in of(kind.name, &[], row.name).err().iter().flatten() {
                assert!(of(kind.name, &[], near).is_ok(), "{near} in {}", kind.name);
            }
        }
    }
}

#[test]
fn macros_have_parameters_of_their_own() {
    let own = Ok("<macro parameter identifier>");
    assert_eq!(of("dynamicContentMacros", &[], "prefLabel"), own);
    assert_eq!(of("staticContentMacros", &[], "uuid"), own);
    assert_eq!(of("staticContentMacros", &[], "issue.key"), own);
    assert_eq!(of("dynamicContentMacros", &[], "page.id"), Ok("page.id"));
    assert!(of("contentBylineItems", &[], "uuid").is_err());
}

#[test]
fn other_writing_is_understood() {
    for name in [
        "issueKey",
        "issue_key",
        "issue-key",
        "Issue.Key",
        "issuekey",
    ] {
        assert_eq!(
            of("generalPages", &[], name),
            Err(vec!["issue.key"]),
            "{name}"
        );
    }
}
