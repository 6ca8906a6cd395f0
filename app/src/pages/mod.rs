//! The pages about Kinwork itself, one a file.

mod about;
mod front;
mod gallery;
mod home;
mod not_found;

pub use about::AboutPage;
pub use front::FrontPage;
pub use gallery::GalleryPage;
pub use home::HomePage;
pub use not_found::NotFoundPage;
