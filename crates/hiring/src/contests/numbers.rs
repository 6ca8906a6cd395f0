//! The numbers of a score in words: what each is, where it comes from, and whose it is to put right. The figures are those of the
//! scorer's trace; nothing is worked out here.

use super::model::Input;
use crate::matches::service::Numbers;
use crate::matches::words::{away, span};
use matching::{
    AnswerTrace, AskTrace, AvailabilityTrace, Detail, Dimension, ExperienceTrace, Importance,
    LocationTrace, PersonSkill, Proof, Relation, Styles, World,
};
use people::model::{LEVELS, STYLES, Section, qualification};
use ui::format;

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The person's own profile.
    Own(Section),
    /// The job, as the employer wrote it.
    Job,
    /// What the platform knows of skills, occupations, places and people.
    Platform,
    /// Worked out from the numbers above.
    Sum,
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub what: String,
    /// It.
    pub value: String,
    /// Where it comes from.
    pub from: Source,
    /// What to name when it is contested; `None` for one's own and for sums.
    pub input: Option<Input>,
}

/// Numbers that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Of what; empty where the block has only one.
    pub title: String,
    /// They.
    pub lines: Vec<Line>,
}

/// A part of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Which.
    pub dimension: Dimension,
    /// What there is to say before the numbers.
    pub note: String,
    /// The numbers.
    pub groups: Vec<Group>,
}

