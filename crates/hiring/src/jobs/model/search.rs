//! The search for jobs: what stands in the address, and what it asks.

use kernel::geo::Point;
use kernel::money::{Currency, Money};
use people::model::{WorkMode, WorkType};
use serde::{Deserialize, Serialize};

/// How a list of jobs is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
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

impl Sort {
    /// Every order.
    pub const ALL: [Self; 5] = [
        Self::Words,
        Self::Fit,
        Self::Date,
        Self::Pay,
        Self::Distance,
    ];

    /// The name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Fit => "fit",
            Self::Date => "date",
            Self::Pay => "pay",
            Self::Distance => "distance",
        }
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Words => "Best match of words",
            Self::Fit => "Fit with my profile",
            Self::Date => "Newest",
            Self::Pay => "Pay",
            Self::Distance => "Distance",
        }
    }
}

/// Where the next page begins: the key of the last row shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Microseconds, rank, pay or metres, by the order of the list; larger comes first.
    pub key: i64,
    /// Job id.
    pub id: uuid::Uuid,
}

/// The search as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SearchForm {
    /// Words.
    pub q: String,
    /// A skill by id.
    pub skill: String,
    /// A place.
    pub near: String,
    /// Kilometres around it.
    pub km: String,
    /// Least pay an hour.
    pub pay: String,
    /// Currency of the pay.
    pub currency: String,
    /// Modes.
    pub modes: Vec<String>,
    /// Types.
    pub kinds: Vec<String>,
    /// Order.
    pub sort: String,
    /// Where the page begins.
    pub after: String,
}

/// Kilometres around a place when none are given.
pub const DEFAULT_KM: u16 = 25;

/// What a search asks, once its place is found.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Words; empty asks for none.
    pub words: String,
    /// A skill.
    pub skill: Option<i32>,
    /// A point and the kilometres around it.
    pub near: Option<(Point, u16)>,
    /// Least pay an hour, minor units.
    pub pay_minor: Option<i64>,
    /// Currency compared in.
    pub currency: Currency,
    /// Modes; empty admits all.
    pub modes: Vec<WorkMode>,
    /// Types; empty admits all.
    pub kinds: Vec<WorkType>,
    /// Order.
    pub sort: Sort,
}

