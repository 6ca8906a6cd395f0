//! The public API that reads texts: for whoever is known, because it costs more than a look-up.

use super::service::{self, Characters};
use axum::Json;
use axum::extract::State;
use identity::tokens::KeyScope;
use identity::tokens::service::Caller;
use kernel::{AppError, Result};
use platform::Services;
use platform::rest::{Answer, Body, List};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use text::advert::{Facts, Flag};
use text::{Found, Kind, Skill};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The public API that reads texts.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(extract))
        .routes(routes!(read_advert))
        .with_state(services.clone())
}

/// Most skills of one text.
const MOST: u16 = 50;

/// A text to find skills in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Prose {
    /// An advert, a profile, a description of a course: plain English text.
    #[schema(
        min_length = 1,
        max_length = 20_000,
        example = "You drive a forklift and check deliveries. Python is nice to have."
    )]
    text: String,
    /// Most skills to list.
    #[serde(default = "thirty")]
    #[schema(minimum = 1, maximum = 50, default = 30)]
    limit: u16,
}

fn thirty() -> u16 {
    30
}

impl Prose {
    fn limit(&self) -> Result<usize> {
        if (1..=MOST).contains(&self.limit) {
            return Ok(usize::from(self.limit));
        }
        let why = format!("Send a number from 1 to {MOST}");
        Err(AppError::invalid("limit", why))
    }
}

/// A skill a text tells of.
#[derive(Debug, Serialize, ToSchema)]
struct SkillInText {
    /// Number of the skill.
    id: i32,
    label: String,
    #[schema(inline)]
    kind: KindInText,
    /// 0 to 1; the list is ordered by it.
    #[schema(minimum = 0, maximum = 1)]
    confidence: f64,
    #[schema(inline)]
    how: How,
    /// Wherever the text tells of it, it is only nice to have.
    nice: bool,
    /// Where the text tells of it: the name, or the sentence that implies it.
    spans: Vec<Span>,
}

/// What a skill of a text is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum KindInText {
    /// To do.
    Skill,
    /// To know.
    Knowledge,
    /// A product.
    Technology,
}

/// How a text tells of a skill.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum How {
    /// By its name.
    Named,
    /// By words that it shares with a name.
    Implied,
}

/// A part of the text.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Span {
    /// The first character (Unicode code point), counted from 0.
    start: usize,
    /// The one after the last.
    end: usize,
    /// What stands there.
    text: String,
}

impl Span {
    fn of(text: &Characters, bytes: Range<usize>) -> Self {
        Self {
            start: text.before(bytes.start),
            end: text.before(bytes.end),
            text: text.part(bytes).to_owned(),
        }
    }
}

/// Find the skills of a text
///
/// Those it names and those it implies, the surest first. What it says is not needed, and what stands under benefits, about
/// us and the like, is left out. The text is not kept; an answer under an `Idempotency-Key` is.
#[utoipa::path(post, path = "/api/v1/skills/extract", tag = "Reading texts", request_body = Prose, security(("bearer" = ["jobs:read"])),
    responses((status = 200, description = "Skills, the surest first", body = List<SkillInText>)))]
async fn extract(
    State(services): State<Services>,
    caller: Caller,
    Body(asked): Body<Prose>,
) -> Answer<List<SkillInText>> {
    let actor = caller.acting(KeyScope::JobsRead)?;
    let most = asked.limit()?;
    let found = service::skills(&services, &actor, asked.text, most, in_text).await?;
    Ok(Json(List::whole(found)))
}

fn in_text(skill: &Skill, found: &Found, text: &Characters) -> SkillInText {
    let mut spans = found.spans.clone();
    spans.sort_by_key(|span| (span.start, span.end));
    SkillInText {
        id: skill.id,
        label: skill.label.clone(),
        kind: match skill.kind {
            Kind::Skill => KindInText::Skill,
            Kind::Knowledge => KindInText::Knowledge,
            Kind::Technology => KindInText::Technology,
        },
        confidence: (f64::from(found.confidence) * 1_000.0).round() / 1_000.0,
        how: match found.how {
            text::How::Named => How::Named,
            text::How::Implied => How::Implied,
        },
        nice: found.nice,
        spans: spans.into_iter().map(|span| Span::of(text, span)).collect(),
    }
}

/// An advert to read critically.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Advert {
    /// Its plain English text.
    #[schema(
        min_length = 1,
        max_length = 20_000,
        example = "Barista wanted. £7.50 per hour after an unpaid trial."
    )]
    text: String,
    /// Does it come with the name of the employer? If this is left out, only the text can tell.
    #[serde(default)]
    has_employer: Option<bool>,
    /// The same for a place, or that the work is remote.
    #[serde(default)]
    has_place: Option<bool>,
}

/// Something that should make a reader wary, or a writer think again.
#[derive(Debug, Serialize, ToSchema)]
struct RedFlag {
    /// `below_minimum_wage`, `impossible_pay`, `asked_to_pay`, `asks_bank_or_id`, `off_platform`, `missing_employer`,
    /// `missing_place`, `unpaid_trial`, `excessive_hours`, `no_rest`, `discriminates`, `gender_coded` or
    /// `impossible_experience`; there may be more.
    #[schema(example = "below_minimum_wage")]
    code: &'static str,
    #[schema(inline)]
    severity: Severity,
    /// For people.
    message: String,
    /// The words that say so; `null` where something is missing.
    evidence: Option<Span>,
}

/// How bad it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Severity {
    /// For the writer to think about.
    Advice,
    /// Readers should know.
    Serious,
}

/// Read an advert critically
///
/// Its red flags with the words that raise them, in the order they stand in it; what is missing comes last. The minimum
/// wage is the British one of today. The text is not kept; an answer under an `Idempotency-Key` is.
#[utoipa::path(post, path = "/api/v1/adverts/read", tag = "Reading texts", request_body = Advert, security(("bearer" = ["jobs:read"])),
    responses((status = 200, description = "Red flags; none where nothing is wrong", body = List<RedFlag>)))]
async fn read_advert(
    State(services): State<Services>,
    caller: Caller,
    Body(advert): Body<Advert>,
) -> Answer<List<RedFlag>> {
    let actor = caller.acting(KeyScope::JobsRead)?;
    let facts = |of_text| Facts {
        employer: advert.has_employer,
        place: advert.has_place,
        ..of_text
    };
    let found = service::flags(&services, &actor, advert.text, facts, red_flag).await?;
    Ok(Json(List::whole(found)))
}

fn red_flag(flag: Flag, text: &Characters) -> RedFlag {
    RedFlag {
        code: flag.code.name(),
        severity: match flag.severity {
            text::advert::Severity::Advice => Severity::Advice,
            text::advert::Severity::Serious => Severity::Serious,
        },
        message: flag.message,
        evidence: flag.span.map(|span| Span::of(text, span)),
    }
}
