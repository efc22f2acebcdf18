use connect_runtime::prelude::*;

#[web_panel(
    name = "Board",
    location = crate::navigation::BoardLinks,
    url = "/web-panel?id={board.id}&mode={board.screen}",
)]
async fn board(
    #[context("board.id")] board_id: Option<String>,
    #[context("board.screen")] board_screen: Option<String>,
) -> Page {
    todo!("board: {board_id:?}, {board_screen:?}")
}
