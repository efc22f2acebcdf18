//! Whole reports as users read them.

use connect_model::reasons::{Reasons, Requirement};
use connect_model::{Method, Scope, ScopeSet};

use super::super::difference::Difference;
use super::super::revision::Revision;
use super::super::sample::{call, on_forge, place, under_admin, votes};
use super::*;

const VOTES: &str = "\
com.example.votes asks for WRITE, ACT_AS_USER: what its code needs.

ACT_AS_USER: 1 place
  src/votes.rs:30  as_user! → ACT_AS_USER  without it: WRITE

WRITE: 2 places; without all of them: READ, ACT_AS_USER
  src/votes.rs:14  PUT /rest/api/3/issue/{issueIdOrKey} → WRITE
  src/votes.rs:41  scopes![WRITE] → WRITE

READ: 2 places; WRITE covers it
  src/votes.rs:3   webhook \"jira:issue_created\" → READ
  src/votes.rs:21  GET /rest/api/3/issue/{issueIdOrKey} → READ

no scope needed: 1 place
  src/votes.rs:52  GET /rest/atlassian-connect/1/addons/{addonKey}/properties

For the same calls a Forge version needs the OAuth 2.0 scopes
  classic   read:jira-work, write:jira-work
  granular  read:avatar:jira, read:field-configuration:jira, read:issue-meta:jira,
            read:issue-security-level:jira, read:issue.changelog:jira, read:issue.vote:jira,
            read:issue:jira, read:status:jira, read:user:jira, write:issue:jira
Each call needs its classic scopes or its granular ones, not both.
None is documented for
  GET /rest/atlassian-connect/1/addons/{addonKey}/properties
Not counted, because they name no operation
  as_user!, scopes![WRITE], webhook \"jira:issue_created\"
";

fn reasons(requirements: Vec<Requirement>) -> Reasons {
    Reasons {
        requirements,
        ..votes()
    }
}

fn then(scopes: &[Scope], reasons: Option<Reasons>) -> Revision {
    Revision {
        name: "v1.2".to_owned(),
        commit: "0123456789abcdef".to_owned(),
        scopes: ScopeSet::of(scopes),
        reasons,
        manifest: None,
    }
}

/// The report of an app that is not examined on Forge.
fn report(reasons: &Reasons) -> String {
    super::report(reasons, &ForgeScopes::new())
}

fn compared(now: &Reasons, then: &Revision) -> String {
    difference(&Difference::of(now, then))
}

#[test]
fn places_are_below_their_scope_the_most_powerful_first() {
    assert_eq!(report(&votes()), VOTES);
}

#[test]
fn what_forge_is_asked_for_comes_last_with_its_reasons() {
    let text = super::report(&votes(), &on_forge());
    let last = "
The manifest of a Forge version asks for
  read:app-system-token  calls of the product as the app
  write:jira-work        PUT /rest/api/3/issue/{issueIdOrKey}; webhook \"jira:issue_created\" (also as
                         users)
";
    assert!(text.starts_with(VOTES) && text.ends_with(last), "{text}");
}

#[test]
fn a_ceiling_is_compared_with_what_the_code_needs() {
    let text = report(&under_admin());
    assert!(
        text.starts_with(
            "com.example.votes asks for ADMIN, ACT_AS_USER: what app! grants.\n\
             Nothing needs ADMIN; for the code WRITE, ACT_AS_USER would do.\n\n"
        ),
        "{text}"
    );
    // What would remain is about the code, whatever the ceiling.
    assert!(
        text.contains("as_user! → ACT_AS_USER  without it: WRITE\n"),
        "{text}"
    );
}

#[test]
fn an_app_that_needs_nothing_says_so_in_a_line() {
    assert_eq!(
        report(&reasons(Vec::new())),
        "com.example.votes asks for no scope: what its code needs.\n"
    );
}

