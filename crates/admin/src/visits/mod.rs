//! Looking at Kinwork as somebody else, if that person lets one: staff ask, the person allows it for up to an hour, and
//! either side ends it at once.
//!
//! Invariants: only the pages are shown that the server names as shown to visits, by their routes, and every transaction of
//! such a request only reads ([`platform::Db::reading`]); whatever asks for a proof of who one is stays shut; a visit shows no
//! organisation but the one the person let staff see; it ends with its time, with the leave, with the role and with the session
//! it was begun in; every request stands in the person's own trail and in that of the console. Nobody looks as staff.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;
