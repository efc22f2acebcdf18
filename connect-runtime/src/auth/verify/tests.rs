mod context;
mod lifecycle;
mod request;
mod site;
mod transport;
