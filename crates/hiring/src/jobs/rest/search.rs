//! The search for open jobs.

use super::wire::JobInList;
use crate::jobs::model::{Cursor, SearchForm, Sort, WorkMode, WorkType, amount};
use crate::jobs::service;
use identity::Actor;
use kernel::id::JobId;
use kernel::money::Currency;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;
use platform::rest::{List, at_most, cursor, said};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Words of title, skills or description.
    #[param(max_length = 200, example = "warehouse")]
    q: String,
    /// Number of a skill that is asked for.
    #[serde(deserialize_with = "said")]
    skill: Option<i32>,
    /// A British postcode or a city.
    #[param(max_length = 200, example = "E1 6AN")]
    near: String,
    /// Kilometres around it; 25 if it is left out.
    #[param(minimum = 1, maximum = 500)]
    #[serde(deserialize_with = "said")]
    km: Option<u16>,
    /// Least pay an hour, in minor units.
    #[param(minimum = 0, maximum = 1_000_000_000)]
    #[serde(deserialize_with = "said")]
    pay_min_minor: Option<i64>,
    /// Currency of the pay; GBP if it is left out.
    #[param(inline)]
    #[serde(deserialize_with = "said")]
    currency: Option<Currency>,
    /// Only these modes; may come several times.
    #[param(inline)]
    mode: Vec<WorkMode>,
    /// Only these types; may come several times.
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Vec<WorkType>,
    /// The order; else the best match of words, or the newest first. `fit` needs a person with a profile.
    #[param(inline)]
    #[serde(deserialize_with = "said")]
    sort: Option<Order>,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

/// How a list of jobs is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// By how well the words fit.
    Words,
    /// By one's own fit.
    Fit,
    /// The newest first.
    Date,
    /// The best paid first.
    Pay,
    /// The nearest first.
    Distance,
}

impl Order {
    fn name(self) -> &'static str {
        match self {
            Self::Words => Sort::Words.name(),
            Self::Fit => Sort::Fit.name(),
            Self::Date => Sort::Date.name(),
            Self::Pay => Sort::Pay.name(),
            Self::Distance => Sort::Distance.name(),
        }
    }
}

impl Search {
    /// The search of the page.
    fn form(&self) -> Result<SearchForm> {
        cursor::<Cursor>(&self.after)?;
        let mut errors = FieldErrors::default();
        at_most("q", &self.q, 200)?;
        at_most("near", &self.near, 200)?;
        if self.km.is_some_and(|km| !(1..=500).contains(&km)) {
            errors.add("km", "Send a whole number from 1 to 500");
        }
        let one = |name: &'static str, value: String| (name, value);
        let text = |value: Option<String>| value.unwrap_or_default();
        let mut pairs = vec![
            one("q", self.q.clone()),
            one("skill", text(self.skill.map(|id| id.to_string()))),
            one("near", self.near.clone()),
            one("km", text(self.km.map(|km| km.to_string()))),
            one("pay", amount(self.pay_min_minor)),
            one(
                "currency",
                text(self.currency.map(|one| one.code().to_owned())),
            ),
            one("sort", text(self.sort.map(|order| order.name().to_owned()))),
        ];
        pairs.extend(
            self.mode
                .iter()
                .map(|mode| ("mode", mode.name().to_owned())),
        );
        pairs.extend(
            self.kind
                .iter()
                .map(|kind| ("type", kind.name().to_owned())),
        );
        let mut form =
            SearchForm::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        // Longer than what people type.
        form.after.clone_from(&self.after);
        errors.take("pay_min_minor", form.pay_minor());
        errors.into_result()?;
        Ok(form)
    }
}

/// A page of open jobs, each with the reader's own fit, if there is a reader with a profile.
///
/// # Errors
/// `Invalid`; `Unauthenticated` for the order by fit without a person.
pub async fn search(
    services: &Services,
    reader: Option<&Actor>,
    asked: Search,
) -> Result<List<JobInList>> {
    let form = asked.form()?;
    let (filter, unknown) = service::filter_of(services, &form).await?;
    if let Some(message) = unknown {
        return Err(AppError::invalid("near", message));
    }
    if asked.sort == Some(Order::Fit) {
        let reader = reader.ok_or(AppError::Unauthenticated)?;
        let ranked = service::search_by_fit(services, reader, &form, &filter).await?;
        let page = ranked.unwrap_or_default();
        return Ok(List {
            items: page.cards.into_iter().map(JobInList::from).collect(),
            next: page.next,
        });
    }
    let page = service::search(services, &form, &filter).await?;
    let mut cards = page.cards.clone();
    if let Some(reader) = reader {
        let ids: Vec<JobId> = cards.iter().map(|card| card.id).collect();
        let fits = service::own_fits(services, reader, &ids).await?;
        for card in &mut cards {
            card.fit = fits.get(&card.id).copied();
        }
    }
    Ok(List {
        items: cards.into_iter().map(JobInList::from).collect(),
        next: page.next.clone(),
    })
}