/// A number in 1/10,000 as a decimal fraction, whole to the last digit.
pub fn decimal(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    let (whole, rest) = (
        number.unsigned_abs() / 10_000,
        number.unsigned_abs() % 10_000,
    );
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{rest:04}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// As people read shares.
pub fn percent(share: i32) -> String {
    format!("{}%", decimal(i64::from(share) * 100))
}

/// All parts, in the order of the formula; and what was known about all of them last.
pub fn blocks(found: &Numbers) -> Vec<Block> {
    let part = |part: &matching::PartTrace| {
        let (note, mut groups) = detail(found, part.dimension, &part.detail);
        if part.detail == Detail::Unknown {
            groups.push(unknown(found, part.dimension));
        }
        Block {
            dimension: part.dimension,
            note,
            groups,
        }
    };
    found.trace.parts.iter().map(part).collect()
}

/// An input as a contest remembers it: `Hours needed: 37.5`; `None` if it is not among them.
pub fn shown(blocks: &[Block], wanted: Input) -> Option<String> {
    if wanted == Input::Weights {
        return Some("What the parts weigh".to_owned());
    }
    let mut groups = blocks.iter().flat_map(|block| &block.groups);
    groups.find_map(|group| {
        let line = group.lines.iter().find(|line| line.input == Some(wanted))?;
        let of = if group.title.is_empty() {
            String::new()
        } else {
            format!("{} – ", group.title)
        };
        let text = format!("{of}{}: {}", line.what, line.value);
        Some(text.chars().take(400).collect())
    })
}

fn own(section: Section, what: &str, value: impl Into<String>) -> Line {
    line(what, value, Source::Own(section), None)
}

fn job(input: Input, what: &str, value: impl Into<String>) -> Line {
    line(what, value, Source::Job, Some(input))
}

fn platform(input: Input, what: &str, value: impl Into<String>) -> Line {
    line(what, value, Source::Platform, Some(input))
}

fn sum(what: &str, value: impl Into<String>) -> Line {
    line(what, value, Source::Sum, None)
}

fn line(what: &str, value: impl Into<String>, from: Source, input: Option<Input>) -> Line {
    Line {
        what: what.to_owned(),
        value: value.into(),
        from,
        input,
    }
}

fn one(lines: Vec<Line>) -> Vec<Group> {
    vec![Group {
        title: String::new(),
        lines,
    }]
}

/// The place of a part in the formula.
fn place_of(dimension: Dimension) -> u32 {
    let place = Dimension::ALL.iter().position(|one| *one == dimension);
    place
        .and_then(|place| u32::try_from(place).ok())
        .unwrap_or(0)
}

fn section_of(dimension: Dimension) -> Section {
    match dimension {
        Dimension::Skills => Section::Skills,
        Dimension::Experience => Section::Experience,
        Dimension::Availability => Section::Availability,
        Dimension::Location => Section::About,
        Dimension::Education => Section::Education,
        Dimension::Culture => Section::Style,
    }
}

/// What counts in place of what the person has not said.
fn unknown(found: &Numbers, dimension: Dimension) -> Group {
    let part = usize::try_from(place_of(dimension)).unwrap_or(0);
    let prior = found.trace.fit.parts[part].prior;
    let asked = &found.inputs.job;
    let mut lines = vec![own(section_of(dimension), "Yours", "not stated, or hidden")];
    match dimension {
        Dimension::Experience => lines.extend(asked.experience_months.map(|months| {
            job(
                Input::Experience,
                "Experience asked",
                span(u32::from(months)),
            )
        })),
        Dimension::Availability => {
            lines.extend(
                asked
                    .pattern
                    .map(|week| job(Input::Hours, "Hours needed", hours(week.count()))),
            );
            lines.extend(
                asked
                    .starts
                    .map(|day| job(Input::Start, "First day", format::date(day))),
            );
        }
        Dimension::Location => lines.push(job(Input::Place, "Place of the job", place(found))),
        Dimension::Education => lines.extend(
            asked
                .education
                .map(|level| job(Input::Education, "Qualification asked", level_name(level))),
        ),
        Dimension::Skills | Dimension::Culture => {}
    }
    lines.push(platform(
        Input::Usual(place_of(dimension)),
        "What is usual, counted in its place",
        decimal(i64::from(prior)),
    ));
    Group {
        title: String::new(),
        lines,
    }
}

fn detail(found: &Numbers, dimension: Dimension, detail: &Detail) -> (String, Vec<Group>) {
    match detail {
        Detail::NotAsked => (not_asked(dimension).to_owned(), Vec::new()),
        Detail::Unknown => (
            "Nothing is known of you here, so what is usual for the occupation counts: it neither lifts nor lowers your score.".to_owned(),
            Vec::new(),
        ),
        Detail::Skills { asks, weight } => (
            format!(
                "Each skill asked counts by how much it matters and how rare it is, and is met by the best you have for it. All weights together: {}.",
                decimal(*weight)
            ),
            asks.iter().map(|ask| skill(ask, &found.world)).collect(),
        ),
        Detail::Experience(months) => (
            "Months in the same work count in full, in related work in part. The first months matter most: the share is taken to the power of 0.7.".to_owned(),
            experience(months, &found.world),
        ),
        Detail::Availability(hours) => (
            "The share of the hours needed that you can work, halved for every four weeks you would start late.".to_owned(),
            availability(found, hours),
        ),
        Detail::Location(location) => (
            "In full up to three tenths of the radius, half at its edge, fading beyond.".to_owned(),
            distance(found, location),
        ),
        Detail::Education { held, asked } => (
            "In full at the level asked or above; each level below takes 0.35.".to_owned(),
            one(vec![
                own(Section::Education, "Your highest qualification", level_name(*held)),
                job(Input::Education, "Qualification asked", level_name(*asked)),
                sum("Levels short", asked.saturating_sub(*held).to_string()),
            ]),
        ),
        Detail::Culture { own: mine, team, cosine } => (
            "How alike your answers and the team’s are: the cosine between them, never less than 0.".to_owned(),
            one(vec![
                own(Section::Style, "Your answers", styles(mine)),
                job(Input::Styles, "The team’s answers", styles(team)),
                sum("Cosine", decimal(i64::from(*cosine))),
            ]),
        ),
    }
}

fn not_asked(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Culture => {
            "Counts only where both sides answered the eight questions. The other parts share its weight."
        }
        _ => "The job does not ask for it. The other parts share its weight.",
    }
}

fn level_name(level: u8) -> String {
    let name = qualification(level).map_or_else(String::new, |name| format!(" ({name})"));
    format!("level {level}{name}")
}

fn skill_level(level: u8) -> String {
    LEVELS
        .get(usize::from(level))
        .map_or_else(|| level.to_string(), |name| name.to_lowercase())
}

