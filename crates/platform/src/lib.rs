//! Everything that touches the world outside: the database and its transactions, the embedded
//! PostgreSQL, the request context. The only crate that does. Floor 1.
//!
//! Invariants: all work runs as `app_rw`, which cannot see past row-level security; a transaction
//! always says for whom it works; a cancelled request never returns a poisoned connection.

pub mod bell;
pub mod csv;
pub mod db;
pub mod draft;
pub mod events;
pub mod files;
pub mod flags;
mod folders;
pub mod idempotency;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod metrics;
pub mod network;
pub mod outside;
pub mod postgres;
pub mod rest;
pub mod sandbox;
pub mod services;
pub mod snapshots;
pub mod subjects;
pub mod system;
#[cfg(feature = "testing")]
pub mod testing;
pub mod web;

pub use db::{Db, Scope, TenantTx};
pub use services::{Origin, Services};
