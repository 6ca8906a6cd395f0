//! Pages of alerts, one a file.

mod mine;
mod unsubscribe;

pub use mine::AlertsPage;
pub use unsubscribe::UnsubscribePage;
