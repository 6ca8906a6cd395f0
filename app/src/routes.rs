//! Which address shows which page.

use crate::layout::Layout;
use crate::pages::{AboutPage, FrontPage, GalleryPage, NotFoundPage};
use identity::pages;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use people::pages as people;

/// The site. Pages are sent whole: their status and title depend on their data, and they must read
/// well with JavaScript off, which out-of-order streaming does not allow.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Kinwork".to_owned() } else { format!("{title} · Kinwork") } />
        <Router>
            <Layout>
                <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
                    <Route path=path!("/") view=FrontPage ssr=SsrMode::Async />
                    <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async />
                    <Route path=path!("/dev/ui") view=GalleryPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=pages::SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=pages::SignUpPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/sessions") view=pages::SessionsPage ssr=SsrMode::Async />
                    <Route path=path!("/organisations/new") view=pages::NewOrganisationPage ssr=SsrMode::Async />
                    <Route path=path!("/onboarding") view=people::OnboardingStartPage ssr=SsrMode::Async />
                    <Route path=path!("/onboarding/:step") view=people::OnboardingPage ssr=SsrMode::Async />
                    <Route path=path!("/profile") view=people::ProfilePage ssr=SsrMode::Async />
                    <Route path=path!("/profile/:section") view=people::ProfileSectionPage ssr=SsrMode::Async />
                    <Route path=path!("/people/:id") view=people::PersonPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}
