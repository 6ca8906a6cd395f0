//! A résumé is read, looked through, and taken over row by row.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod common;

use bytes::Bytes;
use common::World;
use identity::Actor;
use kernel::{AppError, Result};
use people::forms::{PasteForm, ReviewForm, SkillDecision};
use people::resume::{Reader, Reading, Review, Unread};
use people::service;
use platform::Services;
use platform::files::{Purpose, Upload};
use std::convert::Infallible;
use text::resume::{Hidden, Paper, Unreadable, Why};
use time::macros::date;

const PASTED: &str = "Jane Doe\n\nWork experience\nWarehouse worker, Acme Ltd, Jan 2019 \u{2013} Mar 2021\n\u{2022} Counted stock\n\nBaker, Crust Ltd, 2016 \u{2013} 2018\n\u{2022} Baked\n\nEducation\nBSc Logistics, University of Leeds, 2015\n\nSkills\nskill number 7, skill number 9, skill number 11";
/// A file that passes for a PDF; what is in it the reader of the test says.
const FILE: &[u8] = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n";

/// Says the same of every file.
#[derive(Debug)]
struct Says(std::result::Result<Paper, Unread>);

impl Reader for Says {
    fn read(&self, _bytes: Bytes) -> Reading<'_> {
        let said = self.0.clone();
        Box::pin(async move { said })
    }
}

async fn upload(
    services: &Services,
    actor: &Actor,
    name: &str,
    bytes: &'static [u8],
) -> Result<()> {
    let source = futures::stream::iter([Ok::<_, Infallible>(Bytes::from_static(bytes))]);
    let upload = Upload::read(&services.files, Purpose::Document, name, source)
        .await
        .unwrap();
    service::read_file(services, actor, upload).await
}

async fn paste(world: &World, actor: &Actor) -> (String, Review) {
    let form = PasteForm {
        text: PASTED.into(),
        ..PasteForm::default()
    };
    service::read_text(&world.services, actor, &form)
        .await
        .unwrap();
    waiting(world, actor).await
}

async fn waiting(world: &World, actor: &Actor) -> (String, Review) {
    let (id, review) = service::review(&world.services, actor)
        .await
        .unwrap()
        .unwrap();
    (id.to_string(), review)
}

/// The form as the page shows it, with nothing decided.
fn form(id: &str, review: &Review) -> ReviewForm {
    let skill = |id: i32| SkillDecision {
        id: id.to_string(),
        choice: String::new(),
    };
    ReviewForm {
        id: id.to_owned(),
        jobs: review.jobs.clone(),
        education: review.education.clone(),
        certificates: review.certificates.clone(),
        skills: review.skills.iter().map(|row| skill(row.id)).collect(),
        rest: String::new(),
    }
}

fn refused(result: Result<impl std::fmt::Debug>, field: &str) -> String {
    match result {
        Err(AppError::Invalid(errors)) => errors
            .get(field)
            .unwrap_or_else(|| panic!("{field} not in {errors:?}"))
            .to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_enters_a_profile_by_itself() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let (_, review) = paste(&world, &ama).await;
    let titles: Vec<&str> = review.jobs.iter().map(|job| job.title.as_str()).collect();
    assert_eq!(titles, ["Warehouse worker", "Baker"]);
    assert_eq!(
        (
            review.jobs[0].started.as_str(),
            review.jobs[0].ended.as_str()
        ),
        ("01/2019", "03/2021")
    );
    assert_eq!((review.education.len(), review.skills.len()), (1, 3));
    let profile = service::own(&world.services, &ama).await.unwrap();
    assert_eq!(
        (
            profile.experience.len(),
            profile.education.len(),
            profile.skills.len()
        ),
        (0, 0, 0)
    );
}

#[tokio::test]
async fn each_row_is_accepted_corrected_left_out_or_left_open() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let (id, review) = paste(&world, &ama).await;
    let mut first = form(&id, &review);
    first.jobs[0].choice = "add".into();
    first.jobs[0].organisation = "Acme Logistics".into();
    first.jobs[1].choice = "leave".into();
    first.skills[0].choice = "add".into();
    first.skills[1].choice = "leave".into();
    assert!(
        service::save_review(&world.services, &ama, &first)
            .await
            .unwrap(),
        "something is open"
    );
    let profile = service::own(&world.services, &ama).await.unwrap();
    let job = &profile.experience[0];
    assert_eq!(
        (profile.experience.len(), job.organisation.as_str()),
        (1, "Acme Logistics")
    );
    assert_eq!(job.occupation.as_ref().map(|(id, _)| *id), Some(1));
    assert_eq!(
        (job.started_on, job.ended_on),
        (date!(2019 - 01 - 01), Some(date!(2021 - 03 - 31)))
    );
    assert_eq!(profile.skills.len(), 1);
    let (_, left) = waiting(&world, &ama).await;
    assert_eq!(
        (left.jobs.len(), left.education.len(), left.skills.len()),
        (0, 1, 1)
    );
    // Sent twice it is one line, and what was left out stays out.
    assert!(
        service::save_review(&world.services, &ama, &first)
            .await
            .unwrap()
    );
    let mut last = form(&id, &left);
    last.education[0].choice = "add".into();
    last.rest = "skills".into();
    assert!(
        !service::save_review(&world.services, &ama, &last)
            .await
            .unwrap(),
        "all is decided"
    );
    let profile = service::own(&world.services, &ama).await.unwrap();
    assert_eq!(
        (
            profile.experience.len(),
            profile.education.len(),
            profile.skills.len()
        ),
        (1, 1, 2)
    );
    assert_eq!(profile.education_level, Some(6));
    assert_eq!(service::review(&world.services, &ama).await.unwrap(), None);
    let again = service::save_review(&world.services, &ama, &last).await;
    assert_eq!(again, Err(AppError::conflict("review_done")));
}

