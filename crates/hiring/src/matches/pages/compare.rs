//! Two candidates side by side: `/hiring/jobs/{id}/candidates?compare=A,B`

use super::candidates::path;
use crate::matches::Matching;
use crate::matches::model::{Candidate, CandidateFilter};
use crate::matches::{service, words};
use identity::Actor;
use kernel::Result;
use kernel::id::{JobId, PersonId};
use leptos::prelude::*;
use matching::World;
use platform::Services;
use platform::web::Request;
use ui::format;
use ui::{Card, Column, Icon, LinkButton, Reasons, Ring, ScoreRing, Table, TagList};

/// The comparison: the figures in one table, the reasons below.
pub(super) async fn body(
    services: &Services,
    actor: &Actor,
    job: JobId,
    pair: [PersonId; 2],
    request: &Request,
) -> Result<AnyView> {
    let world = Matching::world(services)?;
    let both = service::compare(services, actor, job, pair).await?;
    let filter = CandidateFilter::read(|name| request.query(name));
    let back = super::href(&path(job), &filter.pairs(), None);
    let cards = both
        .iter()
        .map(|one| reasons(one, job, &world))
        .collect_view();
    let table = table(&both);
    Ok(view! {
        <div><LinkButton href=back icon=Some(Icon::ChevronLeft)>"All candidates"</LinkButton></div>
        {table}
        <div class="compare-columns">{cards}</div>
    }
    .into_any())
}

fn table(both: &[Candidate; 2]) -> impl IntoView + use<> {
    let [one, other] = both;
    let mut rows: Vec<(String, [String; 2], Option<usize>)> = Vec::new();
    for (mine, theirs) in words::parts(&one.fit)
        .into_iter()
        .zip(words::parts(&other.fit))
    {
        let figure = |score: Option<f64>| {
            score.map_or_else(|| "–".to_owned(), |score| format!("{score:.0}"))
        };
        // For the eye only where the whole numbers differ.
        let lead = match (mine.score.map(f64::round), theirs.score.map(f64::round)) {
            (Some(a), Some(b)) if a > b => Some(0),
            (Some(a), Some(b)) if b > a => Some(1),
            _ => None,
        };
        rows.push((mine.label, [figure(mine.score), figure(theirs.score)], lead));
    }
    let mut fact = |name: &str, of: &dyn Fn(&Candidate) -> Option<String>| {
        rows.push((
            name.to_owned(),
            [one, other].map(|each| of(each).unwrap_or_else(|| "–".to_owned())),
            None,
        ));
    };
    fact("Distance", &|each| each.metres.map(words::away));
    fact("Rate an hour", &|each| each.person.rate.map(format::money));
    fact("Confidence", &|each| {
        Some(format!("{}%", (each.fit.confidence + 50) / 100))
    });
    let rows = rows.into_iter().map(|(name, [a, b], lead)| {
        let class = |at: usize| if lead == Some(at) { "figures lead" } else { "figures" };
        view! { <tr><th scope="row">{name}</th><td class=class(0)>{a}</td><td class=class(1)>{b}</td></tr> }
    });
    let ring = |each: &Candidate| view! { <td class="figures"><ScoreRing score=each.fit.kfn.rounded() provisional=each.fit.provisional /></td> };
    let columns = vec![
        Column::hidden("Part"),
        Column::figures(one.person.name.clone()),
        Column::figures(other.person.name.clone()),
    ];
    let rings = view! { <tr><th scope="row">"Fit"</th>{ring(one)}{ring(other)}</tr> };
    view! {
        <div class="compare-table num">
            <Table caption=format!("{} and {} compared", one.person.name, other.person.name) columns=columns>
                {rings}
                {rows.collect_view()}
            </Table>
        </div>
    }
}

fn reasons(of: &Candidate, job: JobId, world: &World) -> impl IntoView + use<> {
    let items = words::reasons(&of.fit, world);
    let checks = words::checks(&of.fit);
    let href = format!("{}?person={}", path(job), of.person.id);
    let (headline, score, provisional) = (
        of.person.headline.clone(),
        of.fit.kfn.rounded(),
        of.fit.provisional,
    );
    view! {
        <Card title=of.person.name.clone()>
            <div class="fit-head">
                <div><p>{headline}</p></div>
                <ScoreRing score=score size=Ring::Medium provisional=provisional />
            </div>
            {(!checks.is_empty()).then(|| view! { <TagList tags=checks label="Legal needs" /> })}
            <Reasons items=items />
            <div><LinkButton href=href>"Open"</LinkButton></div>
        </Card>
    }
}
