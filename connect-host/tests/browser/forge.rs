//! The shell that shows an app's pages inside Forge, as it is emitted: on an origin of its own, in a
//! sandboxed frame, under the policy that Atlassian computes, with a bridge that speaks the contract of
//! @forge/bridge. The app and the product around it are hand-written.

mod checks;
mod contract;
mod site;