#[tokio::test]
async fn a_row_that_is_wrong_says_so_and_nothing_is_taken_over() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let (id, review) = paste(&world, &ama).await;
    let mut wrong = form(&id, &review);
    wrong.jobs[0].choice = "add".into();
    wrong.jobs[1].choice = "add".into();
    wrong.jobs[1].started = "long ago".into();
    wrong.education[0].choice = "add".into();
    wrong.education[0].level = String::new();
    let answer = service::save_review(&world.services, &ama, &wrong).await;
    assert!(refused(answer.clone(), "jobs[1][started]").contains("month"));
    assert!(refused(answer, "education[0][level]").contains("level"));
    let profile = service::own(&world.services, &ama).await.unwrap();
    assert_eq!((profile.experience.len(), profile.education.len()), (0, 0));
    // What is left open need not be right.
    wrong.jobs[1].choice = String::new();
    wrong.education[0].choice = "leave".into();
    assert!(
        service::save_review(&world.services, &ama, &wrong)
            .await
            .unwrap()
    );
    assert_eq!(waiting(&world, &ama).await.1.jobs[0].started, "long ago");
}

#[tokio::test]
async fn certificates_are_accepted_corrected_or_left_out_as_well() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let form = PasteForm {
        text: "Ama\n\nCertificates and licences\nForklift licence, Red Kite Training, 14/05/2024 \u{2013} 13/05/2027\nFood hygiene level 2, 2023\nJuggling, June 2020".into(),
        ..PasteForm::default()
    };
    service::read_text(&world.services, &ama, &form)
        .await
        .unwrap();
    let (id, review) = waiting(&world, &ama).await;
    let read: Vec<[&str; 5]> = review
        .certificates
        .iter()
        .map(|row| {
            [
                &row.document,
                &row.name,
                &row.issuer,
                &row.issued_on,
                &row.expires_on,
            ]
            .map(String::as_str)
        })
        .collect();
    assert_eq!(
        read,
        [
            [
                "FORKLIFT_LICENCE",
                "Forklift licence",
                "Red Kite Training",
                "2024-05-14",
                "2027-05-13"
            ],
            ["FOOD_HYGIENE", "Food hygiene level 2", "", "2023-01-01", ""],
            ["", "Juggling", "", "2020-06-01", ""],
        ]
    );
    let mut decided = self::form(&id, &review);
    decided.certificates[0].choice = "add".into();
    decided.certificates[0].expires_on = "13/05/2023".into();
    decided.certificates[1].choice = "leave".into();
    let answer = service::save_review(&world.services, &ama, &decided).await;
    assert!(refused(answer, "certificates[0][expires_on]").contains("before"));
    decided.certificates[0].expires_on = "13/05/2027".into();
    assert!(
        service::save_review(&world.services, &ama, &decided)
            .await
            .unwrap()
    );
    let (_, left) = waiting(&world, &ama).await;
    assert_eq!(left.certificates.len(), 1);
    let profile = service::own(&world.services, &ama).await.unwrap();
    let [held] = profile.certifications.as_slice() else {
        panic!("{:?}", profile.certifications);
    };
    assert_eq!(
        (held.document, held.expires_on),
        (
            Some(people::model::Document::ForkliftLicence),
            Some(date!(2027 - 05 - 13))
        )
    );
    decided.certificates.remove(1);
    decided.certificates[1].choice = "leave".into();
    assert!(
        !service::save_review(&world.services, &ama, &decided)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_review_is_its_persons_and_the_latest() {
    let world = World::new().await;
    let (ama, ben) = (world.person("Ama").await, world.person("Ben").await);
    let (old, review) = paste(&world, &ama).await;
    assert_eq!(service::review(&world.services, &ben).await.unwrap(), None);
    let mut foreign = form(&old, &review);
    foreign.jobs[0].choice = "add".into();
    let done = service::save_review(&world.services, &ben, &foreign).await;
    assert_eq!(done, Err(AppError::conflict("review_done")));
    let (new, _) = paste(&world, &ama).await;
    assert_ne!(old, new);
    let done = service::save_review(&world.services, &ama, &foreign).await;
    assert_eq!(done, Err(AppError::conflict("stale")));
    service::discard_review(
        &world.services,
        &ama,
        &people::forms::DiscardForm::default(),
    )
    .await
    .unwrap();
    assert_eq!(service::review(&world.services, &ama).await.unwrap(), None);
    assert_eq!(
        service::own(&world.services, &ama)
            .await
            .unwrap()
            .experience,
        []
    );
}

#[tokio::test]
async fn skills_one_has_are_not_asked_again_and_keep_what_was_said_of_them() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let held = people::forms::SkillsForm {
        picked: vec!["7".into()],
        ..Default::default()
    };
    service::save_skills(&world.services, &ama, &held)
        .await
        .unwrap();
    let (_, review) = paste(&world, &ama).await;
    assert_eq!(review.held, 1);
    assert!(review.skills.iter().all(|row| row.id != 7));
}

