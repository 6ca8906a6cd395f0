//! `/jobs`

use super::words::{capital, pay_line, place_line};
use crate::jobs::model::{Card, Filter, SearchForm, SearchPage, Sort, WorkMode, WorkType};
use crate::jobs::service;
use identity::Actor;
use identity::organisations::logo::model::logo_path;
use identity::page::page;
use kernel::Result;
use kernel::money::Currency;
use leptos::prelude::*;
use leptos_meta::{Link, Meta as MetaTag, Title};
use leptos_router::hooks::use_query_map;
use platform::Services;
use platform::web::{percent, request};
use std::sync::Arc;
use time::OffsetDateTime;
use ui::time_text::Wording;
use ui::{
    Avatar, Chip, Choice, ChoiceGroup, EmptyState, FieldRow, FilterBar, Flash, Icon, Input, Kind,
    LinkButton, Meta, MetaLine, Moment, MoneyField, PageHead, Pagination, Pick, Ring, ScoreRing,
    SelectField, Shape, Tag, TagList, TextField, Tone, format,
};

const PATH: &str = "/jobs";

/// Open jobs, for everybody.
#[component]
pub fn PublicJobsPage() -> impl IntoView {
    let asked = request();
    let actor = use_context::<Option<Actor>>().flatten();
    let pairs: Vec<(String, String)> = use_query_map()
        .get_untracked()
        .into_iter()
        .map(|(name, value)| (name.into_owned(), value))
        .collect();
    page(async move {
        let services = asked?.services;
        let form = SearchForm::from_pairs(
            pairs
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let (filter, place_error) = service::filter_of(&services, &form).await?;
        let found = find(&services, actor.as_ref(), &form, &filter).await?;
        let skill = filter
            .skill
            .map(|id| {
                service::skill_labels(&services, &[id]).map(|labels| labels.get(&id).cloned())
            })
            .transpose()?
            .flatten();
        let now = services.clock.now();
        let canonical = format!("{}{PATH}", services.public_url);
        let title = if form.q.is_empty() {
            "Find work".to_owned()
        } else {
            format!("Jobs for “{}”", form.q)
        };
        let chips = chips(&form, &filter, skill.as_deref());
        let count = count(&found);
        let next = found.next.clone().map(|after| {
            address(&SearchForm {
                after,
                ..form.clone()
            })
        });
        let first = (!form.after.is_empty()).then(|| {
            address(&SearchForm {
                after: String::new(),
                ..form.clone()
            })
        });
        let near = (!found.exact && !found.cards.is_empty()).then(|| {
            view! { <Flash tone=Tone::Info>{format!("Nothing has exactly these words. This is what comes nearest to “{}”.", form.q)}</Flash> }
        });
        // Nothing on a card depends on who reads, but their fit: the list is rendered once for all (docs/adr/0005).
        let render = || {
            let cards: Vec<_> = found.cards.iter().map(|job| card(job, now)).collect();
            cards.to_html()
        };
        let cards = found.shown.or_render(render);
        let search = (
            "q".to_owned(),
            form.q.clone(),
            "Title, skill or employer".to_owned(),
        );
        let orders = orders(&form, &filter, actor.is_some());
        let fields = fields(&form, &filter, place_error);
        let empty = found.cards.is_empty();
        let alert = actor.is_some().then(|| {
            let href = address(&SearchForm {
                after: String::new(),
                sort: String::new(),
                ..form.clone()
            });
            let href = format!("/matches/alerts{}#new", href.trim_start_matches(PATH));
            view! { <LinkButton href=href kind=Kind::Quiet>"Tell me about new ones like these"</LinkButton> }
        });
        Ok(view! {
            <Title text=title />
            <Link rel="canonical" href=canonical />
            <MetaTag name="description" content="Open jobs, shifts, projects and volunteering, each with its pay. Sign in and see how well each fits you, and why." />
            <div class="page stack">
                <PageHead title="Find work" />
                <FilterBar action=PATH search=search chips=chips count=count>{fields}</FilterBar>
                <div class="list-tools">{orders}{alert}</div>
                {near}
                {if empty {
                    nothing(form.is_open()).into_any()
                } else {
                    view! { <ol class="job-list" inner_html=cards></ol><Pagination first=first next=next /> }.into_any()
                }}
            </div>
        })
    })
}

/// By the reader's own fit if they ask for it; else the list everybody gets, with their fit on the cards.
async fn find(
    services: &Services,
    actor: Option<&Actor>,
    form: &SearchForm,
    filter: &Filter,
) -> Result<Arc<SearchPage>> {
    if let (Sort::Fit, Some(actor)) = (filter.sort, actor)
        && let Some(ranked) = service::search_by_fit(services, actor, form, filter).await?
    {
        return Ok(Arc::new(ranked));
    }
    let found = service::search(services, form, filter).await?;
    let Some(actor) = actor else { return Ok(found) };
    let ids: Vec<_> = found.cards.iter().map(|card| card.id).collect();
    let fits = service::own_fits(services, actor, &ids).await?;
    if fits.is_empty() {
        return Ok(found);
    }
    let mut own = (*found).clone();
    own.cards
        .iter_mut()
        .for_each(|card| card.fit = fits.get(&card.id).copied());
    Ok(Arc::new(own))
}

fn count(found: &SearchPage) -> String {
    let number = u64::try_from(found.total).unwrap_or(0);
    if found.total > SearchPage::COUNT_MAX {
        "More than 10,000 jobs".to_owned()
    } else {
        format::count(number, "job", "jobs")
    }
}

/// The address of a search.
fn address(form: &SearchForm) -> String {
    let mut pairs = form.pairs();
    if !form.after.is_empty() {
        pairs.push(("after", form.after.as_str()));
    }
    let query: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={}", percent(value)))
        .collect();
    if query.is_empty() {
        PATH.to_owned()
    } else {
        format!("{PATH}?{}", query.join("&"))
    }
}

/// Each filter in force, with the list without it.
fn chips(form: &SearchForm, filter: &Filter, skill: Option<&str>) -> Vec<Chip> {
    let base = SearchForm {
        after: String::new(),
        ..form.clone()
    };
    let mut chips = Vec::new();
    let mut chip = |label: String, without: SearchForm| {
        chips.push(Chip {
            label,
            remove: address(&without),
        });
    };
    if !form.q.is_empty() {
        chip(
            format!("“{}”", form.q),
            SearchForm {
                q: String::new(),
                ..base.clone()
            },
        );
    }
    if let Some(skill) = skill {
        chip(
            capital(skill),
            SearchForm {
                skill: String::new(),
                ..base.clone()
            },
        );
    }
    if filter.near.is_some() {
        let label = format!("Within {} km of {}", form.km(), form.near);
        chip(
            label,
            SearchForm {
                near: String::new(),
                km: String::new(),
                ..base.clone()
            },
        );
    }
    if let Ok(Some(minor)) = form.pay_minor() {
        let least = kernel::money::Money::new(minor, form.currency());
        chip(
            format!("From {} an hour", format::money(least)),
            SearchForm {
                pay: String::new(),
                ..base.clone()
            },
        );
    } else if filter.sort == Sort::Pay {
        chip(
            format!("Paid in {}", form.currency().code()),
            SearchForm {
                sort: String::new(),
                ..base.clone()
            },
        );
    }
    for mode in &filter.modes {
        let modes = form
            .modes
            .iter()
            .filter(|name| *name != mode.name())
            .cloned()
            .collect();
        chip(
            mode.label().to_owned(),
            SearchForm {
                modes,
                ..base.clone()
            },
        );
    }
    for kind in &filter.kinds {
        let kinds = form
            .kinds
            .iter()
            .filter(|name| *name != kind.name())
            .cloned()
            .collect();
        chip(
            kind.label().to_owned(),
            SearchForm {
                kinds,
                ..base.clone()
            },
        );
    }
    chips
}

fn fields(
    form: &SearchForm,
    filter: &Filter,
    place_error: Option<String>,
) -> impl IntoView + use<> {
    let modes = WorkMode::ALL
        .iter()
        .map(|mode| Choice::new(mode.name(), mode.label()))
        .collect();
    let kinds = WorkType::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), kind.label()))
        .collect();
    let pay_error = form.pay_minor().err();
    let currencies = Currency::ALL
        .iter()
        .map(|one| Choice::new(one.code(), one.code()))
        .collect();
    let skill = (!form.skill.is_empty())
        .then(|| view! { <input type="hidden" name="skill" value=form.skill.clone() /> });
    let sort = (!form.sort.is_empty())
        .then(|| view! { <input type="hidden" name="sort" value=filter.sort.name() /> });
    let place = view! {
        <TextField label="Near" name="near" value=form.near.clone() required=false placeholder="E1 6AN or Leeds" error=place_error autocomplete="postal-code" />
        <TextField label="Within" name="km" value=form.km.clone() input=Input::Number min="1" max="500" after="km" required=false narrow=true placeholder="25" />
    };
    let pay = view! {
        <MoneyField label="Pay from" name="pay" value=form.pay.clone() currency=form.currency() per="an hour" required=false error=pay_error />
        <SelectField label="Currency" name="currency" choices=currencies value=form.currency().code() required=false narrow=true />
    };
    view! {
        {skill}
        {sort}
        <FieldRow>{place}</FieldRow>
        <FieldRow>{pay}</FieldRow>
        <ChoiceGroup legend="Where" name="mode" pick=Pick::Any choices=modes chosen=form.modes.clone() inline=true />
        <ChoiceGroup legend="Type" name="type" pick=Pick::Any choices=kinds chosen=form.kinds.clone() inline=true />
    }
}

