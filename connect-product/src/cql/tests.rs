use proptest::prelude::*;

use super::parse::{Clause, Condition, Direction, Field, Operand, Operator};
use super::*;

fn text(text: &str) -> Operand {
    Operand::Text(text.to_owned())
}

fn is(field: &str, operator: Operator, operands: Vec<Operand>) -> Condition {
    Condition::Is(Clause {
        field: Field::Named(field.to_owned()),
        operator,
        operands,
    })
}

#[test]
fn a_query_is_read() {
    let cql = r#"type = page and (space in (DEMO, "~ann") or NOT title ~ "one \"two\"")
        and creator = currentUser() order by created desc, title"#;
    let query = Query::parse(cql).unwrap();
    let current = Operand::Function("currentuser".to_owned(), Vec::new());
    let expected = Condition::All(vec![
        is("type", Operator::Equal, vec![text("page")]),
        Condition::Any(vec![
            is("space", Operator::In, vec![text("DEMO"), text("~ann")]),
            Condition::Not(Box::new(is(
                "title",
                Operator::Contains,
                vec![text("one \"two\"")],
            ))),
        ]),
        is("creator", Operator::Equal, vec![current]),
    ]);
    assert_eq!(query.which, Some(expected));
    let field = |name: &str| Field::Named(name.to_owned());
    assert_eq!(
        query.order,
        [
            (field("created"), Direction::Down),
            (field("title"), Direction::Up)
        ]
    );
}

#[test]
fn faults_are_reported_with_their_place() {
    let context = Context::default();
    for (cql, what) in [
        ("", "a field must be at the end"),
        ("type =", "a value must be at the end"),
        ("type page", "an operator must be at character 6"),
        ("(type = page", "`)` must be at the end"),
        (
            "type = page page",
            "`and`, `or`, `order by` or the end must be at character 13",
        ),
        ("title = \"open", "unexpected '\"' at character 9"),
        ("colour = red", "no field has the name `colour`"),
        (
            "text = red",
            "the field `text` does not have the operator `=`",
        ),
        (
            "created ~ red",
            "the field `created` does not have the operator `~`",
        ),
        (
            "created > soon",
            "`soon` is not a date, such as 2026-01-05 or now(\"-4w\")",
        ),
        (
            "created > now(\"-4x\")",
            "`now` is not a date, such as 2026-01-05 or now(\"-4w\")",
        ),
        ("id = page", "`page` is not the id of a content"),
        ("space = other()", "no function has the name `other` here"),
        (
            "type = page order by label",
            "a field of `order by` has no order",
        ),
        (
            "content.property[a] = 1",
            "the path of a value, such as `.status` must be at character 21",
        ),
    ] {
        let error = translate(cql, &context).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Could not parse cql : {cql} ({what})")
        );
    }
    let deep = "not ".repeat(100) + "type = page";
    assert!(translate(&deep, &context).is_err());
}

#[test]
fn dates_are_days_and_moments_relative_to_now() {
    // Thursday, 15 January 2026, 10:30.
    let now = moment::literal("2026-01-15 10:30").unwrap().begins;
    let at = |text: &str| moment::literal(text).unwrap();
    assert_eq!(at("2026/01/15").lasts, 86_400_000);
    assert_eq!(at("2026-01-15").begins, at("2026/01/15 00:00").begins);
    for (name, given, expected) in [
        ("now", Some("-1w"), "2026-01-08 10:30"),
        ("now", Some("+90m"), "2026-01-15 12:00"),
        ("startofday", None, "2026-01-15 00:00"),
        ("startofday", Some("-1d"), "2026-01-14 00:00"),
        ("startofweek", None, "2026-01-11 00:00"),
        ("startofmonth", None, "2026-01-01 00:00"),
        ("startofyear", Some("1M"), "2026-02-01 00:00"),
    ] {
        let given: Vec<_> = given.map(str::to_owned).into_iter().collect();
        let moment = moment::function(name, &given, now).unwrap();
        assert_eq!(moment.begins, at(expected).begins, "{name} {given:?}");
    }
    let end = moment::function("endofmonth", &[], now).unwrap().begins;
    assert_eq!(end + 1, at("2026-02-01").begins);
}

