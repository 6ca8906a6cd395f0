//! Pages of organisations, one a file.

mod field;
mod fields;
mod frame;
mod invitation;
mod list;
mod member;
mod members;
mod new;
mod overview;
mod ownership;
mod roles;

pub use field::FieldPage;
pub use fields::FieldsPage;
pub use frame::{OrganisationFrame, seat_of};
pub use invitation::InvitationPage;
pub use list::OrganisationsPage;
pub use member::MemberPage;
pub use members::MembersPage;
pub use new::NewOrganisationPage;
pub use overview::OverviewPage;
pub use ownership::OwnershipPage;
pub use roles::RolesPage;
