//! Candidates as a file for a spreadsheet. Text that a spreadsheet would take for a formula is made plain.

use super::model::{Candidate, JobCard};
use super::words;
use kernel::state::State;
use matching::{Dimension, Standing, World};
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

/// The candidates, a line each, with a head. UTF-8 with a byte order mark, or spreadsheets misread names.
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
    let mut out = String::from("\u{feff}");
    line(&mut out, head.into_iter().map(str::to_owned));
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
        line(&mut out, fields.into_iter());
    }
    out
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (i, text) in fields.enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&field(&text));
    }
    out.push_str("\r\n");
}

/// One field. A leading sign that spreadsheets take for a formula gets an apostrophe before it.
fn field(text: &str) -> String {
    let risky =
        text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let plain = if risky && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if plain.contains([',', '"', '\n', '\r', '\'']) {
        format!("\"{}\"", plain.replace('"', "\"\""))
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_a_formula() {
        assert_eq!(
            field("=HYPERLINK(\"http://evil\",\"x\")"),
            "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""
        );
        assert_eq!(field("@SUM(A1)"), "\"'@SUM(A1)\"");
        assert_eq!(field(" +1"), "\"' +1\"");
        assert_eq!(field("-0.5"), "-0.5");
        assert_eq!(field("Zoë, \"Z\""), "\"Zoë, \"\"Z\"\"\"");
        assert_eq!(field("Tom"), "Tom");
    }
}
