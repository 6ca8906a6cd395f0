//! `/`

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use ui::{
    Avatar, Icon, Kind, LinkButton, ReasonItem, Reasons, Ring, ScoreBreakdown, ScorePart,
    ScoreRing, Speaks,
};

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
            <div class="front-top">
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
                {example()}
            </div>
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

/// What a score looks like, with figures that add up: 65 is usual, and 26 more make 91.
fn example() -> impl IntoView {
    let part =
        |(label, score, usual, contribution): (&str, Option<f64>, Option<f64>, f64)| ScorePart {
            label: label.to_owned(),
            score,
            usual,
            contribution,
        };
    let parts = [
        ("Skills", Some(94.0), Some(61.0), 13.2),
        ("Experience", Some(100.0), Some(70.0), 5.4),
        ("Availability", Some(100.0), Some(74.0), 3.9),
        ("Location", Some(100.0), Some(66.0), 4.1),
        ("Education", Some(65.0), Some(72.0), -0.6),
        ("Work style", None, None, 0.0),
    ];
    let reason = |(speaks, text, evidence, points): (Speaks, &str, &str, f64)| ReasonItem {
        speaks,
        text: text.to_owned(),
        evidence: evidence.into(),
        points: Some(points),
    };
    let reasons = [
        (
            Speaks::For,
            "Operates a counterbalance forklift",
            "Three years, last used this year",
            7.1,
        ),
        (
            Speaks::For,
            "26 months in order picking",
            "Two jobs with their dates",
            5.4,
        ),
        (
            Speaks::Against,
            "Level 2 certificate not stated",
            "Asked as nice to have",
            -0.6,
        ),
    ];
    view! {
        <figure class="card front-example">
            <figcaption class="note">"An example: one person, one job"</figcaption>
            <div class="fit-head">
                <Avatar name="Noor Adeyemi" />
                <div><p class="front-who">"Noor Adeyemi"</p><p>"For: warehouse operative, days"</p></div>
                <ScoreRing score=91 size=Ring::Large />
            </div>
            <ScoreBreakdown parts=parts.map(part).to_vec()>"The mark on each bar is what is usual for this occupation."</ScoreBreakdown>
            <Reasons items=reasons.map(reason).to_vec() />
        </figure>
    }
}
