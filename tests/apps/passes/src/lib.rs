//! The programs that must compile, each a module. In the documentation of the attributes, each of
//! `modules` is an example, as `cargo run -p xtask -- documents` takes it from here.
//!
//! They are one crate, and so the keys of their modules are unique in it, as in any app.
#![allow(
    dead_code,
    unused_imports,
    unused_variables,
    reason = "an example shows a use of the attribute, and nothing uses the example"
)]

connect_runtime::library!();

mod modules;

mod admin_page {
    mod smallest;
}
mod as_user {
    mod smallest;
}
mod checks {
    mod checked_arguments;
}
mod configure_page {
    mod smallest;
}
mod confluence {
    mod clauses;
    mod lists;
    mod smallest;
}
mod content_byline_item {
    mod smallest;
}
mod dare_migration {
    mod smallest;
}
mod disabled {
    mod smallest;
}
mod dynamic_content_macro {
    mod macro_parameters;
    mod smallest;
}
mod enabled {
    mod smallest;
}
mod endpoint {
    mod default_path;
    mod path_parameter_and_body;
    mod smallest;
}
mod general_page {
    mod smallest;
}
mod how_to {
    mod administrators;
    mod answers;
    mod kept_values;
    mod licences;
    mod looks;
    mod own_engine;
}
mod installed {
    mod smallest;
}
mod job {
    mod smallest;
}
mod jira {
    mod clauses;
    mod every_clause;
    mod every_place;
    mod lists;
    mod typed_answers;
}
mod main {
    mod smallest;
}
mod public {
    mod any_path;
    mod smallest;
}
mod readme {
    mod calls;
    mod items;
    mod jobs;
    mod server;
}
mod references {
    mod items_name_items;
    mod menus_and_links;
    mod one_page_for_two;
}
mod scopes {
    mod smallest;
}
mod signature {
    mod arguments;
    mod attributes;
    mod names;
}
mod uninstalled {
    mod smallest;
}
mod web_item {
    mod smallest;
}
mod scheduled {
    mod smallest;
}
mod web_panel {
    mod below_a_section;
    mod callable_in_a_test;
    mod everything;
    mod smallest;
    mod under_cfg;
    mod unlisted_location;
    mod unlisted_parameter;
}
mod webhook {
    mod any_event;
    mod event_of_no_product;
    mod everything;
    mod in_order;
    mod inline;
    mod smallest;
    mod unlisted_event;
}
