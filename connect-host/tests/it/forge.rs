//! A host on Forge against a hand-written app, which verifies tokens as this framework's own apps do.

mod administrators;
mod app;
mod calling;
mod events;
mod installing;
mod rest;
