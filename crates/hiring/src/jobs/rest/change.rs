//! What the public API takes to write a job. It goes through the forms of the wizard, with their rules and messages.

use crate::jobs::model::{
    BasicsForm, Category, Content, Document, Importance, NewJob, PayKind, RequirementsForm,
    ReviewForm, Seniority, SkillField, StartForm, TimeForm, WhereForm, WorkMode, WorkType, amount,
};
use crate::jobs::service::{self, Forms};
use kernel::id::JobId;
use kernel::money::Currency;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;
use platform::rest::given;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a job shall say. What is left out of a change stays; `null` takes away what may be missing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobFields {
    /// To change a job: the version that was read.
    version: Option<i32>,
    /// A new job needs one.
    #[schema(min_length = 2, max_length = 120)]
    title: Option<String>,
    /// Plain text.
    #[schema(max_length = 20_000)]
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<WorkType>,
    /// Left out of a new job, the title decides.
    category: Option<Category>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Seniority>)]
    seniority: Option<Option<Seniority>>,
    /// Number of the occupation. Left out of a new job, the title names one if it does so exactly.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i32>)]
    occupation_id: Option<Option<i32>>,
    mode: Option<WorkMode>,
    /// A British postcode or a city.
    #[schema(max_length = 120)]
    place: Option<String>,
    /// From how far people usually come.
    #[schema(minimum = 1, maximum = 500)]
    radius_km: Option<u16>,
    pay: Option<PayChange>,
    /// How many people are wanted.
    #[schema(minimum = 1, maximum = 500)]
    headcount: Option<u16>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    starts_on: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Date)]
    ends_on: Option<Option<String>>,
    /// Hours of each day, Monday first, such as `07:00-15:00`; an empty list says nothing of hours.
    #[schema(max_items = 7)]
    hours: Option<Vec<String>>,
    /// All skills asked; the list is put in the place of the one before.
    #[schema(max_items = 60)]
    skills: Option<Vec<SkillWanted>>,
    /// Level of the European Qualifications Framework.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 8)]
    education_level: Option<Option<u8>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 600)]
    experience_months: Option<Option<u16>>,
    /// Documents asked.
    documents: Option<Vec<Document>>,
    /// The team's eight answers to the work-style questions, -2 to 2; an empty list takes them away.
    #[schema(max_items = 8)]
    styles: Option<Vec<i8>>,
    /// The employer's bar, whole points.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u8>, minimum = 0, maximum = 100)]
    fit_threshold: Option<Option<u8>>,
    /// Six weights in per cent (skills, experience, availability, location, education, work style); an empty list for the usual ones.
    #[schema(max_items = 6)]
    weights: Option<Vec<u16>>,
}

/// What a job pays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PayChange {
    kind: PayKind,
    /// Least, in minor units.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    min_minor: Option<i64>,
    /// Most, in minor units.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    max_minor: Option<i64>,
    #[serde(default = "pounds")]
    currency: Currency,
}

fn pounds() -> Currency {
    Currency::Gbp
}

/// A skill a job asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkillWanted {
    /// Number of the skill.
    id: i32,
    importance: Importance,
    /// 0 (aware) to 4 (expert); without it, no level is asked.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 4)]
    level: Option<u8>,
}

impl JobFields {
    /// The version that was read.
    ///
    /// # Errors
    /// `Invalid` without one.
    pub fn version(&self) -> Result<i32> {
        self.version
            .ok_or_else(|| AppError::invalid("version", "Send the version that was read"))
    }

    /// The forms it fills in, of a job that says this.
    pub fn forms(self, before: &Content) -> Forms {
        self.fill(BasicsForm::from(before), before)
    }

