//! The arrays: sorted, unique, and found in spite of typos. What they are made from is
//! checked where it is read, in xtask.

use connect_model::Product;
use std::collections::BTreeSet;

fn sorted_and_unique<K: Ord + std::fmt::Debug>(keys: impl Iterator<Item = K>) {
    let keys: Vec<K> = keys.collect();
    for pair in keys.windows(2) {
        assert!(pair[0] < pair[1], "{:?} is before {:?}", pair[0], pair[1]);
    }
}

#[test]
fn every_array_is_sorted_and_unique() {
    let kinds = connect_model::module_kinds();
    sorted_and_unique(kinds.iter().map(|it| it.name));
    for kind in kinds {
        sorted_and_unique(kind.properties.iter().map(|it| it.name));
    }
    let name = |product: Product| product.name();
    let locations = connect_model::locations();
    sorted_and_unique(locations.iter().map(|it| (it.name, name(it.product))));
    let events = connect_model::events();
    sorted_and_unique(events.iter().map(|it| (it.name, name(it.product))));
    let parameters = connect_model::context_parameters();
    sorted_and_unique(parameters.iter().map(|it| (it.name, name(it.product))));
    let conditions = connect_model::conditions();
    sorted_and_unique(conditions.iter().map(|it| (it.name, name(it.product))));
    for condition in conditions {
        sorted_and_unique(condition.parameters.iter().map(|it| it.name));
    }
    let scopes = connect_model::scope_facts();
    sorted_and_unique(scopes.iter().map(|it| (it.name, name(it.product))));
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
    // Without its colon it is also `project_updated`, of a product with more apps.
    assert_eq!(missed, ["project:updated"]);
}