fn hours(half_hours: u32) -> String {
    format!("{} a week", decimal(i64::from(half_hours) * 5_000))
}

fn skill(ask: &AskTrace, world: &World) -> Group {
    let importance = match ask.importance {
        Importance::Must => "as a must",
        Importance::Should => "as a should",
        Importance::Nice => "as nice to have",
    };
    let level = ask.level.map_or_else(
        || "at any level".to_owned(),
        |level| format!("at {}", skill_level(level)),
    );
    let mut lines = vec![
        job(
            Input::Requirement(ask.skill),
            "Asked",
            format!("{importance} (counts {}), {level}", ask.times),
        ),
        platform(
            Input::Rarity(ask.skill),
            "How rare it is, from 1 to 6",
            decimal(i64::from(ask.idf)),
        ),
        sum(
            "Its weight",
            format!(
                "{} × {} = {}",
                ask.times,
                decimal(i64::from(ask.idf)),
                decimal(ask.weight)
            ),
        ),
    ];
    match &ask.answer {
        Some(answer) => lines.extend(answered(ask, answer, world)),
        None => lines.push(own(Section::Skills, "Met by", "nothing you list")),
    }
    lines.push(sum("Points it brings", decimal(i64::from(ask.brings))));
    Group {
        title: crate::matches::words::skill(ask.skill, world),
        lines,
    }
}

fn answered(ask: &AskTrace, answer: &AnswerTrace, world: &World) -> Vec<Line> {
    let AnswerTrace {
        held,
        relation,
        factors,
    } = answer;
    let name = crate::matches::words::skill(held.skill, world);
    let near = match relation {
        Relation::Same => "it is the one asked",
        Relation::Narrower => "it is a kind of the one asked",
        Relation::Broader => "it is wider than the one asked",
        Relation::Sibling => "it is akin to the one asked",
    };
    let of = |factor: i32| decimal(i64::from(factor));
    let four = [
        factors.similarity,
        factors.level,
        factors.recency,
        factors.proof,
    ]
    .map(of);
    vec![
        own(Section::Skills, "Met by", name),
        platform(
            Input::Relation(ask.skill),
            "How near",
            format!("{near}: {}", four[0]),
        ),
        own(
            Section::Skills,
            "Your level",
            format!("{}: {}", held_level(held), four[1]),
        ),
        own(
            Section::Skills,
            "Last used",
            format!("{}: {}", last_used(held), four[2]),
        ),
        known(ask, held, &four[3]),
        sum(
            "How far it is met",
            format!("{} = {}", four.join(" × "), of(ask.gain)),
        ),
    ]
}

fn held_level(held: &PersonSkill) -> String {
    held.level
        .map_or_else(|| "not stated".to_owned(), skill_level)
}

fn last_used(held: &PersonSkill) -> String {
    match held.months_since_used {
        None => "not stated, so it counts as in use".to_owned(),
        Some(0) => "this year".to_owned(),
        Some(months) => format!("{} ago", span(u32::from(months))),
    }
}

/// What the person said is theirs to change; what was read or checked is not.
fn known(ask: &AskTrace, held: &PersonSkill, factor: &str) -> Line {
    let what = "How it is known";
    let input = Input::Proof(ask.skill);
    match held.proof {
        Proof::Stated => own(Section::Skills, what, format!("stated by you: {factor}")),
        Proof::Verified => platform(input, what, format!("checked by somebody else: {factor}")),
        Proof::Inferred => platform(input, what, format!("read from your history: {factor}")),
    }
}