#[tokio::test]
async fn what_nobody_sees_is_told() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let mut paper = Paper::of_text(PASTED).unwrap();
    paper.hidden = vec![Hidden {
        why: Why::SameColour,
        text: "hire me".into(),
    }];
    paper.hidden_chars = 6;
    let services = people::resume::install(world.services.clone(), Says(Ok(paper)));
    upload(&services, &ama, "cv.pdf", FILE).await.unwrap();
    let (_, review) = waiting(&world, &ama).await;
    assert_eq!((review.file.as_str(), review.hidden_chars), ("cv.pdf", 6));
    assert_eq!(
        review.hidden,
        [(
            "of the colour of its background".to_owned(),
            "hire me".to_owned()
        )]
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    let nothing = Paper::of_text("Jane Doe").unwrap();
    for (said, words) in [
        (Err(Unread::File(Unreadable::NoText)), "scanned"),
        (Err(Unread::File(Unreadable::Locked)), "password"),
        (Err(Unread::File(Unreadable::OnlyHidden)), "hidden"),
        (Err(Unread::Overrun), "too complicated"),
        (Ok(nothing), "no jobs"),
    ] {
        let services = people::resume::install(world.services.clone(), Says(said));
        let message = refused(upload(&services, &ama, "cv.pdf", FILE).await, "file");
        assert!(message.contains(words), "{message}");
    }
    let services = people::resume::install(world.services.clone(), Says(Err(Unread::Busy)));
    let busy = upload(&services, &ama, "cv.pdf", FILE).await;
    assert_eq!(busy, Err(AppError::RateLimited { retry_after_s: 5 }));
    // What is no document at all is never given to the reader.
    for (name, bytes, words) in [
        ("cv.pdf", &b""[..], "empty"),
        ("cv.txt", &b"hello"[..], "Choose a PDF"),
        ("cv.pdf", &b"hello"[..], "but it is not"),
        (
            "cv.docx",
            &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"[..],
            "password",
        ),
    ] {
        let message = refused(upload(&services, &ama, name, bytes).await, "file");
        assert!(message.contains(words), "{name}: {message}");
    }
    let form = PasteForm::default();
    assert!(
        refused(
            service::read_text(&world.services, &ama, &form).await,
            "text"
        )
        .contains("Paste")
    );
    assert_eq!(service::review(&world.services, &ama).await.unwrap(), None);
}
