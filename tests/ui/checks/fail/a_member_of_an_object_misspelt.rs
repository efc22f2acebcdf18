//! A member of an object, one letter off.
//! fix: `propertyKye` → `property_key`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[jira_entity_property(key_configurations = [{ propertyKye = "votes", extractions = [] }])]
struct Votes;

fn main() {}
