use super::super::words::Importance;
use super::*;
use proptest::prelude::*;

fn message<T: std::fmt::Debug>(result: Result<T>, field: &str) -> String {
    match result {
        Err(AppError::Invalid(errors)) => errors
            .get(field)
            .unwrap_or_else(|| panic!("no message at {field}: {errors:?}"))
            .to_owned(),
        other => panic!("expected Invalid, got {other:?}"),
    }
}

fn place_form() -> WhereForm {
    WhereForm {
        mode: "ONSITE".into(),
        pay_kind: "HOURLY".into(),
        currency: "GBP".into(),
        ..Default::default()
    }
}

#[test]
fn a_million_characters_get_a_message_at_the_field() {
    let form = StartForm {
        title: "Cook".into(),
        description: "x".repeat(1_048_576),
        request_key: Uuid::nil().to_string(),
    };
    assert!(
        message(form.parse(), "description")
            .starts_with("This is 1,048,576 characters long; use at most 20,000")
    );
}

#[test]
fn a_description_keeps_its_lines_and_loses_control_characters() {
    let form = StartForm {
        title: "Cook".into(),
        description: " a\r\nb\0\u{7}🦊 ".into(),
        request_key: Uuid::nil().to_string(),
    };
    assert_eq!(form.parse().unwrap().description, "a\nb🦊");
}

#[test]
fn pay_is_a_range() {
    let form = WhereForm {
        pay_min: "13.20".into(),
        pay_max: "12.50".into(),
        ..place_form()
    };
    assert!(message(form.parse(), "pay_max").contains("below the least"));
    let form = WhereForm {
        pay_kind: "UNPAID".into(),
        pay_max: "12".into(),
        ..place_form()
    };
    assert!(message(form.parse(), "pay_max").contains("Unpaid work has no amount"));
    let form = WhereForm {
        pay_min: "12 pounds".into(),
        ..place_form()
    };
    assert!(message(form.parse(), "pay_min").contains("£12.50"));
    let form = WhereForm {
        pay_max: "12".into(),
        ..place_form()
    };
    assert_eq!(form.parse().unwrap().pay.min, Some(1200));
}

#[test]
fn the_end_comes_after_the_start() {
    let form = TimeForm {
        starts_on: "2026-11-30".into(),
        ends_on: "2026-11-29".into(),
        ..Default::default()
    };
    assert!(message(form.parse(), "ends_on").contains("before the first"));
    let form = TimeForm {
        starts_on: "soon".into(),
        days: vec!["7-15".into(), "all day".into()],
        ..Default::default()
    };
    assert!(message(form.parse(), "starts_on").contains("30/11/2026"));
    assert!(message(form.parse(), "days[1]").contains("all day"));
    let form = TimeForm {
        days: vec!["7-15".into()],
        ..Default::default()
    };
    assert_eq!(form.parse().unwrap().pattern.unwrap().count(), 16);
}

#[test]
fn three_hundred_skills_are_too_many() {
    let field = |id: usize| SkillField {
        id: id.to_string(),
        importance: "MUST".into(),
        ..Default::default()
    };
    let form = RequirementsForm {
        skills: (0..300).map(field).collect(),
        ..Default::default()
    };
    assert!(message(form.parse(), "skills").contains("300 skills"));
    let form = RequirementsForm {
        skills: vec![field(1), field(1), field(2)],
        picked: vec!["2".into()],
        ..Default::default()
    };
    assert_eq!(form.parse().unwrap().skills.len(), 2);
    let gone = SkillField {
        remove: "1".into(),
        ..field(1)
    };
    let form = RequirementsForm {
        skills: vec![gone],
        picked: vec!["7".into()],
        ..Default::default()
    };
    assert_eq!(
        form.parse().unwrap().skills,
        [(7, Importance::Should, None)]
    );
}

#[test]
fn weights_keep_their_limits() {
    let form = |weights: [&str; 6]| ReviewForm {
        weights: weights.map(str::to_owned).to_vec(),
        ..Default::default()
    };
    assert_eq!(form([""; 6]).parse().unwrap().weights, None);
    assert_eq!(
        form(["40", "18", "15", "12", "8", "7"])
            .parse()
            .unwrap()
            .weights,
        None
    );
    assert_eq!(
        form(["45", "18", "15", "12", "5", "5"])
            .parse()
            .unwrap()
            .weights
            .unwrap()[0],
        4500
    );
    assert!(
        message(form(["70", "10", "10", "10", "0", "0"]).parse(), "weights").contains("Skills")
    );
    assert!(message(form(["45", "18", "15", "12", "8", "7"]).parse(), "weights").contains("105%"));
}

proptest! {
    #[test]
    fn no_text_makes_a_form_panic(text in ".{0,60}", list in prop::collection::vec(".{0,12}", 0..9)) {
        let _ = StartForm { request_key: text.clone(), title: text.clone(), description: text.clone() }.parse();
        let _ = WhereForm { pay_min: text.clone(), pay_max: text.clone(), radius_km: text.clone(), ..place_form() }.parse();
        let _ = TimeForm { headcount: text.clone(), starts_on: text.clone(), days: list.clone(), ..Default::default() }.parse();
        let _ = RequirementsForm { documents: list.clone(), styles: list.clone(), picked: vec![text.clone()], ..Default::default() }.parse();
        let _ = ReviewForm { fit_threshold: text, weights: list, ..Default::default() }.parse();
    }

    #[test]
    fn parsed_pay_is_in_order(min in 0u32..100_000, max in 0u32..100_000) {
        let form = WhereForm { pay_min: min.to_string(), pay_max: max.to_string(), ..place_form() };
        match form.parse() {
            Ok(parsed) => prop_assert!(parsed.pay.min <= parsed.pay.max),
            Err(_) => prop_assert!(max < min),
        }
    }
}