impl SearchForm {
    /// Reads the parameters of an address; unknown ones and values beyond all measure are left out.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            let shown: String = value.chars().filter(|c| !c.is_control()).collect();
            let cut: String = shown.trim().chars().take(200).collect();
            let value = cut.trim_end().to_owned();
            if value.is_empty() {
                continue;
            }
            match name {
                "q" => form.q = value,
                "skill" => form.skill = value,
                "near" => form.near = value,
                "km" => form.km = value,
                "pay" => form.pay = value,
                // The usual one is not worth a place in the address.
                "currency" if value != Currency::Gbp.code() => form.currency = value,
                "mode" if WorkMode::from_name(&value).is_some() && !form.modes.contains(&value) => {
                    form.modes.push(value);
                }
                "type" if WorkType::from_name(&value).is_some() && !form.kinds.contains(&value) => {
                    form.kinds.push(value);
                }
                "sort" => form.sort = value,
                "after" => form.after = value,
                _ => {}
            }
        }
        form
    }

    /// The parameters of this search, in a fixed order, without the page.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let single = [
            ("q", &self.q),
            ("skill", &self.skill),
            ("near", &self.near),
            ("km", &self.km),
            ("pay", &self.pay),
            ("currency", &self.currency),
            ("sort", &self.sort),
        ];
        let mut pairs: Vec<(&'static str, &str)> = single
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        pairs.extend(self.modes.iter().map(|mode| ("mode", mode.as_str())));
        pairs.extend(self.kinds.iter().map(|kind| ("type", kind.as_str())));
        pairs
    }

    /// Does it narrow the list at all?
    pub fn is_open(&self) -> bool {
        self.pairs().iter().all(|(name, _)| *name == "sort")
    }

    /// Least pay an hour, if it can be read.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn pay_minor(&self) -> Result<Option<i64>, String> {
        if self.pay.is_empty() {
            Ok(None)
        } else {
            Money::parse(&self.pay, self.currency()).map(|money| Some(money.minor))
        }
    }

    /// The currency compared in.
    pub fn currency(&self) -> Currency {
        Currency::from_code(&self.currency).unwrap_or(Currency::Gbp)
    }

    /// Kilometres around the place.
    pub fn km(&self) -> u16 {
        super::forms::whole(&self.km, 1, 500)
            .ok()
            .flatten()
            .unwrap_or(DEFAULT_KM)
    }

    /// The order asked for, or the one that suits the search.
    pub fn sort(&self, has_point: bool) -> Sort {
        let asked = Sort::from_name(&self.sort).filter(|sort| match sort {
            Sort::Words => !self.q.is_empty(),
            Sort::Distance => has_point,
            _ => true,
        });
        asked.unwrap_or(if self.q.is_empty() {
            Sort::Date
        } else {
            Sort::Words
        })
    }

    /// What it asks, given the point its place was resolved to. Pay that cannot be read asks nothing.
    pub fn filter(&self, point: Option<Point>) -> Filter {
        let sort = self.sort(point.is_some());
        // Amounts of different currencies have no order: sorting by pay asks for one of them.
        let least = (sort == Sort::Pay).then_some(0);
        Filter {
            words: self.q.clone(),
            skill: self.skill.parse().ok(),
            near: point.map(|point| (point, self.km())),
            pay_minor: self.pay_minor().ok().flatten().or(least),
            currency: self.currency(),
            modes: self
                .modes
                .iter()
                .filter_map(|mode| WorkMode::from_name(mode))
                .collect(),
            kinds: self
                .kinds
                .iter()
                .filter_map(|kind| WorkType::from_name(kind))
                .collect(),
            sort,
        }
    }

    /// Where the page begins; `None` for the first, and for anything that is not a cursor of ours.
    pub fn cursor(&self) -> Option<Cursor> {
        kernel::page::decode(&self.after)
    }
}

impl Filter {
    /// Admits everything, the newest first.
    pub fn all() -> Self {
        SearchForm::default().filter(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_reads_back() {
        let pairs = [
            ("q", "forklift"),
            ("near", "E1 6AN"),
            ("mode", "ONSITE"),
            ("mode", "HYBRID"),
            ("mode", "MOON"),
            ("type", "SHIFT"),
            ("x", "y"),
        ];
        let form = SearchForm::from_pairs(pairs);
        assert_eq!(form.modes, ["ONSITE", "HYBRID"]);
        assert_eq!(SearchForm::from_pairs(form.pairs()), form);
        assert!(!form.is_open() && SearchForm::default().is_open());
    }

    #[test]
    fn the_order_suits_the_search() {
        let form = |pairs: &[(&str, &str)]| SearchForm::from_pairs(pairs.iter().copied());
        assert_eq!(form(&[]).sort(false), Sort::Date);
        assert_eq!(form(&[("q", "cook")]).sort(false), Sort::Words);
        assert_eq!(form(&[("sort", "distance")]).sort(false), Sort::Date);
        assert_eq!(form(&[("sort", "distance")]).sort(true), Sort::Distance);
        assert_eq!(form(&[("sort", "words")]).sort(true), Sort::Date);
    }

    proptest! {
        #[test]
        fn no_address_makes_a_panic(name in "(q|skill|near|km|pay|sort|after|mode|type)", value in ".{0,60}") {
            let form = SearchForm::from_pairs([(name.as_str(), value.as_str())]);
            let _ = (form.filter(None), form.cursor(), form.pay_minor());
            let again = SearchForm::from_pairs(form.pairs());
            prop_assert_eq!(again.pairs(), form.pairs());
        }
    }
}