/// The orders one may choose, as links: fit only for those whose fit can be known.
fn orders(form: &SearchForm, filter: &Filter, signed_in: bool) -> impl IntoView + use<> {
    let offered = Sort::ALL.into_iter().filter(|sort| match sort {
        Sort::Words => !form.q.is_empty(),
        Sort::Fit => signed_in,
        Sort::Distance => filter.near.is_some(),
        Sort::Date | Sort::Pay => true,
    });
    let links: Vec<_> = offered
        .map(|sort| {
            let href = address(&SearchForm {
                sort: sort.name().to_owned(),
                after: String::new(),
                ..form.clone()
            });
            let here = (sort == filter.sort).then_some("true");
            view! { <li><a href=href aria-current=here>{sort.label()}</a></li> }
        })
        .collect();
    view! { <nav class="orders" aria-label="Order"><span class="muted">"Order by"</span><ul>{links}</ul></nav> }
}

fn card(job: &Card, now: OffsetDateTime) -> AnyView {
    let href = format!("/jobs/{}", job.id);
    let place = place_line(job.mode, &job.place);
    let place = match job.distance_km {
        // Metres fit: the earth is 20,015 km around to the other side.
        Some(km) => format!(
            "{place} · {}",
            format::distance((km * 1000.0).round() as u32)
        ),
        None => place,
    };
    let pay = pay_line(&job.pay);
    let starts = job.starts_on.map(format::day);
    let tags: Vec<Tag> = job
        .skills
        .iter()
        .map(|label| Tag::new(capital(label)))
        .collect();
    let fit = job.fit.map(
        |fit| view! { <ScoreRing score=fit.score size=Ring::Medium provisional=fit.provisional /> },
    );
    let free = (job.free > 1)
        .then(|| view! { <Meta icon=Some(Icon::Users)>{format!("{} places", job.free)}</Meta> });
    let kind = job.kind.label();
    view! {
        <li class="card job-card">
            <div class="job-card-text">
                <h2><a class="cover" href=href>{job.title.clone()}</a></h2>
                <p class="job-card-who">
                    <Avatar name=job.organisation.clone() picture=job.logo.map(logo_path) shape=Shape::Organisation small=true />
                    <span>{job.organisation.clone()}</span>
                </p>
                <MetaLine>
                    {(!place.is_empty()).then(|| view! { <Meta icon=Some(Icon::MapPin)>{place}</Meta> })}
                    {pay.map(|pay| view! { <Meta icon=Some(Icon::Banknote)>{pay}</Meta> })}
                    <Meta icon=Some(Icon::Briefcase)>{kind}</Meta>
                    {starts.map(|starts| view! { <Meta icon=Some(Icon::Calendar)>"Starts "{starts}</Meta> })}
                    {free}
                </MetaLine>
                {(!tags.is_empty()).then(|| view! { <TagList tags=tags label="Skills" /> })}
            </div>
            <div class="job-card-side">{fit}<Moment at=job.published_at wording=Wording::Since(now) /></div>
        </li>
    }
    .into_any()
}

fn nothing(no_filter: bool) -> AnyView {
    if no_filter {
        return view! { <EmptyState icon=Icon::Briefcase title="No open jobs yet" text="Come back soon: new ones appear here the moment they are published." /> }
            .into_any();
    }
    view! {
        <EmptyState icon=Icon::Search title="No job matches all of this" text="Take a filter away, look farther around, or use other words.">
            <LinkButton href=PATH>"Show all jobs"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
