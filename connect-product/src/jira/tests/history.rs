//! `was` and `changed`, held to a model that keeps what every value was.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::jira;
use crate::Data;
use crate::people::account_id;
use crate::testing::{Asker, user};

/// When DEMO-1 was made, in hours since 1970: Monday, 5 January 2026, 09:30 is half an hour later.
const MADE: i64 = 491_001;
const HALF: i64 = 1800;
const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

/// What someone does.
#[derive(Debug, Clone)]
enum Act {
    /// The transition, and the status that it leads to.
    Go(&'static str, &'static str),
    Assign(Option<&'static str>),
    Prioritize(&'static str),
    Mend(BTreeSet<&'static str>),
}

const VERSIONS: [&str; 3] = ["10100", "10101", "10102"];
const STATUSES: [(&str, &str); 4] = [("11", "1"), ("21", "3"), ("31", "10001"), ("41", "10002")];
const ACTORS: [&str; 3] = ["1", "2", "3"];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        prop::sample::select(&STATUSES[..]).prop_map(|(id, status)| Act::Go(id, status)),
        prop::option::of(prop::sample::select(&ACTORS[..])).prop_map(Act::Assign),
        prop::sample::select(vec!["1", "2", "3"]).prop_map(Act::Prioritize),
        prop::collection::btree_set(prop::sample::select(&VERSIONS[..]), 0..3).prop_map(Act::Mend),
    ]
}

/// A value that a field had. Hours are since [`MADE`].
#[derive(Debug, Clone)]
struct Period {
    field: &'static str,
    value: Option<String>,
    begun: i64,
    ended: Option<i64>,
    who: String,
}

#[derive(Debug, Clone)]
struct Changed {
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
    at: i64,
    who: String,
}

#[derive(Debug, Default)]
struct Model {
    periods: Vec<Period>,
    changes: Vec<Changed>,
}

impl Model {
    /// One of a field with one value.
    fn set(&mut self, field: &'static str, new: Option<String>, at: i64, who: &str) {
        let is_last = |it: &&mut Period| it.field == field && it.ended.is_none();
        let last = self.periods.iter_mut().find(is_last).unwrap();
        if last.value == new {
            return;
        }
        last.ended = Some(at);
        let old = last.value.clone();
        self.change(field, old, new.clone(), at, who);
        self.begin(field, new, at, who);
    }

    fn begin(&mut self, field: &'static str, value: Option<String>, begun: i64, who: &str) {
        self.periods.push(Period {
            field,
            value,
            begun,
            ended: None,
            who: account_id(who),
        });
    }

    fn change(
        &mut self,
        field: &'static str,
        old: Option<String>,
        new: Option<String>,
        at: i64,
        who: &str,
    ) {
        self.changes.push(Changed {
            field,
            old,
            new,
            at,
            who: account_id(who),
        });
    }

    fn fix(&mut self, versions: &BTreeSet<&'static str>, at: i64, who: &str) {
        let those = |it: &&mut Period| it.field == "fixVersion" && it.ended.is_none();
        let mut there = BTreeSet::new();
        let mut gone = Vec::new();
        for period in self.periods.iter_mut().filter(those) {
            let value = period.value.clone().unwrap();
            if !versions.contains(value.as_str()) {
                period.ended = Some(at);
                gone.push(value.clone());
            }
            there.insert(value);
        }
        for old in gone {
            self.change("fixVersion", Some(old), None, at, who);
        }
        for new in versions.iter().filter(|it| !there.contains(**it)) {
            let new = Some((*new).to_owned());
            self.change("fixVersion", None, new.clone(), at, who);
            self.begin("fixVersion", new, at, who);
        }
    }
}

fn asker<'d>(data: &'d Data, number: &str, hour: i64) -> Asker<'d> {
    let now = u64::try_from((MADE + hour) * 3600).unwrap();
    Asker {
        now,
        ..user(data, number)
    }
}

/// An hour as a query has it.
fn moment(hour: i64) -> String {
    let at = Timestamp::from_second((MADE + hour) * 3600).unwrap();
    format!("\"{}\"", at.strftime("%Y-%m-%d %H:%M"))
}

