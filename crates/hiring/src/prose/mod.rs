//! Texts that programs send to be read: which skills they tell of, and what is wrong with an advert. A text is
//! neither kept nor logged.

pub(crate) mod rest;
mod service;
