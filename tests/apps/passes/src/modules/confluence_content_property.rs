use connect_runtime::prelude::*;

/// Approvals
#[confluence_content_property(
    key_configurations = [{
        property_key = "approval",
        extractions = [{ object_name = "approved.at", type = date, alias = "approvedAt" }],
    }],
)]
struct Approvals;
