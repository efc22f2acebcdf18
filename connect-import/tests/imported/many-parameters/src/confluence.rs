use connect_runtime::prelude::*;

#[dynamic_content_macro(
    name = "M",
    url = "/m?p1={p1}&p2={p2}&p3={p3}&p4={p4}&p5={p5}&p6={p6}&p7={p7}&p8={p8}&p9={p9}&p10={p10}&p11={p11}&p12={p12}&p13={p13}&p14={p14}&p15={p15}&p16={p16}&p17={p17}&p18={p18}&p19={p19}",
    parameters = [
        { identifier = "p1", name = "p1", type = string },
        { identifier = "p2", name = "p2", type = string },
        { identifier = "p3", name = "p3", type = string },
        { identifier = "p4", name = "p4", type = string },
        { identifier = "p5", name = "p5", type = string },
        { identifier = "p6", name = "p6", type = string },
        { identifier = "p7", name = "p7", type = string },
        { identifier = "p8", name = "p8", type = string },
        { identifier = "p9", name = "p9", type = string },
        { identifier = "p10", name = "p10", type = string },
        { identifier = "p11", name = "p11", type = string },
        { identifier = "p12", name = "p12", type = string },
        { identifier = "p13", name = "p13", type = string },
        { identifier = "p14", name = "p14", type = string },
        { identifier = "p15", name = "p15", type = string },
        { identifier = "p16", name = "p16", type = string },
        { identifier = "p17", name = "p17", type = string },
        { identifier = "p18", name = "p18", type = string },
        { identifier = "p19", name = "p19", type = string },
    ],
)]
async fn m(parameters: Parameters<MParameters>) -> Page {
    not_written!(parameters)
}

#[derive(ContextParameters)]
#[expect(dead_code, reason = "not written yet")]
struct MParameters {
    #[context("p1")]
    p1: Option<String>,
    #[context("p2")]
    p2: Option<String>,
    #[context("p3")]
    p3: Option<String>,
    #[context("p4")]
    p4: Option<String>,
    #[context("p5")]
    p5: Option<String>,
    #[context("p6")]
    p6: Option<String>,
    #[context("p7")]
    p7: Option<String>,
    #[context("p8")]
    p8: Option<String>,
    #[context("p9")]
    p9: Option<String>,
    #[context("p10")]
    p10: Option<String>,
    #[context("p11")]
    p11: Option<String>,
    #[context("p12")]
    p12: Option<String>,
    #[context("p13")]
    p13: Option<String>,
    #[context("p14")]
    p14: Option<String>,
    #[context("p15")]
    p15: Option<String>,
    #[context("p16")]
    p16: Option<String>,
    #[context("p17")]
    p17: Option<String>,
    #[context("p18")]
    p18: Option<String>,
    #[context("p19")]
    p19: Option<String>,
}
