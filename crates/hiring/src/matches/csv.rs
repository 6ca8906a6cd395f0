//! Candidates as a file for a spreadsheet.

use super::model::{Candidate, JobCard};
use super::words;
use kernel::state::State;
use matching::{Dimension, Standing, World};
use platform::csv;
use ui::format;

/// What to call the file.
pub fn file_name(job: &JobCard) -> String {
    let title = identity::organisations::slug::slugify(&job.title);
    format!(
        "candidates-{}.csv",
        if title.is_empty() {
            "job"
        } else {
            title.as_str()
        }
    )
}

/// The candidates, a line each, with a head.
pub fn candidates(rows: &[Candidate], world: &World) -> String {
    let mut head = vec![
        "Rank",
        "Name",
        "Headline",
        "Place",
        "Fit",
        "Provisional",
        "Confidence %",
        "May work this job",
        "Distance km",
        "Rate an hour",
    ];
    head.extend(Dimension::ALL.map(Dimension::label));
    head.extend(["Strengths", "Concerns", "Application"]);
    let mut out = csv::begin(head);
    for row in rows {
        let told = |reasons: &[matching::Reason]| {
            reasons
                .iter()
                .map(|reason| words::say(reason, world).0)
                .collect::<Vec<_>>()
                .join("; ")
        };
        let mut fields = vec![
            row.rank.to_string(),
            row.person.name.clone(),
            row.person.headline.clone(),
            row.person.place.clone(),
            row.fit.kfn.to_string(),
            yes(row.fit.provisional),
            ((row.fit.confidence + 50) / 100).to_string(),
            match row.fit.eligible() {
                Standing::Yes => "yes",
                Standing::Unknown => "unknown",
                Standing::No => "no",
            }
            .to_owned(),
            row.metres
                .map(|metres| format!("{:.1}", f64::from(metres) / 1_000.0))
                .unwrap_or_default(),
            row.person.rate.map(format::money).unwrap_or_default(),
        ];
        let part = |part: &matching::Part| {
            if part.applies {
                ((part.blended + 50) / 100).to_string()
            } else {
                String::new()
            }
        };
        fields.extend(row.fit.parts.iter().map(part));
        fields.push(told(&row.fit.strengths));
        fields.push(told(&row.fit.concerns));
        fields.push(
            row.application
                .map(|(_, stage)| stage.name().to_owned())
                .unwrap_or_default(),
        );
        csv::line(&mut out, fields);
    }
    out
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
