//! The pages about Kinwork itself, one a file.

mod about;
mod developers;
mod front;
mod gallery;
mod home;
mod not_found;

pub use about::AboutPage;
pub use developers::DevelopersPage;
pub use front::FrontPage;
pub use gallery::GalleryPage;
pub use home::HomePage;
pub use not_found::NotFoundPage;
