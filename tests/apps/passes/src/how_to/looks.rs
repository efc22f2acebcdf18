// A page with every style. A browser test of the local host includes it.
use connect_runtime::prelude::*;

// readme: looks
/// Looks
#[general_page]
async fn looks() -> Page {
    Page::new("Votes").lang("en").body(html! {
        h1 { "Votes " span.lozenge.success { "Open" } }
        nav.tabs aria-label="Votes" {
            a href="#open" aria-current="page" { "Open" }
            a href="#closed" { "Closed" }
        }
        div.message.warning role="note" {
            strong { "Voting ends on Friday" }
            p { "Everybody in " a href="#project" { "the project" } " can vote once." }
        }
        div.row {
            button.primary { "Vote" }
            button { "Share" }
            button.quiet { "Cancel" }
            button.danger { "Delete all" }
            button disabled { "Closed" }
            a.button href="#export" { "Export" }
        }
        div.grid {
            form method="post" action="/settings" {
                h2 { "Settings" }
                div.field {
                    label for="limit" { "Limit" }
                    input id="limit" name="limit" value="many" aria-invalid="true"
                        aria-describedby="limit-error";
                    span.error id="limit-error" { "A number, please." }
                }
                label.check { input type="checkbox" name="tell"; "Tell the assignee" }
                button.primary { "Save" }
            }
            div.card {
                table {
                    caption { "Votes by issue" }
                    thead { tr { th scope="col" { "Issue" } th scope="col" { "Votes" } } }
                    tbody { tr { td { a href="#demo-1" { "DEMO-1" } } td { "7" } } }
                }
                p.subtle { "Updated a minute ago" }
            }
        }
        div.empty {
            span.spinner role="img" aria-label="Loading" {}
            h2 { "No votes yet" }
            p { "Votes of your team appear here." }
            button.primary { "Vote first" }
        }
    })
}
// readme: end
