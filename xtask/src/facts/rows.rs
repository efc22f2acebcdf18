//! The columns of every table in one place: a struct's fields are its table's columns, in order.

use super::cell::{
    Address, Api, Confidence, EnvironmentKind, ForgeCall, Form, Invocation, Item, List, Method,
    PerApp, Product, Response, Rule, Shape, Transform, View,
};
use super::paging::Paging;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A row of a table.
pub(crate) trait Row: Serialize + DeserializeOwned {
    /// The table's folder, relative to the workspace's root, in the crate that reads the table.
    const FOLDER: &'static str;
    /// The table's file name.
    const FILE: &'static str;
    /// How many of the first columns identify a row.
    const KEY: usize;
}

macro_rules! rows {
    ($($folder:literal: { $($(#[$doc:meta])* $file:literal[$key:literal] $name:ident {
        $($column:ident: $ty:ty,)*
    })* })*) => { $($(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $(pub(crate) $column: $ty,)*
        }

        impl Row for $name {
            const FOLDER: &'static str = $folder;
            const FILE: &'static str = $file;
            const KEY: usize = $key;
        }
    )* )* };
}

rows! {
    "connect-model/facts": {
    /// A module kind, merged over the products that have it.
    "modules.tsv"[1] ModuleRow {
        kind: String,
        attribute: String,
        label: String,
        products: List<Product>,
        shape: Shape,
        item: Item,
        invocation: Invocation,
        url_at: String,
        confidence: Confidence,
        deprecated: bool,
        note: String,
    }

    /// A property of a module kind.
    "properties.tsv"[2] PropertyRow {
        kind: String,
        property: String,
        argument: String,
        holds: String,
        required: bool,
        default: Option<String>,
        max_length: Option<u32>,
        pattern: Option<String>,
        products: List<Product>,
        confidence: Confidence,
    }

    /// A member of an object that properties contain.
    "types.tsv"[2] MemberRow {
        r#type: String,
        property: String,
        argument: String,
        holds: String,
        required: bool,
        default: Option<String>,
        max_length: Option<u32>,
        pattern: Option<String>,
        forms: List<Form>,
        confidence: Confidence,
    }

    /// What a web item's link can open.
    "targets.tsv"[1] TargetRow {
        target: String,
        argument: String,
        options: List,
    }

    /// A place in a product's pages.
    "locations.tsv"[2] LocationRow {
        location: String,
        product: Product,
        accepts: List,
        default_for: Option<String>,
        area: String,
        confidence: Confidence,
        note: String,
    }

    /// A webhook event of a product.
    "events.tsv"[2] EventRow {
        event: String,
        product: Product,
        group: String,
        filter_jql: bool,
        property_keys: bool,
        exclude_body: bool,
        dynamic: bool,
        scope: String,
        context: List,
        confidence: Confidence,
        note: String,
    }

    /// A parameter that the host fills into a module's URL, or a family of them.
    "context_parameters.tsv"[2] ContextParameterRow {
        parameter: String,
        product: Product,
        rule: Rule,
        available: String,
        kinds: List,
        deprecated: bool,
        instead: Option<String>,
        current_in: List,
        scope: Option<String>,
        confidence: Confidence,
        note: String,
    }

    /// A condition under which the host shows a module.
    "conditions.tsv"[2] ConditionRow {
        condition: String,
        product: Product,
        entities: List,
        in_url: bool,
        context_free: bool,
        confidence: Confidence,
        note: String,
    }

    /// A parameter of a condition.
    "condition_parameters.tsv"[3] ConditionParameterRow {
        condition: String,
        product: Product,
        parameter: String,
        argument: String,
        required: bool,
        values: List,
    }

    /// A scope of a product, with what it implies there.
    "scopes.tsv"[2] ScopeRow {
        scope: String,
        product: Product,
        implies: List,
        forge: Option<String>,
        confidence: Confidence,
    }

    /// A domain of sites, with the servers that authenticate them.
    "environments.tsv"[1] EnvironmentRow {
        domain: String,
        kind: EnvironmentKind,
        key_host: String,
        authorization_server: Option<String>,
    }

    /// A top-level field of a descriptor, or a member of one.
    "app_fields.tsv"[1] AppFieldRow {
        field: String,
        holds: String,
        required: bool,
        max_length: Option<u32>,
        pattern: Option<String>,
        products: List<Product>,
        names: List,
    }

    /// What `app!` makes of a field: an argument, or something that the framework writes.
    "app_arguments.tsv"[1] AppArgumentRow {
        field: String,
        argument: String,
        holds: String,
        default: Option<String>,
        address: Option<Address>,
        confidence: Confidence,
        about: String,
        written_by: String,
    }

    /// A REST operation: a method at a path.
    "operations.tsv"[2] OperationRow {
        path: String,
        method: Method,
        api: List<Api>,
        scope: String,
        deprecated: bool,
        replacement: String,
        experimental: bool,
        path_parameters: String,
        query_parameters: String,
        headers: String,
        body: String,
        response: Response,
        classic: List,
        granular: List,
        paging: Paging,
        source: String,
        confidence: Confidence,
    }

    /// A response type, if `member` is empty, or a member of one.
    "answers.tsv"[3] AnswerRow {
        api: String,
        r#type: String,
        member: String,
        holds: String,
        about: String,
    }

    /// A REST operation that is in no OpenAPI document.
    "connect_operations.tsv"[2] ConnectOperationRow {
        path: String,
        method: Method,
        api: List<Api>,
        scope: String,
        path_parameters: String,
        query_parameters: String,
        body: String,
        response: Response,
        paging: Paging,
        source: String,
        confidence: Confidence,
    }

    /// What a module kind at a location becomes on Forge: no modules if there is no equivalent.
    "forge_targets.tsv"[3] ForgeTargetRow {
        kind: String,
        product: Product,
        location: String,
        modules: List,
        preview: bool,
        confidence: Confidence,
        note: String,
    }

    /// A module of Forge.
    "forge_modules.tsv"[1] ForgeModuleRow {
        module: String,
        per_app: PerApp,
        required: List,
        optional: List,
        closed: bool,
        call: List<ForgeCall>,
        view: Option<View>,
        conditions: bool,
        unlicensed: bool,
    }

    /// A property of a Forge module, and the properties of a Connect module that it is derived from.
    "forge_properties.tsv"[3] ForgePropertyRow {
        kind: String,
        module: String,
        property: String,
        from: String,
        transform: Transform,
    }

    /// A Connect webhook event, and the corresponding Forge events.
    "forge_events.tsv"[2] ForgeEventRow {
        event: String,
        product: Product,
        events: List,
        scopes: List,
        validated: bool,
        confidence: Confidence,
    }

    /// The path of a context parameter in the context that Forge signs.
    "forge_context.tsv"[2] ForgeContextRow {
        parameter: String,
        product: Product,
        path: Option<String>,
        modules: List,
        confidence: Confidence,
    }

    /// A condition, and the corresponding Forge display condition.
    "forge_conditions.tsv"[2] ForgeConditionRow {
        condition: String,
        product: Product,
        display_condition: Option<String>,
        views: List<View>,
        confidence: Confidence,
        note: String,
    }
    }

    "connect-product/facts": {
    /// What a successful operation returns.
    "responses.tsv"[2] ResponseRow {
        path: String,
        method: Method,
        api: Api,
        status: u16,
        holds: String,
    }

    /// A named shape, as in some of the documents.
    "shapes.tsv"[2] ShapeRow {
        shape: String,
        api: List<Api>,
        holds: String,
    }
    }
}
