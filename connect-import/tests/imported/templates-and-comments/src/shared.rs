use connect_runtime::prelude::*;

// url: relative
// dropped cacheable: "{{cacheable}}"
// dropped weight: "{{weight}}"
#[general_page(key = "page", name = "{{pageName}}", url = "/{{path}}")]
struct PageGeneralPage;
