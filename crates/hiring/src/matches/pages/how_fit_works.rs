//! `/how-fit-works`

use crate::matches::service;
use identity::Actor;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use matching::{Dimension, Score, Weights, Wish};
use platform::Services;
use ui::{Card, Column, Flash, PageHead, Table, Tone};

/// The formula in plain words. Figures that the code holds are read from it, so that the page cannot lag behind.
#[component]
pub fn HowFitWorksPage() -> impl IntoView {
    let home = platform::web::request()
        .map(|request| request.services.public_url.to_string())
        .unwrap_or_default();
    let version = matching::VERSION.trim_start_matches("kfn-");
    let asked = platform::web::request();
    let actor = use_context::<Option<Actor>>().flatten();
    let own = page(async move { Ok(own_numbers(&asked?.services, actor).await) });
    view! {
        <Title text="How fit works" />
        <Meta name="description" content="The one formula behind every score on Kinwork: six parts, their weights, what is never counted, and how to check it." />
        <Link rel="canonical" href=format!("{home}/how-fit-works") />
        <div class="page how-fit">
            <PageHead title="How fit works" lead="One formula scores every person for every job. It is the same for both sides, it is published here, and any score can be computed again to the last digit." />
            {own}
            {six_parts()}
            {in_detail()}
            {adding_up()}
            {both_sides()}
            {fairness()}
            <p class="note">{format!("Formula {version}. The version travels with every stored score.")}</p>
        </div>
    }
}

/// The way to the reader's own numbers, with their best match as the example. The page stands without it too.
async fn own_numbers(services: &Services, actor: Option<Actor>) -> Option<impl IntoView + use<>> {
    let best = service::top_matches(services, &actor?, 1).await.ok()?;
    let job = best.into_iter().next()?.job;
    let href = format!("/matches/{}/numbers", job.id);
    Some(view! {
        <Flash tone=Tone::Info>
            <a class="link" href=href>"See it with your own numbers"</a>
            {format!(": every number of your score for {}, your best match today.", job.title)}
        </Flash>
    })
}

fn percent(ten_thousandths: u16) -> String {
    format!("{}%", ten_thousandths / 100)
}

fn asks(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Skills => {
            "The skills the job asks for, weighed by how much they matter and how rare they are"
        }
        Dimension::Experience => "Months in related work, against the months asked",
        Dimension::Availability => "The hours of the week the job needs, and its first day",
        Dimension::Location => {
            "The distance, against the smaller of both radii; remote work always counts in full"
        }
        Dimension::Education => "The level of qualification, against the level asked",
        Dimension::Culture => {
            "How alike the stated work styles are, only where both sides answered"
        }
    }
}

fn six_parts() -> impl IntoView {
    let usual = Weights::default().get();
    let rows = Dimension::ALL
        .iter()
        .enumerate()
        .map(|(i, dimension)| {
            let (least, most) = Weights::LIMITS[i];
            view! {
                <tr>
                    <th scope="row">{dimension.label()}</th>
                    <td class="how-fit-asks">{asks(*dimension)}</td>
                    <td class="figures how-fit-weight">{percent(usual[i])}</td>
                    <td class="figures" data-label="An employer may set">{format!("{}–{}", percent(least), percent(most))}</td>
                </tr>
            }
        })
        .collect_view();
    let columns = vec![
        Column::new("Part"),
        Column::new("What it compares"),
        Column::figures("Weight"),
        Column::figures("An employer may set"),
    ];
    view! {
        <section class="stack close">
            <h2>"Six parts"</h2>
            <p>"A part the job does not ask for is left out, and the others share its weight. An employer may shift the weights within limits; a score made with other weights says so."</p>
            <div class="stacking"><Table caption="The six parts and their weights" columns=columns>{rows}</Table></div>
        </section>
    }
}

fn in_detail() -> impl IntoView {
    view! {
        <Card title="Each part in a sentence or two">
            <dl class="how-fit-parts">
                <div>
                    <dt>"Skills"</dt>
                    <dd>"Every skill asked is met by the best you have for it. The skill itself counts in full, a narrower one nine tenths, a wider one four, a sibling three. A level below the one asked takes some away; so does having last used it years ago, never more than half. Verified counts in full, stated nine tenths, read from your history eight. A must weighs three times a nice-to-have, a should twice; a rare skill weighs up to six times a common one."</dd>
                </div>
                <div>
                    <dt>"Experience"</dt>
                    <dd>"Months in the same occupation count in full, in a related one in part. The first months matter most. More than was asked is never held against you."</dd>
                </div>
                <div>
                    <dt>"Availability"</dt>
                    <dd>"The share of the hours needed that you can work. Every four weeks you would start late halve it."</dd>
                </div>
                <div>
                    <dt>"Location"</dt>
                    <dd>"In full up to three tenths of the radius, half at its edge, fading beyond. For shifts nobody from beyond the radius may be booked."</dd>
                </div>
                <div>
                    <dt>"Education"</dt>
                    <dd>"In full at the level asked or above it. Each level below takes 35 of a hundred away."</dd>
                </div>
                <div>
                    <dt>"Work style"</dt>
                    <dd>"Eight questions about how one likes to work. It is never guessed from a name, a photo, a language or a text."</dd>
                </div>
            </dl>
        </Card>
    }
}

fn adding_up() -> impl IntoView {
    let cap = Score::CAP.rounded();
    view! {
        <div class="columns">
            <Card title="What is not known">
                <p>"What you have not said counts as what is usual in the occupation, or as the middle while that is not known. So silence neither helps nor harms. How much of the weight is known is the confidence; below 60% the score is called provisional."</p>
            </Card>
            <Card title="A must-have that is missing">
                <p>{format!("It holds the score at {cap}, however good the rest is. The page names the skill, and the points it takes have a line of their own.")}</p>
            </Card>
            <Card title="Legal needs are not points">
                <p>"Right to work, a licence, a certificate: each is met, not met, or not on file, and stands beside the score. A document must still be valid after the work ends."</p>
            </Card>
            <Card title="Every point has its reason">
                <p>"The score begins at what is usual. Strengths add to it, concerns take from it, and together they make exactly the number shown. “What would change it” is found by scoring you again with the change, never guessed."</p>
            </Card>
        </div>
    }
}

fn both_sides() -> impl IntoView {
    let wishes: Vec<String> = Wish::ALL
        .iter()
        .map(|wish| format!("{} {}%", wish.label().to_lowercase(), wish.weight() / 100))
        .collect();
    view! {
        <Card title="Both sides count">
            <p>{format!("A job is scored against what you wish for, too: {}. Only the wishes you state are counted.", wishes.join(", "))}</p>
            <p>"Lists are ordered by the harmonic mean of both scores, which is high only where both are. Each side sees its own score: an employer does not see how well you like their job."</p>
        </Card>
    }
}

fn fairness() -> impl IntoView {
    view! {
        <Card title="What never counts">
            <ul class="how-fit-list">
                <li>"Name, photo, age, sex, origin, religion, health: the formula is not given them. Change your name and no score moves."</li>
                <li>"Who applied first, who was active last, who paid: there is no such thing in it."</li>
                <li>"Anything you hide in your profile."</li>
                <li>"A language model. Nothing here is guessed by one."</li>
            </ul>
            <p>"Equal scores are ordered by confidence, then by a number drawn when the account was made. When you apply, and when an employer opens your score, it is stored with everything it was made of, and can be computed again from that."</p>
        </Card>
    }
}
