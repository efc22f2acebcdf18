//! The tables themselves: sorted, unique, and all of them in the arrays.

#![allow(clippy::unwrap_used)] // A test that unwraps `None` has failed, and says where.

use connect_model::app_field::{MIGRATIONS, WRITTEN_FOR_YOU};
use connect_model::assemble::DESCRIPTORS;
use connect_model::{Product, Property, Type};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The rows of a table, split into cells, without the header.
fn table(file: &str) -> Vec<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("facts")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

fn sorted_and_unique<K: Ord + std::fmt::Debug>(keys: impl Iterator<Item = K>) -> usize {
    let keys: Vec<K> = keys.collect();
    for pair in keys.windows(2) {
        assert!(
            pair[0] < pair[1],
            "{:?} stands before {:?}",
            pair[0],
            pair[1]
        );
    }
    keys.len()
}

#[test]
fn every_array_is_sorted_unique_and_as_long_as_its_table() {
    let kinds = connect_model::module_kinds();
    assert_eq!(
        sorted_and_unique(kinds.iter().map(|it| it.name)),
        table("modules.tsv").len()
    );
    let mut properties = 0;
    for kind in kinds {
        properties += sorted_and_unique(kind.properties.iter().map(|it| it.name));
    }
    assert_eq!(properties, table("properties.tsv").len());

    let name = |product: Product| product.name();
    let locations = connect_model::locations()
        .iter()
        .map(|it| (it.name, name(it.product)));
    assert_eq!(sorted_and_unique(locations), table("locations.tsv").len());
    let events = connect_model::events()
        .iter()
        .map(|it| (it.name, name(it.product)));
    assert_eq!(sorted_and_unique(events), table("events.tsv").len());
    let parameters = connect_model::context_parameters()
        .iter()
        .map(|it| (it.name, name(it.product)));
    assert_eq!(
        sorted_and_unique(parameters),
        table("context_parameters.tsv").len()
    );
    let conditions = connect_model::conditions()
        .iter()
        .map(|it| (it.name, name(it.product)));
    assert_eq!(sorted_and_unique(conditions), table("conditions.tsv").len());
    let scopes = connect_model::scope_facts()
        .iter()
        .map(|it| (it.name, name(it.product)));
    assert_eq!(sorted_and_unique(scopes), table("scopes.tsv").len());
}

#[test]
fn tables_are_tidy() {
    for file in [
        "modules.tsv",
        "properties.tsv",
        "types.tsv",
        "locations.tsv",
        "events.tsv",
        "context_parameters.tsv",
        "conditions.tsv",
        "scopes.tsv",
    ] {
        let rows = table(file);
        assert!(!rows.is_empty(), "{file}");
        sorted_and_unique(rows.iter());
        for row in &rows {
            assert!(
                row.iter()
                    .all(|cell| !cell.is_empty() && cell.trim() == cell),
                "{file}: {row:?}"
            );
            let confidences = ["official", "observed", "unverified"];
            assert!(
                row.iter().any(|cell| confidences.contains(&cell.as_str())),
                "{file}: {row:?}"
            );
        }
    }
}

#[test]
fn every_type_is_used_and_every_use_is_found() {
    fn walk(ty: &Type, found: &mut BTreeSet<String>) {
        match ty {
            Type::Array(items) => walk(items, found),
            Type::Object(members) => {
                for member in *members {
                    found.insert(format!("{} {}", member.name, member.argument));
                    walk(&member.ty, found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for kind in connect_model::module_kinds() {
        for property in kind.properties {
            walk(&property.ty, &mut found);
        }
    }
    let listed: BTreeSet<String> = table("types.tsv")
        .iter()
        .map(|row| format!("{} {}", row[1], row[2]))
        .collect();
    assert_eq!(found, listed);
}

#[test]
fn arguments_are_identifiers_and_unique_in_their_kind() {
    for kind in connect_model::module_kinds() {
        let arguments: BTreeSet<&str> = kind.properties.iter().map(|it| it.argument).collect();
        assert_eq!(arguments.len(), kind.properties.len(), "{}", kind.name);
        for argument in arguments {
            let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(argument.chars().all(fine), "{argument}");
        }
    }
}

/// A name with its middle letter left out.
fn slip(name: &str) -> String {
    let middle = name.len() / 2;
    name.char_indices()
        .filter(|(at, _)| *at != middle)
        .map(|(_, letter)| letter)
        .collect()
}

#[test]
fn a_slip_in_any_known_name_is_answered_with_that_name() {
    use connect_model::{check_condition, check_context_parameter, check_event, check_location};
    let item = connect_model::module_kind("webItems").unwrap();
    let mut missed = Vec::new();
    let mut expect = |name: &'static str, nearest: Option<Vec<&'static str>>| {
        // A slip may make another known name.
        if nearest.is_some_and(|nearest| !nearest.contains(&name)) {
            missed.push(name);
        }
    };
    for name in connect_model::locations().iter().map(|it| it.name) {
        expect(
            name,
            check_location(item, &slip(name)).err().map(|it| it.nearest),
        );
    }
    for name in connect_model::events()
        .iter()
        .map(|it| it.name)
        .filter(|name| name.len() > 1)
    {
        expect(name, check_event(&slip(name)).err().map(|it| it.nearest));
    }
    for name in connect_model::conditions().iter().map(|it| it.name) {
        expect(
            name,
            check_condition(&slip(name)).err().map(|it| it.nearest),
        );
    }
    let parameters = connect_model::context_parameters().iter().map(|it| it.name);
    for name in parameters.filter(|name| !name.contains(['<', '*'])) {
        expect(
            name,
            check_context_parameter(&slip(name))
                .err()
                .map(|it| it.nearest),
        );
    }
    // Without its colon it is `project_updated` as well, of a product with more apps.
    assert_eq!(missed, ["project:updated"]);
}

/// The field of `app!` at the end of a way such as `vendor.url`.
fn app_field(way: &str) -> Option<&'static Property> {
    let mut fields = connect_model::app_fields();
    let mut found = None;
    for name in way.split('.') {
        let field = fields.iter().find(|field| field.name == name)?;
        fields = match field.ty {
            Type::Object(members) => members,
            _ => &[],
        };
        found = Some(field);
    }
    found
}

#[test]
fn each_field_of_a_descriptor_is_one_of_app_or_written_for_it() {
    let rows = table("app_fields.tsv");
    for row in &rows {
        let way = &row[0];
        let top = way.split('.').next().unwrap();
        if WRITTEN_FOR_YOU.iter().any(|field| field.name == top) {
            continue;
        }
        let field = app_field(way).unwrap_or_else(|| unreachable!("{way}: no field of app!"));
        assert_eq!(field.required.to_string(), row[2], "{way}");
        let limit = field.max_length.map_or("-".to_owned(), |it| it.to_string());
        assert_eq!(limit, row[3], "{way}");
        let products: Vec<_> = field.products.iter().map(|it| it.name()).collect();
        assert_eq!(products.join(","), row[5].trim_start_matches('-'), "{way}");
        let names = match field.ty {
            Type::Array(Type::Enum(names)) if way != "scopes" => names.join(","),
            _ if way == "apiMigrations" => MIGRATIONS.join(","),
            _ => continue,
        };
        let mut listed: Vec<_> = row[6].split(',').collect();
        listed.sort_unstable();
        assert_eq!(names, listed.join(","), "{way}");
    }
    let listed: Vec<_> = rows.iter().map(|row| &*row[0]).collect();
    for field in connect_model::app_fields() {
        assert!(
            listed.contains(&field.name) || field.name == DESCRIPTORS,
            "{}",
            field.name
        );
    }
}
