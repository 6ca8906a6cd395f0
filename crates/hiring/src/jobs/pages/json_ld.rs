//! A job as schema.org `JobPosting`, for search engines.

use crate::jobs::model::{JobStatus, JobView, Pay, PayKind, WorkMode, WorkType};
use kernel::postcode::Postcode;
use serde_json::{Value, json};
use ui::format;

/// The `JobPosting` of a published job as JSON that may stand inside a `<script>`: no `<`, `>` or `&` is left in it.
/// `url` and `logo` are whole addresses.
pub fn job_posting(job: &JobView, url: &str, logo: Option<&str>) -> String {
    let content = &job.content;
    let mut posting = json!({
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": content.title,
        "description": html(&content.description),
        "identifier": { "@type": "PropertyValue", "name": job.organisation_name, "value": job.id.to_string() },
        "url": url,
        "employmentType": employment_type(content.kind),
        "hiringOrganization": { "@type": "Organization", "name": job.organisation_name },
        "totalJobOpenings": content.headcount,
        "directApply": true,
    });
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            posting[key] = value;
        }
    };
    set(
        "datePosted",
        job.published_at.map(|at| format::machine_time(at).into()),
    );
    set(
        "validThrough",
        job.closed_at.map(|at| format::machine_time(at).into()),
    );
    set(
        "jobStartDate",
        content
            .starts_on
            .map(|day| format::machine_date(day).into()),
    );
    set("jobLocation", location(job));
    set(
        "jobLocationType",
        (content.mode == WorkMode::Remote).then(|| "TELECOMMUTE".into()),
    );
    set("baseSalary", salary(&content.pay));
    let skills: Vec<&str> = content
        .skills
        .iter()
        .map(|skill| skill.label.as_str())
        .collect();
    set(
        "skills",
        (!skills.is_empty()).then(|| skills.join(", ").into()),
    );
    set("industry", Some(content.category.label().into()));
    set(
        "occupationalCategory",
        content
            .occupation
            .as_ref()
            .map(|(_, label)| label.clone().into()),
    );
    set("experienceRequirements", content.experience_months.map(|months| {
        json!({ "@type": "OccupationalExperienceRequirements", "monthsOfExperience": months })
    }));
    if !job.organisation_website.is_empty() {
        posting["hiringOrganization"]["sameAs"] = job.organisation_website.clone().into();
    }
    if let Some(logo) = logo {
        posting["hiringOrganization"]["logo"] = logo.into();
    }
    escape(&posting.to_string())
}

/// Is it worth listing as an open job?
pub fn is_open(job: &JobView) -> bool {
    job.status == JobStatus::Active
}

fn employment_type(kind: WorkType) -> &'static str {
    match kind {
        WorkType::FullTime => "FULL_TIME",
        WorkType::PartTime => "PART_TIME",
        WorkType::Project | WorkType::Contract => "CONTRACTOR",
        WorkType::Temporary => "TEMPORARY",
        WorkType::Internship => "INTERN",
        WorkType::Volunteer => "VOLUNTEER",
        WorkType::Shift => "OTHER",
    }
}

fn location(job: &JobView) -> Option<Value> {
    let place = &job.content.place;
    let point = place.point?;
    let address = match Postcode::parse(&place.text) {
        Some(postcode) => {
            json!({ "@type": "PostalAddress", "postalCode": postcode.to_string(), "addressCountry": "GB" })
        }
        None => json!({ "@type": "PostalAddress", "addressLocality": place.text }),
    };
    let geo = json!({ "@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon });
    Some(json!({ "@type": "Place", "address": address, "geo": geo }))
}

fn salary(pay: &Pay) -> Option<Value> {
    let (low, high) = pay.range()?;
    let unit = match pay.kind {
        PayKind::Hourly => "HOUR",
        PayKind::Daily => "DAY",
        PayKind::Salary => "YEAR",
        PayKind::Fixed | PayKind::Unpaid => return None,
    };
    // The standard asks for numbers; whole minor units up to ten million pounds are exact in a double's 53 bits.
    let amount = |minor: i64| minor as f64 / 100.0;
    let value = json!({ "@type": "QuantitativeValue", "minValue": amount(low.minor), "maxValue": amount(high.minor), "unitText": unit });
    Some(json!({ "@type": "MonetaryAmount", "currency": pay.currency.code(), "value": value }))
}

/// Plain text as the HTML the standard asks for.
fn html(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.split('\n')
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<p>{}</p>", line.trim()))
        .collect()
}

/// JSON stays JSON, and nothing in it can end the script.
fn escape(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::model::{Content, Place};
    use kernel::geo::Point;
    use time::macros::datetime;

    fn job() -> JobView {
        let at = datetime!(2026-11-21 09:00 UTC);
        let mut content = Content::draft(
            "Cook </script><script>alert(1)".into(),
            "Fish & chips\n<b>daily</b>".into(),
        );
        content.place = Place {
            text: "E1 6AN".into(),
            point: Some(Point {
                lat: 51.5,
                lon: -0.07,
            }),
        };
        content.pay.min = Some(1250);
        JobView {
            id: "0192f5c0-0000-7000-8000-000000000000".parse().unwrap(),
            organisation: "0192f5c0-0000-7000-8000-000000000001".parse().unwrap(),
            organisation_name: "Ama’s “Café”".into(),
            organisation_logo: None,
            organisation_about: String::new(),
            organisation_website: String::new(),
            status: JobStatus::Active,
            version: 1,
            filled: 0,
            created_at: at,
            updated_at: at,
            published_at: Some(at),
            closed_at: None,
            content,
        }
    }

    #[test]
    fn nothing_in_a_job_ends_the_script_and_it_is_still_json() {
        let text = job_posting(&job(), "https://kinwork.example/jobs/1", None);
        assert!(!text.contains(['<', '>', '&']));
        let posting: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(posting["title"], "Cook </script><script>alert(1)");
        assert_eq!(
            posting["description"],
            "<p>Fish &amp; chips</p><p>&lt;b&gt;daily&lt;/b&gt;</p>"
        );
        assert_eq!(posting["baseSalary"]["value"]["minValue"], 12.5);
        assert_eq!(posting["jobLocation"]["address"]["postalCode"], "E1 6AN");
        assert_eq!(posting["datePosted"], "2026-11-21T09:00:00Z");
        assert!(posting["hiringOrganization"].get("logo").is_none());
    }

    #[test]
    fn search_engines_are_shown_the_logo() {
        let logo = "https://kinwork.example/logos/0192f5c0-0000-7000-8000-000000000002";
        let text = job_posting(&job(), "https://kinwork.example/jobs/1", Some(logo));
        let posting: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(posting["hiringOrganization"]["logo"], logo);
    }
}
