//! The pages of people, and the parts they share. Rendered on the server only.

mod fields;
mod history;
mod onboarding;
mod overview;
mod person;
mod resume;
mod section;
mod skills;

pub use onboarding::{OnboardingPage, OnboardingStartPage};
pub use overview::{ProfilePage, next_steps};
pub use person::PersonPage;
pub use resume::ResumePage;
pub use section::ProfileSectionPage;