fn experience(months: &ExperienceTrace, world: &World) -> Vec<Group> {
    let mut groups: Vec<Group> = months
        .spells
        .iter()
        .map(|spell| {
            let label = spell.occupation.map_or("", |id| world.occupation_label(id));
            let title = if spell.title.is_empty() {
                label
            } else {
                &spell.title
            };
            let how = if spell.by_occupation {
                "by the occupation"
            } else {
                "by the words of the titles"
            };
            let by = if spell.by_occupation {
                spell.occupation
            } else {
                None
            };
            Group {
                title: title.to_owned(),
                lines: vec![
                    own(
                        Section::Experience,
                        "Months there",
                        spell.months.to_string(),
                    ),
                    platform(
                        Input::Related(by),
                        "How near to this work",
                        format!("{} ({how})", decimal(i64::from(spell.relatedness))),
                    ),
                    sum("Months counted", counted(spell.counted)),
                ],
            }
        })
        .collect();
    groups.push(Group {
        title: "Together".to_owned(),
        lines: vec![
            sum("Months counted", counted(months.related)),
            job(Input::Experience, "Months asked", months.asked.to_string()),
            sum("Share, at most 1", decimal(i64::from(months.share))),
        ],
    });
    groups
}

fn counted(ten_thousandths: u64) -> String {
    decimal(i64::try_from(ten_thousandths).unwrap_or(i64::MAX))
}

fn availability(found: &Numbers, trace: &AvailabilityTrace) -> Vec<Group> {
    let mut lines = Vec::new();
    if trace.half_hours_asked > 0 {
        lines.push(job(
            Input::Hours,
            "Hours needed",
            hours(trace.half_hours_asked),
        ));
        lines.push(own(
            Section::Availability,
            "Of these you can work",
            hours(trace.half_hours),
        ));
        lines.push(sum("Share", decimal(i64::from(trace.share))));
    }
    let asked = &found.inputs.job;
    lines.extend(
        asked
            .starts
            .map(|day| job(Input::Start, "First day", format::date(day))),
    );
    if let Some(late) = trace.days_late {
        lines.push(own(
            Section::Availability,
            "Days after it that you can begin",
            late.to_string(),
        ));
        lines.push(sum("What they leave", decimal(i64::from(trace.punctual))));
    }
    one(lines)
}

/// The place of the job, as the employer wrote it.
fn place(found: &Numbers) -> String {
    if found.job.place.is_empty() {
        "on the map alone".to_owned()
    } else {
        found.job.place.clone()
    }
}

fn distance(found: &Numbers, location: &LocationTrace) -> Vec<Group> {
    let LocationTrace::Distance {
        metres,
        job_radius_km,
        person_radius_km,
        radius_m,
        full_up_to_m,
        hard,
    } = location
    else {
        return one(vec![job(
            Input::Place,
            "Place of the job",
            "anywhere: remote work counts in full",
        )]);
    };
    let km = |km: Option<u16>| km.map_or_else(|| "not stated".to_owned(), |km| format!("{km} km"));
    let mut lines = vec![
        job(Input::Place, "Place of the job", place(found)),
        own(Section::About, "Your place", "as in your profile"),
        platform(
            Input::Distance,
            "Between them",
            format!("{metres} metres ({})", away(*metres).to_lowercase()),
        ),
        job(
            Input::Radius,
            "From how far the job seeks people",
            km(*job_radius_km),
        ),
        own(Section::About, "How far you travel", km(*person_radius_km)),
        sum("The smaller of both", format::distance(*radius_m)),
        sum("Counts in full up to", format::distance(*full_up_to_m)),
    ];
    if *hard {
        lines.push(sum(
            "Beyond the radius",
            "nothing counts, because these are shifts",
        ));
    }
    one(lines)
}

/// Answers as people gave them; those in the middle say nothing.
fn styles(answers: &Styles) -> String {
    let said: Vec<String> = answers
        .iter()
        .zip(STYLES)
        .filter_map(|(answer, (first, second))| match answer.signum() {
            -1 => Some(format!("{} ({answer})", first.to_lowercase())),
            1 => Some(format!("{} (+{answer})", second.to_lowercase())),
            _ => None,
        })
        .collect();
    if said.is_empty() {
        "in the middle everywhere".to_owned()
    } else {
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost() {
        let cases = [
            (0, "0"),
            (10_000, "1"),
            (9_000, "0.9"),
            (23_106, "2.3106"),
            (-500, "−0.05"),
            (310_000, "31"),
        ];
        for (number, text) in cases {
            assert_eq!(decimal(number), text);
        }
        assert_eq!(
            [percent(10_000), percent(6_897), percent(5)],
            ["100%", "68.97%", "0.05%"]
        );
    }
}
