//! Contests that staff answer: people who say that what the platform knows of skills, occupations, places or people in general is
//! wrong in their score. Telling the person, and scoring them anew, is done by `hiring` in the background.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;
