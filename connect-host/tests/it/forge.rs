//! A host on Forge against an app that is written by hand, which believes tokens as this framework's
//! own apps do.

mod administrators;
mod app;
mod calling;
mod installing;
mod rest;
mod telling;