/// The site after these acts, each some hours after the one before, and the model of the issue.
async fn after(acts: &[(&'static str, i64, Act)]) -> (Data, Model, i64) {
    let data = jira();
    let issue = user(&data, "1").get(ISSUE).await.ok();
    let fields = &issue["fields"];
    let text = |pointer: &str| fields.pointer(pointer).and_then(|it| it.as_str());
    let mut model = Model::default();
    // What it began with, by who made it.
    let creator = text("/creator/accountId").unwrap();
    let creator = creator.rsplit('0').next().unwrap();
    for (field, pointer) in [
        ("status", "/status/id"),
        ("assignee", "/assignee/accountId"),
        ("priority", "/priority/id"),
    ] {
        model.begin(field, text(pointer).map(str::to_owned), 0, creator);
    }
    for version in fields["fixVersions"].as_array().unwrap() {
        let id = version["id"].as_str().unwrap();
        model.begin("fixVersion", Some(id.to_owned()), 0, creator);
    }
    let mut hour = 1;
    for (who, gap, act) in acts {
        hour += gap;
        let asker = asker(&data, who, hour);
        let fields = match act {
            Act::Go(id, status) => {
                let body = json!({"transition": {"id": id}});
                asker.post(&format!("{ISSUE}/transitions"), body).await.ok();
                model.set("status", Some((*status).to_owned()), hour, who);
                continue;
            }
            Act::Assign(to) => {
                model.set("assignee", to.map(account_id), hour, who);
                json!({"assignee": to.map(|to| json!({"accountId": account_id(to)}))})
            }
            Act::Prioritize(id) => {
                model.set("priority", Some((*id).to_owned()), hour, who);
                json!({"priority": {"id": id}})
            }
            Act::Mend(versions) => {
                model.fix(versions, hour, who);
                let ids = versions.iter().map(|id| json!({"id": id}));
                json!({"fixVersions": ids.collect::<Vec<_>>()})
            }
        };
        asker.put(ISSUE, json!({"fields": fields})).await.ok();
    }
    (data, model, hour)
}

async fn holds(data: &Data, jql: &str, hour: i64) -> bool {
    let body = json!({"jql": format!("key = DEMO-1 and {jql}"), "maxResults": 1});
    let asker = asker(data, "1", hour);
    let found = asker.post("/rest/api/3/search/jql", body).await.ok();
    !found["issues"].as_array().unwrap().is_empty()
}

/// When, or by whom; hours are halves, so that none is the moment of a change.
#[derive(Debug, Clone)]
enum Limit {
    Before(i64),
    After(i64),
    During(i64, i64),
    On(i64),
    By(&'static str),
}

fn limit() -> impl Strategy<Value = Limit> {
    // The issue was made in the first half hour.
    let hour = 1_i64..200;
    prop_oneof![
        hour.clone().prop_map(Limit::Before),
        hour.clone().prop_map(Limit::After),
        (hour.clone(), hour.clone())
            .prop_map(|(one, other)| Limit::During(one.min(other), one.max(other))),
        hour.prop_map(Limit::On),
        prop::sample::select(&ACTORS[..]).prop_map(Limit::By),
    ]
}

impl Limit {
    fn text(&self) -> String {
        let half = |hour: i64| {
            let at = Timestamp::from_second((MADE + hour) * 3600 + HALF).unwrap();
            format!("\"{}\"", at.strftime("%Y-%m-%d %H:%M"))
        };
        match self {
            Limit::Before(hour) => format!("before {}", half(*hour)),
            Limit::After(hour) => format!("after {}", half(*hour)),
            Limit::During(from, to) => format!("during ({}, {})", half(*from), half(*to)),
            Limit::On(hour) => format!("on {}", half(*hour)),
            Limit::By(who) => format!("by \"{}\"", account_id(who)),
        }
    }

    /// Whether what lasted from one hour to another, and was done by someone, is within it.
    fn admits(&self, begun: i64, ended: i64, who: &str) -> bool {
        let second = |hour: i64| (MADE + hour) * 3600;
        let (begun, ended) = (second(begun), second(ended));
        let (from, to) = match self {
            Limit::Before(hour) => (i64::MIN, second(*hour) + HALF),
            Limit::After(hour) => (second(*hour) + HALF, i64::MAX),
            Limit::During(from, to) => (second(*from) + HALF, second(*to) + HALF),
            Limit::On(hour) => {
                let day = second(*hour) + HALF;
                let day = day - day % 86_400;
                (day, day + 86_399)
            }
            Limit::By(by) => return account_id(by) == who,
        };
        begun <= to && ended >= from
    }
}

/// What is asked: a field and a value of it.
fn asked() -> impl Strategy<Value = (&'static str, Option<String>)> {
    let some = |field: &'static str, values: &'static [&'static str]| {
        prop::sample::select(values).prop_map(move |value| (field, Some(value.to_owned())))
    };
    prop_oneof![
        some("status", &["1", "3", "10001", "10002"]),
        some("priority", &["1", "2", "3"]),
        some("fixVersion", &VERSIONS),
        prop::option::of(prop::sample::select(&ACTORS[..]))
            .prop_map(|value| ("assignee", value.map(account_id))),
    ]
}

fn written(value: Option<&String>) -> String {
    value.map_or_else(|| "EMPTY".to_owned(), |value| format!("\"{value}\""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_is_what_was_done(
        acts in prop::collection::vec((prop::sample::select(&ACTORS[..]), 1_i64..30, act()), 0..8),
        questions in prop::collection::vec((asked(), prop::collection::vec(limit(), 0..3), any::<bool>(), any::<bool>()), 12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (data, model, hour) = after(&acts).await;
            let now = hour + 5;
            for ((field, value), limits, negative, list) in &questions {
                let texts: Vec<String> = limits.iter().map(Limit::text).collect();
                let texts = texts.join(" ");
                let admitted = |begun, ended, who: &str| limits.iter().all(|it| it.admits(begun, ended, who));
                let shown = written(value.as_ref());

                let operator = match (negative, list) {
                    (false, false) => format!("was {shown}"),
                    (true, false) => format!("was not {shown}"),
                    (false, true) => format!("was in ({shown})"),
                    (true, true) => format!("was not in ({shown})"),
                };
                let was = model.periods.iter().any(|it| {
                    it.field == *field && it.value == *value && admitted(it.begun, it.ended.unwrap_or(now), &it.who)
                });
                let jql = format!("{field} {operator} {texts}");
                prop_assert_eq!(holds(&data, &jql, now).await, was != *negative, "{} {:#?}", jql, model);

                let end = if *negative { "from" } else { "to" };
                let changed = model.changes.iter().any(|it| {
                    let had = if *negative { &it.old } else { &it.new };
                    it.field == *field && had == value && admitted(it.at, it.at, &it.who)
                });
                let jql = format!("{field} changed {end} {shown} {texts}");
                prop_assert_eq!(holds(&data, &jql, now).await, changed, "{} {:#?}", jql, model);

                let any = model.changes.iter().any(|it| it.field == *field && admitted(it.at, it.at, &it.who));
                let jql = format!("{field} changed {texts}");
                prop_assert_eq!(holds(&data, &jql, now).await, any, "{} {:#?}", jql, model);
            }
            Ok(())
        })?;
    }
}

/// The examples of the documentation, in its words.
#[tokio::test]
async fn an_issue_is_found_by_what_it_was() {
    let acts = [
        ("1", 24, Act::Go("21", "3")),
        ("2", 24, Act::Assign(Some("3"))),
        ("2", 24, Act::Go("41", "10002")),
        ("1", 24, Act::Mend(["10101"].into())),
    ];
    let (data, _, hour) = after(&acts).await;
    let day = moment(25);
    for (jql, expected) in [
        ("status was 'In Progress'", true),
        ("status was not 'In Progress'", false),
        ("status was 'In Review'", false),
        ("status was in ('In Progress', 'In Review')", true),
        ("status was not in ('In Review')", true),
        ("status was 'In Progress' by 'Sam Sample'", true),
        (
            "status was 'In Progress' by ('Alice Ashby', 'Bruno Baum')",
            false,
        ),
        (
            "status was 'In Progress' by currentUser() before now()",
            true,
        ),
        ("resolution was Unresolved", true),
        ("resolution changed to Done by membersOf(developers)", true),
        ("status changed from 'To Do' to 'In Progress'", true),
        ("status changed from 'To Do' to 'Done'", false),
        (&format!("status changed on {day}"), true),
        (&format!("status changed to Done on {day}"), false),
        ("assignee changed after -1w before now()", true),
        ("assignee changed to 'Bruno Baum'", true),
        ("fixVersion changed to '1.1' and fixVersion was '1.1'", true),
        ("reporter changed", false),
        ("not priority changed", true),
    ] {
        assert_eq!(holds(&data, jql, hour + 1).await, expected, "{jql}");
    }
}