#[test]
fn words_are_found_whole_or_by_their_beginning() {
    let found = |text: &str, search: &str| {
        let text = words(text);
        let asked = words::asked(search);
        !asked.is_empty() && asked.iter().all(|it| text.contains(it))
    };
    assert!(found("Notes, of the Team!", "notes"));
    assert!(found("Notes of the team", "team notes"));
    assert!(!found("Notes of the team", "note"));
    assert!(found("Notes of the team", "note*"));
    assert!(found("Notes of the team", "\"the team\""));
    assert!(!found("Notes of the team", "\"team the\""));
    assert!(!found("Notes", "\"\""));
}

fn condition() -> impl Strategy<Value = Condition> {
    let clause = prop_oneof![
        ("title|space\\.title", "[a-z\"\\\\ ]{0,8}").prop_map(|(field, value)| is(
            &field,
            Operator::Contains,
            vec![Operand::Text(value)]
        )),
        (
            "type|label|space",
            prop::collection::vec("[A-Za-z0-9 '(),]{0,6}", 1..4)
        )
            .prop_map(|(field, values)| {
                let values = values.into_iter().map(Operand::Text).collect();
                is(&field, Operator::NotIn, values)
            }),
        Just(is(
            "created",
            Operator::GreaterOrEqual,
            vec![Operand::Function("now".to_owned(), vec!["-4w".to_owned()])],
        )),
        "[a-z]{1,6}".prop_map(|path| Condition::Is(Clause {
            field: Field::Property {
                key: "my key".to_owned(),
                path,
            },
            operator: Operator::Equal,
            operands: vec![Operand::Text("1".to_owned())],
        })),
    ];
    clause.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Any),
            inner.prop_map(|it| Condition::Not(Box::new(it))),
        ]
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => quoted(text),
        Operand::Function(name, given) => {
            let given: Vec<_> = given.iter().map(|it| quoted(it)).collect();
            format!("{name}({})", given.join(", "))
        }
    }
}

fn written(condition: &Condition) -> String {
    let all = |parts: &[Condition], between: &str| {
        let parts: Vec<_> = parts
            .iter()
            .map(|it| format!("({})", written(it)))
            .collect();
        parts.join(between)
    };
    match condition {
        Condition::All(parts) => all(parts, " AND "),
        Condition::Any(parts) => all(parts, " or "),
        Condition::Not(inner) => format!("not ({})", written(inner)),
        Condition::Is(clause) => {
            let field = match &clause.field {
                Field::Named(name) => name.clone(),
                Field::Property { key, path } => {
                    format!("content.property[{}].{path}", quoted(key))
                }
            };
            let operands: Vec<_> = clause.operands.iter().map(operand).collect();
            let operands = match clause.operator {
                Operator::In | Operator::NotIn => format!("({})", operands.join(",")),
                _ => operands.concat(),
            };
            format!("{field} {} {operands}", clause.operator.name())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read(condition in condition()) {
        let cql = written(&condition);
        let query = Query::parse(&cql);
        prop_assert_eq!(query.map(|it| it.which), Ok(Some(condition)), "{}", cql);
        prop_assert!(translate(&cql, &Context::default()).is_ok());
    }

    #[test]
    fn any_text_is_handled(cql in "\\PC{0,40}") {
        let _ = translate(&cql, &Context::default());
    }

    #[test]
    fn any_query_is_handled(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "type", "=", "!=", "~", "(", ")", "in", "not", "and", "or", "order", "by", ",",
                "\"x\"", "page", "now", "content.property", "[", "]", ".a", "created", ">", "5",
            ]),
            0..12,
        )
    ) {
        let _ = translate(&parts.join(" "), &Context::default());
    }
}