#[test]
fn that_no_single_place_decides_is_printed_once() {
    let text = report(&reasons(vec![
        place(1, Scope::Write, "scopes![WRITE]"),
        place(2, Scope::Write, "scopes![WRITE]"),
        place(3, Scope::Read, "scopes![READ]"),
    ]));
    let line = "No single place decides: without any one of them the code needs the same.\n";
    assert_eq!(text.matches(line).count(), 1, "{text}");
    assert!(!text.contains("without it"), "{text}");
    assert!(!report(&votes()).contains("No single place"));
}

#[test]
fn what_would_remain_is_in_a_column_except_for_long_paths() {
    let long = "/rest/api/3/universal_avatar/type/{type}/owner/{entityId}/and/on/and/on";
    let text = report(&reasons(vec![
        call(7, Scope::Delete, Method::Delete, long),
        place(108, Scope::ActAsUser, "as_user!"),
    ]));
    assert!(
        text.contains("  src/votes.rs:108  as_user! → ACT_AS_USER  without it: DELETE\n"),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "  src/votes.rs:7    DELETE {long} → DELETE  without it: ACT_AS_USER\n"
        )),
        "{text}"
    );
}

#[test]
fn an_increase_names_its_places_and_who_must_approve() {
    assert_eq!(
        compared(&votes(), &then(&[Scope::Read], None)),
        "\
com.example.votes asked for READ at v1.2 (0123456789), and asks for WRITE, ACT_AS_USER now.

added: WRITE, ACT_AS_USER
  src/votes.rs:14  PUT /rest/api/3/issue/{issueIdOrKey} → WRITE
  src/votes.rs:30  as_user! → ACT_AS_USER
  src/votes.rs:41  scopes![WRITE] → WRITE

This is an increase: an administrator of each site that has the app must approve WRITE, ACT_AS_USER
before the site gets this version.
"
    );
}

#[test]
fn a_decrease_names_the_places_that_went() {
    let before = reasons(vec![
        place(9, Scope::Delete, "scopes![DELETE]"),
        place(2, Scope::Read, "scopes![READ]"),
    ]);
    let now = reasons(vec![place(2, Scope::Read, "scopes![READ]")]);
    let then = then(&[Scope::Delete], Some(before));
    assert_eq!(
        compared(&now, &then),
        "\
com.example.votes asked for DELETE at v1.2 (0123456789), and asks for READ now.

removed: DELETE
  src/votes.rs:9  scopes![DELETE] → DELETE

This is not an increase: sites get this version without an approval.
"
    );
}

#[test]
fn scopes_that_only_app_grants_are_reported_as_granted() {
    let text = compared(
        &under_admin(),
        &then(&[Scope::Write, Scope::ActAsUser], None),
    );
    assert!(
        text.contains("added: ADMIN\n  app! grants it by name; no place in the code needs it\n"),
        "{text}"
    );
    let back = compared(&votes(), &then(&[Scope::Admin, Scope::ActAsUser], None));
    assert!(
        back.contains("removed: ADMIN\n  its places at that revision are unknown\n"),
        "{back}"
    );
}

#[test]
fn the_json_of_a_difference_is_as_documented() {
    let (now, then) = (votes(), then(&[Scope::Read], None));
    let value = serde_json::json!(Difference::of(&now, &then));
    let fields: Vec<_> = value
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys())
        .collect();
    assert_eq!(
        fields,
        [
            "added",
            "after",
            "app",
            "before",
            "causes",
            "commit",
            "gone",
            "needs_approval",
            "removed",
            "revision"
        ]
    );
    assert_eq!(value["causes"][0]["line"], 14);
    assert_eq!(value["gone"], serde_json::Value::Null);
    assert_eq!(value["added"], serde_json::json!(["WRITE", "ACT_AS_USER"]));
}

#[test]
fn a_place_that_needs_a_scope_for_two_operations_is_one() {
    let reasons = reasons(vec![
        place(2, Scope::Read, "properties(Entity::Issue)"),
        place(2, Scope::Read, "properties(Entity::Issue)"),
        place(3, Scope::Read, "properties(Entity::Issue)"),
    ]);
    let text = report(&reasons);
    assert!(text.contains("READ: 2 places"), "{text}");
    assert_eq!(text.matches("src/votes.rs:2").count(), 1, "{text}");
}