    /// A new job and the forms of all the rest: what it does not say of its field of work is looked up by its title.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn new_job(mut self, services: &Services) -> Result<(NewJob, Forms)> {
        if self.version.is_some() {
            return Err(AppError::invalid("version", "A new job has none yet"));
        }
        let start = StartForm {
            request_key: services.new_id::<JobId>().to_string(),
            title: self.title.take().unwrap_or_default(),
            description: self.description.take().unwrap_or_default(),
        };
        let new = start.parse()?;
        let before = Content::draft(new.title.clone(), new.description.clone());
        let mut basics = BasicsForm::from(&before);
        basics.category.clear();
        let named = service::suggest_occupations(services, &new.title)?;
        let named = named.into_iter().find(|occupation| occupation.exact);
        basics.occupation = named.map(|one| one.id.to_string()).unwrap_or_default();
        Ok((new, self.fill(basics, &before)))
    }

    fn fill(self, mut basics: BasicsForm, before: &Content) -> Forms {
        set(&mut basics.title, self.title);
        set(&mut basics.description, self.description);
        set(&mut basics.kind, self.kind.map(|one| one.name().to_owned()));
        set(
            &mut basics.category,
            self.category.map(|one| one.name().to_owned()),
        );
        let seniority = self
            .seniority
            .map(|one| one.map_or("", Seniority::name).to_owned());
        set(&mut basics.seniority, seniority);
        set(&mut basics.occupation, self.occupation_id.map(text));
        let mut place = WhereForm::from(before);
        set(&mut place.mode, self.mode.map(|one| one.name().to_owned()));
        set(&mut place.place, self.place);
        set(
            &mut place.radius_km,
            self.radius_km.map(|km| km.to_string()),
        );
        if let Some(pay) = self.pay {
            place.pay_kind = pay.kind.name().to_owned();
            place.pay_min = amount(pay.min_minor);
            place.pay_max = amount(pay.max_minor);
            place.currency = pay.currency.code().to_owned();
        }
        let mut time = TimeForm::from(before);
        set(
            &mut time.headcount,
            self.headcount.map(|count| count.to_string()),
        );
        set(
            &mut time.starts_on,
            self.starts_on.map(Option::unwrap_or_default),
        );
        set(
            &mut time.ends_on,
            self.ends_on.map(Option::unwrap_or_default),
        );
        set(&mut time.days, self.hours);
        let mut asked = RequirementsForm::from(before);
        set(&mut asked.skills, self.skills.map(wanted));
        set(&mut asked.education, self.education_level.map(text));
        set(
            &mut asked.experience_months,
            self.experience_months.map(text),
        );
        let documents = self
            .documents
            .map(|all| all.iter().map(|one| one.name().to_owned()).collect());
        set(&mut asked.documents, documents);
        set(&mut asked.styles, self.styles.as_deref().map(texts));
        let mut review = ReviewForm::from(before);
        set(&mut review.fit_threshold, self.fit_threshold.map(text));
        set(&mut review.weights, self.weights.as_deref().map(texts));
        Forms {
            basics: Some(basics).filter(|form| *form != BasicsForm::from(before)),
            place: Some(place).filter(|form| *form != WhereForm::from(before)),
            time: Some(time).filter(|form| *form != TimeForm::from(before)),
            requirements: Some(asked).filter(|form| *form != RequirementsForm::from(before)),
            review: Some(review).filter(|form| *form != ReviewForm::from(before)),
        }
    }
}

fn set<T>(field: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *field = to;
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn texts<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn wanted(all: Vec<SkillWanted>) -> Vec<SkillField> {
    let field = |one: SkillWanted| SkillField {
        id: one.id.to_string(),
        importance: one.importance.name().to_owned(),
        level: text(one.level),
        remove: String::new(),
    };
    all.into_iter().map(field).collect()
}

/// Messages of the forms at the fields of the API.
pub fn renamed(error: AppError) -> AppError {
    let AppError::Invalid(FieldErrors(errors)) = error else {
        return error;
    };
    let name = |key: String| match key.as_str() {
        "kind" => "type".to_owned(),
        "occupation" | "occupation_name" => "occupation_id".to_owned(),
        "pay_kind" => "pay.kind".to_owned(),
        "pay_min" => "pay.min_minor".to_owned(),
        "pay_max" => "pay.max_minor".to_owned(),
        "currency" => "pay.currency".to_owned(),
        "education" => "education_level".to_owned(),
        _ => key.replace("days[", "hours["),
    };
    let renamed = errors
        .into_iter()
        .map(|(key, message)| (name(key), message));
    AppError::Invalid(FieldErrors(renamed.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before() -> Content {
        Content::draft("Cook".into(), String::new())
    }

    fn change(json: &str) -> JobFields {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn only_what_is_sent_fills_a_form() {
        let nothing = change("{}").forms(&before());
        assert!(nothing.basics.is_none() && nothing.place.is_none() && nothing.review.is_none());
        let pay = r#"{"pay":{"kind":"HOURLY","min_minor":1250}}"#;
        let forms = change(pay).forms(&before());
        assert!(forms.basics.is_none() && forms.time.is_none());
        let place = forms.place.unwrap();
        assert_eq!(
            (place.pay_min.as_str(), place.pay_max.as_str()),
            ("12.50", "")
        );
        assert_eq!(place.mode, "ONSITE");
    }

    #[test]
    fn a_field_nobody_knows_is_refused() {
        for json in [r#"{"salary":1}"#, r#"{"pay":{"kind":"HOURLY","min":1}}"#] {
            assert!(serde_json::from_str::<JobFields>(json).is_err(), "{json}");
        }
    }
}
