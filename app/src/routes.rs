//! Which address shows which page.

use crate::layout::Layout;
use crate::pages::{AboutPage, DevelopersPage, FrontPage, GalleryPage, HomePage, NotFoundPage};
use admin::audit::pages as console_audit;
use admin::contests::pages as console_contests;
use admin::flags::pages as console_flags;
use admin::health::pages as console_health;
use admin::organisations::pages as console_organisations;
use admin::people::pages as console_people;
use admin::queue::pages as console_queue;
use admin::sessions::pages as console_sessions;
use admin::staff::pages as console;
use admin::trail::pages as console_trail;
use admin::visits::pages as console_visits;
use hiring::alerts::pages as alerts;
use hiring::applications::pages as applications;
use hiring::contests::pages as contests;
use hiring::fields::pages as fields;
use hiring::jobs::pages as jobs;
use hiring::matches::pages as matches;
use identity::accounts::pages as accounts;
use identity::credentials::pages as credentials;
use identity::factors::pages as factors;
use identity::factors::passkeys::pages as passkeys;
use identity::organisations::pages as organisations;
use identity::pages::{SignInPage, SignUpPage};
use identity::privacy::pages as privacy;
use identity::providers::pages as providers;
use identity::security::pages as security;
use identity::sessions::pages as sessions;
use identity::tokens::pages as tokens;
use identity::trail::pages as trail;
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
        <Title formatter=|title: String| whole_title(&title) />
        <Router>
            <Layout>
                <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
                    <Route path=path!("/") view=FrontPage ssr=SsrMode::Async />
                    <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async />
                    <Route path=path!("/developers") view=DevelopersPage ssr=SsrMode::Async />
                    <Route path=path!("/dev/ui") view=GalleryPage ssr=SsrMode::Async />
                    <Route path=path!("/how-fit-works") view=matches::HowFitWorksPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async />
                    <Route path=path!("/verify-email") view=credentials::VerifyEmailPage ssr=SsrMode::Async />
                    <Route path=path!("/forgot-password") view=credentials::ForgotPasswordPage ssr=SsrMode::Async />
                    <Route path=path!("/reset-password") view=credentials::ResetPasswordPage ssr=SsrMode::Async />
                    <Route path=path!("/auth/continue") view=providers::ContinuePage ssr=SsrMode::Async />
                    <Route path=path!("/auth/:provider/callback") view=providers::CallbackPage ssr=SsrMode::Async />
                    <Route path=path!("/confirm-it-is-you") view=sessions::ConfirmPage ssr=SsrMode::Async />
                    <Route path=path!("/security") view=security::SecurityPage ssr=SsrMode::Async />
                    <Route path=path!("/security/email") view=credentials::EmailPage ssr=SsrMode::Async />
                    <Route path=path!("/security/password") view=credentials::PasswordPage ssr=SsrMode::Async />
                    <Route path=path!("/security/providers") view=providers::ProvidersPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/second-step") view=factors::SecondStepPage ssr=SsrMode::Async />
                    <Route path=path!("/security/passkeys") view=passkeys::PasskeysPage ssr=SsrMode::Async />
                    <Route path=path!("/security/passkeys/new") view=passkeys::NewPasskeyPage ssr=SsrMode::Async />
                    <Route path=path!("/security/passkeys/:id") view=passkeys::EditPasskeyPage ssr=SsrMode::Async />
                    <Route path=path!("/security/second-step") view=factors::TwoStepsPage ssr=SsrMode::Async />
                    <Route path=path!("/security/second-step/set-up") view=factors::SetUpPage ssr=SsrMode::Async />
                    <Route path=path!("/security/devices") view=sessions::DevicesPage ssr=SsrMode::Async />
                    <Route path=path!("/security/activity") view=security::ActivityPage ssr=SsrMode::Async />
                    <Route path=path!("/security/keys") view=tokens::KeysPage ssr=SsrMode::Async />
                    <Route path=path!("/security/deactivate") view=accounts::DeactivatePage ssr=SsrMode::Async />
                    <Route path=path!("/security/appeal") view=accounts::AppealPage ssr=SsrMode::Async />
                    <Route path=path!("/privacy") view=privacy::PrivacyPage ssr=SsrMode::Async />
                    <Route path=path!("/privacy/erase") view=privacy::ErasePage ssr=SsrMode::Async />
                    <Route path=path!("/privacy/erased") view=privacy::ErasedPage ssr=SsrMode::Async />
                    <Route path=path!("/privacy/retention") view=privacy::RetentionPage ssr=SsrMode::Async />
                    <Route path=path!("/organisations") view=organisations::OrganisationsPage ssr=SsrMode::Async />
                    <Route path=path!("/organisations/new") view=organisations::NewOrganisationPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation") view=organisations::OverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/members") view=organisations::MembersPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/members/:person") view=organisations::MemberPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/fields") view=organisations::FieldsPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/fields/:id") view=organisations::FieldPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/trail") view=trail::TrailPage ssr=SsrMode::Async />
                    <Route path=path!("/organisation/ownership") view=organisations::OwnershipPage ssr=SsrMode::Async />
                    <Route path=path!("/invitation") view=organisations::InvitationPage ssr=SsrMode::Async />
                    <Route path=path!("/help/roles") view=organisations::RolesPage ssr=SsrMode::Async />
                    <Route path=path!("/home") view=HomePage ssr=SsrMode::Async />
                    <Route path=path!("/onboarding") view=people::OnboardingStartPage ssr=SsrMode::Async />
                    <Route path=path!("/onboarding/:step") view=people::OnboardingPage ssr=SsrMode::Async />
                    <Route path=path!("/profile") view=people::ProfilePage ssr=SsrMode::Async />
                    <Route path=path!("/profile/resume") view=people::ResumePage ssr=SsrMode::Async />
                    <Route path=path!("/profile/:section") view=people::ProfileSectionPage ssr=SsrMode::Async />
                    <Route path=path!("/people/:id") view=people::PersonPage ssr=SsrMode::Async />
                    <Route path=path!("/matches") view=matches::MatchesPage ssr=SsrMode::Async />
                    <Route path=path!("/matches/alerts") view=alerts::AlertsPage ssr=SsrMode::Async />
                    <Route path=path!("/matches/contests") view=contests::ContestsPage ssr=SsrMode::Async />
                    <Route path=path!("/matches/:job") view=matches::MatchPage ssr=SsrMode::Async />
                    <Route path=path!("/matches/:job/numbers") view=contests::NumbersPage ssr=SsrMode::Async />
                    <Route path=path!("/alerts/unsubscribe") view=alerts::UnsubscribePage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/contests") view=contests::OrganisationContestsPage ssr=SsrMode::Async />
                    <Route path=path!("/applications") view=applications::ApplicationsPage ssr=SsrMode::Async />
                    <Route path=path!("/applications/:id") view=applications::ApplicationPage ssr=SsrMode::Async />
                    <Route path=path!("/jobs") view=jobs::PublicJobsPage ssr=SsrMode::Async />
                    <Route path=path!("/jobs/:id") view=jobs::PublicJobPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs") view=jobs::HiringJobsPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/new") view=jobs::NewJobPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id") view=jobs::JobPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id/edit/:step") view=jobs::EditJobPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id/candidates") view=matches::CandidatesPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id/applications") view=applications::JobApplicationsPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id/fields") view=fields::JobFieldsPage ssr=SsrMode::Async />
                    <Route path=path!("/hiring/jobs/:id/activity") view=jobs::ActivityPage ssr=SsrMode::Async />
                    <Route path=path!("/console") view=console::OverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/console/help") view=console::HelpPage ssr=SsrMode::Async />
                    <Route path=path!("/console/staff") view=console::StaffPage ssr=SsrMode::Async />
                    <Route path=path!("/console/people") view=console_people::PeoplePage ssr=SsrMode::Async />
                    <Route path=path!("/console/people/:person") view=console_people::PersonPage ssr=SsrMode::Async />
                    <Route path=path!("/console/people/:person/visit") view=console_visits::VisitPage ssr=SsrMode::Async />
                    <Route path=path!("/security/visits") view=console_visits::VisitsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/appeals") view=console_people::AppealsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/contests") view=console_contests::ContestsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/sessions") view=console_sessions::SessionsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/sessions/:session") view=console_sessions::SessionPage ssr=SsrMode::Async />
                    <Route path=path!("/console/organisations") view=console_organisations::OrganisationsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/organisations/:organisation") view=console_organisations::OrganisationPage ssr=SsrMode::Async />
                    <Route path=path!("/console/audit") view=console_audit::AuditPage ssr=SsrMode::Async />
                    <Route path=path!("/console/health") view=console_health::HealthPage ssr=SsrMode::Async />
                    <Route path=path!("/console/flags") view=console_flags::FlagsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/flags/:flag") view=console_flags::FlagPage ssr=SsrMode::Async />
                    <Route path=path!("/console/jobs") view=console_queue::JobsPage ssr=SsrMode::Async />
                    <Route path=path!("/console/jobs/:job") view=console_queue::JobPage ssr=SsrMode::Async />
                    <Route path=path!("/console/trail") view=console_trail::TrailPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}

/// What stands in `<title>`. `leptos_meta` writes it there as it is given, so what people have written is made text here.
fn whole_title(title: &str) -> String {
    if title.is_empty() {
        return "Kinwork".to_owned();
    }
    format!("{} · Kinwork", html_escape::encode_text(title))
}

#[cfg(test)]
mod tests {
    use super::whole_title;

    #[test]
    fn a_title_is_text() {
        assert_eq!(whole_title(""), "Kinwork");
        assert_eq!(
            whole_title("R&D </title><script>"),
            "R&amp;D &lt;/title&gt;&lt;script&gt; · Kinwork"
        );
    }
}
