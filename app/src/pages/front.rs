//! `/`

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use ui::{Icon, Kind, LinkButton};

/// What Kinwork does, in three sentences, and the two ways in.
#[component]
pub fn FrontPage() -> impl IntoView {
    let home = use_context::<platform::web::Request>()
        .map(|request| request.services.public_url.to_string())
        .unwrap_or_default();
    view! {
        <Title text="" />
        <Meta name="description" content="Post a job, a shift or a project and see who fits, and why. Or find work that fits you, and see what would make it fit better." />
        <Link rel="canonical" href=format!("{home}/") />
        <div class="page front">
            <section class="front-hero">
                <h1>"See who fits. See why."</h1>
                <p class="lead">
                    "Post a job, a shift, a project or volunteering. Kinwork ranks the people who fit and shows where every point comes from. People see the same score, and what would raise it."
                </p>
                <div class="actions">
                    <LinkButton href="/jobs" kind=Kind::Primary icon=Some(Icon::Search)>"Find work"</LinkButton>
                    <LinkButton href="/hiring/jobs/new" icon=Some(Icon::Plus)>"Post a job"</LinkButton>
                </div>
            </section>
            <ul class="front-points">
                <li>
                    {Icon::Target.view()}
                    <h2>"One score, no secrets"</h2>
                    <p>"Skills, experience, hours, distance, education and work style: six parts, one published formula, each with its evidence."</p>
                </li>
                <li>
                    {Icon::Check.view()}
                    <h2>"Both sides count"</h2>
                    <p>"A job is measured against what a person wants, too. Lists are ranked by what suits both."</p>
                </li>
                <li>
                    {Icon::Info.view()}
                    <h2>"What would change it"</h2>
                    <p>"Which skill, which hours, which certificate would lift your score, and in how many of today’s open jobs."</p>
                </li>
            </ul>
        </div>
    }
}
