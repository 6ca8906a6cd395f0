use super::*;
use crate::model::{
    Certification, Document, Education, Experience, Skill, Step, WorkMode, WorkType,
};
use kernel::geo::Point;
use kernel::id::{EntryId, PersonId};
use kernel::money::{Currency, Money};
use kernel::week::Week;
use proptest::prelude::*;
use time::macros::date;

const TODAY: Date = date!(2026 - 11 - 21);
const NIL: uuid::Uuid = uuid::Uuid::nil();

fn empty() -> Profile {
    Profile {
        id: PersonId(NIL),
        name: "Ama".into(),
        headline: String::new(),
        bio: String::new(),
        place: String::new(),
        point: None,
        travel_radius_km: None,
        work_modes: vec![],
        availability: None,
        available_from: None,
        rate: None,
        currency: Currency::Gbp,
        wish_pay: None,
        wish_types: vec![],
        wish_commute_km: None,
        education_level: None,
        styles: None,
        no_experience: false,
        visible: Shown::ALL.to_vec(),
        discoverable: true,
        public_page: false,
        onboarding_step: Step::About,
        onboarded_at: None,
        version: 1,
        exceptions: vec![],
        skills: vec![],
        experience: vec![],
        education: vec![],
        certifications: vec![],
    }
}

fn skill(id: i32) -> Skill {
    Skill {
        id,
        label: format!("skill {id}"),
        level: Some(2),
        months: None,
        last_used_year: None,
        evidence: crate::model::Evidence::Stated,
    }
}

fn certificate(document: Option<Document>, expires_on: Option<Date>) -> Certification {
    let name = document.map_or("Barista", Document::label).to_owned();
    Certification {
        id: EntryId(NIL),
        name,
        document,
        issuer: String::new(),
        issued_on: None,
        expires_on,
        credential_url: String::new(),
    }
}

fn full() -> Profile {
    Profile {
        headline: "Picker".into(),
        bio: "Hello".into(),
        point: Some(Point {
            lat: 51.5,
            lon: 0.0,
        }),
        work_modes: vec![WorkMode::OnSite],
        availability: Some(Week::full()),
        wish_pay: Some(Money::new(1200, Currency::Gbp)),
        wish_types: vec![WorkType::Shift],
        wish_commute_km: Some(20),
        skills: (1..=5).map(skill).collect(),
        experience: vec![Experience {
            id: EntryId(NIL),
            title: "Picker".into(),
            organisation: String::new(),
            occupation: None,
            started_on: TODAY,
            ended_on: None,
            description: String::new(),
        }],
        education: vec![Education {
            id: EntryId(NIL),
            institution: "Leeds".into(),
            qualification: "GCSE".into(),
            level: 3,
            started_on: None,
            ended_on: None,
        }],
        certifications: vec![certificate(Some(Document::RightToWork), None)],
        ..empty()
    }
}

#[test]
fn nothing_is_nothing_and_all_is_all() {
    let none = completeness(&empty(), TODAY);
    assert_eq!(none.percent, 0);
    assert_eq!(
        none.missing
            .iter()
            .map(|missing| u32::from(missing.gain))
            .sum::<u32>(),
        100
    );
    assert_eq!(none.missing[0].what, "Add 5 skills");
    assert!(none.missing[0].why.contains("40%"));
    assert_eq!(
        completeness(&full(), TODAY),
        Completeness {
            percent: 100,
            missing: vec![]
        }
    );
}

#[test]
fn none_yet_is_an_answer() {
    let profile = Profile {
        experience: vec![],
        no_experience: true,
        ..full()
    };
    assert_eq!(completeness(&profile, TODAY).percent, 100);
}

#[test]
fn an_expired_certificate_is_missing_and_a_newer_one_makes_up_for_it() {
    let old = certificate(Some(Document::RightToWork), Some(date!(2026 - 11 - 20)));
    let profile = Profile {
        certifications: vec![old.clone()],
        ..full()
    };
    let found = completeness(&profile, TODAY);
    assert_eq!(found.percent, 94);
    assert!(
        found
            .missing
            .iter()
            .any(|missing| missing.why.contains("expired"))
    );
    let profile = Profile {
        certifications: vec![old, certificate(Some(Document::RightToWork), None)],
        ..full()
    };
    assert_eq!(
        completeness(&profile, TODAY),
        Completeness {
            percent: 100,
            missing: vec![]
        }
    );
}

#[test]
fn what_is_hidden_is_pointed_out() {
    let profile = Profile {
        visible: vec![],
        ..full()
    };
    let missing = completeness(&profile, TODAY).missing;
    assert_eq!(missing.len(), 5);
    assert!(
        missing
            .iter()
            .all(|missing| missing.section == Section::Visibility && missing.gain == 0)
    );
}

proptest! {
    #[test]
    fn what_is_there_and_what_is_missing_make_a_hundred(
        skills in 0usize..9, levels in any::<bool>(), parts in prop::collection::vec(any::<bool>(), 10)
    ) {
        let (full, none) = (full(), empty());
        let pick = |at: usize| if parts[at] { &full } else { &none };
        let profile = Profile {
            skills: (0..skills).map(|id| Skill { level: levels.then_some(1), ..skill(id as i32) }).collect(),
            headline: pick(0).headline.clone(),
            bio: pick(1).bio.clone(),
            point: pick(2).point,
            work_modes: pick(3).work_modes.clone(),
            availability: pick(4).availability,
            wish_pay: pick(5).wish_pay,
            wish_types: pick(6).wish_types.clone(),
            experience: pick(7).experience.clone(),
            education: pick(8).education.clone(),
            certifications: pick(9).certifications.clone(),
            ..empty()
        };
        let found = completeness(&profile, TODAY);
        let gain: u32 = found.missing.iter().map(|missing| u32::from(missing.gain)).sum();
        prop_assert_eq!(u32::from(found.percent) + gain, 100);
        let more = Profile { skills: (0..=skills).map(|id| skill(id as i32)).collect(), ..profile };
        prop_assert!(completeness(&more, TODAY).percent >= found.percent);
    }
}
