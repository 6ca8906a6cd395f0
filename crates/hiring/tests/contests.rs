//! Contests on a real database, as `app_rw`: who may begin, see and answer one, and what comes of it.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod scene;

use hiring::contests::model::{
    AnswerForm, Contest, ContestForm, Input, OPEN_MOST, Standing, TakeBackForm,
};
use hiring::contests::service;
use identity::{Actor, Role};
use kernel::id::{JobId, MatchId};
use kernel::{AppError, Result};
use matching::Score;
use platform::jobs::Handlers;
use platform::mail;
use platform::testing::{HandClock, do_jobs};
use scene::Scene;
use std::sync::Arc;
use uuid::Uuid;

fn contest(job: JobId, input: Input) -> ContestForm {
    ContestForm {
        job: job.to_string(),
        input: input.key(),
        wrong: "It says the opposite in the advert.".into(),
        right_value: "Nice to have".into(),
    }
}

fn answer(of: &Contest, to: Standing) -> AnswerForm {
    AnswerForm {
        contest: of.id.to_string(),
        to: kernel::state::State::name(to).into(),
        answer: "You are right, it was a slip.".into(),
    }
}

async fn mine(scene: &Scene, who: &Actor) -> Vec<Contest> {
    service::mine(&scene.services, who).await.unwrap()
}

/// Does what is due. The clock of the scene moves at every look, which would let leases run out: it is held for the while.
async fn work(scene: &Scene) {
    let mut services = mail::install(scene.services.clone(), mail::Config::Mailbox).unwrap();
    services.clock = Arc::new(HandClock::at(services.clock.now()));
    let handlers = hiring::handlers(mail::handlers(Handlers::default()));
    do_jobs(&services, handlers).await;
}

async fn run(scene: &Scene, sql: &'static str, id: Uuid) {
    sqlx::query(sql)
        .bind(id)
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

/// Texts of the mails to somebody, the first first.
async fn mails(scene: &Scene, who: &Actor) -> Vec<String> {
    sqlx::query_scalar("select text_body from mail where to_address = $1 order by created_at, id")
        .bind(&who.email)
        .fetch_all(&scene.test.owner)
        .await
        .unwrap()
}

const EASIER: &str = "update job_skill set importance = 'NICE' where job_id = $1 and skill_id = 1";

#[tokio::test]
async fn what_is_accepted_is_scored_anew_and_the_person_told_once() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    let services = &scene.services;
    let (numbers, blocks, none) = service::of_score(services, &jane, job).await.unwrap();
    assert!(none.is_empty() && blocks.len() == 6);
    let was = numbers.trace.fit.kfn;
    assert!(numbers.trace.fit.cap.is_some());

    let form = contest(job, Input::Requirement(1));
    assert_eq!(service::raise(services, &jane, &form).await, Ok(job));
    // The second click changes nothing.
    assert_eq!(service::raise(services, &jane, &form).await, Ok(job));
    let open = mine(&scene, &jane).await;
    assert_eq!(open.len(), 1);
    assert_eq!(
        (open[0].state, open[0].scores),
        (Standing::Open, Some((was.0, None)))
    );
    assert!(open[0].shown.contains("Operate forklift") && open[0].shown.contains("as a must"));
    // The score stands on what is kept with it.
    let kept: MatchId = sqlx::query_scalar("select score_id from contest")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    let replayed = hiring::matches::service::replay(&scene.test.owner, kept).await;
    assert_eq!(replayed, Ok((was.0, was.0)));

    run(&scene, EASIER, job.0).await;
    let of_it = service::of_organisation(services, &employer).await.unwrap();
    assert_eq!((of_it.len(), of_it[0].scores), (1, None));
    service::answer(services, &employer, &answer(&of_it[0], Standing::Accepted))
        .await
        .unwrap();
    work(&scene).await;
    // However often the work is done again.
    service::settle(services, jane.person, of_it[0].id)
        .await
        .unwrap();
    work(&scene).await;
    let done = mine(&scene, &jane).await.remove(0);
    let (before, now) = done.scores.unwrap();
    assert_eq!((done.state, before), (Standing::Accepted, was.0));
    assert!(now.unwrap() > was.0);
    let told = mails(&scene, &jane).await;
    assert_eq!(told.len(), 1);
    let difference = format!(
        "Your score was {was}; made anew it is {}.",
        Score(now.unwrap())
    );
    assert!(told[0].contains(&difference), "{}", told[0]);
    assert!(told[0].contains("it was a slip"));
}

#[tokio::test]
async fn a_job_put_right_after_the_answer_is_scored_anew_then() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    let services = &scene.services;
    service::raise(services, &jane, &contest(job, Input::Requirement(1)))
        .await
        .unwrap();
    let of_it = service::of_organisation(services, &employer).await.unwrap();
    service::answer(services, &employer, &answer(&of_it[0], Standing::Accepted))
        .await
        .unwrap();
    work(&scene).await;
    let tenant = employer.seat.as_ref().unwrap().organisation;
    let first = mine(&scene, &jane).await[0].scores.unwrap();
    assert_eq!(first.1, Some(first.0));
    // Nothing has changed: nobody is told of it.
    service::job_changed(services, tenant, job).await.unwrap();
    assert_eq!(mails(&scene, &jane).await.len(), 1);
    run(&scene, EASIER, job.0).await;
    for _ in 0..2 {
        service::job_changed(services, tenant, job).await.unwrap();
    }
    let then = mine(&scene, &jane).await[0].scores.unwrap();
    assert!(then.0 == first.0 && then.1.unwrap() > first.0);
    let told = mails(&scene, &jane).await;
    assert_eq!(told.len(), 2);
    assert!(told[1].contains("The job was changed"));
}

#[tokio::test]
async fn only_whose_it_is_sees_takes_back_and_answers() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let viewer = scene.colleague(&employer, Role::Viewer).await;
    let rival = scene.employer("Rival").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    let ben = scene.person("Ben Clarke", &[1]).await;
    let services = &scene.services;
    for input in [Input::Requirement(1), Input::Rarity(1)] {
        service::raise(services, &jane, &contest(job, input))
            .await
            .unwrap();
    }
    // What is for the platform to answer is not the organisation's to read.
    let of_it = service::of_organisation(services, &employer).await.unwrap();
    assert_eq!(of_it.len(), 1);
    assert_eq!(service::waiting(services, &employer).await, Ok(1));
    let hers = mine(&scene, &jane).await;
    let rarity = hers.iter().find(|one| one.input == "rarity:1").unwrap();
    assert_eq!(mine(&scene, &ben).await, []);
    assert_eq!(service::of_organisation(services, &rival).await, Ok(vec![]));
    assert_eq!(
        service::of_organisation(services, &ben).await,
        Err(AppError::Forbidden)
    );

    let accept = |of: &Contest| answer(of, Standing::Accepted);
    let refused: [(Result<()>, AppError); 4] = [
        (
            service::answer(services, &rival, &accept(&of_it[0])).await,
            AppError::NotFound,
        ),
        (
            service::answer(services, &viewer, &accept(&of_it[0])).await,
            AppError::Forbidden,
        ),
        (
            service::answer(services, &jane, &accept(&of_it[0])).await,
            AppError::Forbidden,
        ),
        (
            service::answer(services, &employer, &accept(rarity)).await,
            AppError::NotFound,
        ),
    ];
    for (done, why) in refused {
        assert_eq!(done, Err(why));
    }
    let back = TakeBackForm {
        contest: of_it[0].id.to_string(),
    };
    for other in [&ben, &employer] {
        assert_eq!(
            service::take_back(services, other, &back).await,
            Err(AppError::NotFound)
        );
    }
    service::take_back(services, &jane, &back).await.unwrap();
    // What was taken back is not answered any more.
    assert_eq!(
        service::answer(services, &employer, &accept(&of_it[0])).await,
        Err(AppError::conflict("illegal_transition"))
    );
    assert_eq!(
        service::of_organisation(services, &employer).await,
        Ok(vec![])
    );
}

#[tokio::test]
async fn nobody_answers_their_own_whatever_the_code_forgets() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    service::raise(&scene.services, &jane, &contest(job, Input::Requirement(1)))
        .await
        .unwrap();
    // She works there now.
    let hired = Actor {
        seat: employer.seat.clone(),
        ..jane.clone()
    };
    let of_it = service::of_organisation(&scene.services, &hired)
        .await
        .unwrap();
    let own = answer(&of_it[0], Standing::Accepted);
    assert_eq!(
        service::answer(&scene.services, &hired, &own).await,
        Err(AppError::conflict("own_contest"))
    );
    let tenant = employer.seat.as_ref().unwrap().organisation;
    let attempts = [
        // In her own name, and in somebody else's.
        "update contest set state = 'ACCEPTED', answer = 'x', answered_by = person_id, ended_at = now()",
        "update contest set state = 'DECLINED', answer = 'x', answered_by = (select created_by from job), ended_at = now()",
    ];
    for sql in attempts {
        let scope = platform::Scope::tenant(tenant, jane.person);
        let mut tx = scene.services.db.begin(scope).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .map(std::borrow::Cow::into_owned);
        assert_eq!(code.as_deref(), Some("23514"), "{sql}");
    }
    // And what was answered stays.
    run(
        &scene,
        "update contest set state = 'DECLINED', answer = 'x', answered_by = $1, ended_at = now()",
        employer.person.0,
    )
    .await;
    let again = "update contest set answer = 'y'";
    let mut tx = scene
        .services
        .db
        .begin(platform::Scope::tenant(tenant, employer.person))
        .await
        .unwrap();
    assert!(sqlx::query(again).execute(&mut *tx).await.is_err());
}

#[tokio::test]
async fn one_contests_what_ones_score_rests_on_and_not_without_end() {
    let scene = Scene::new().await;
    let employer = scene.employer("Riverside Logistics").await;
    let job = scene.job(&employer, 1).await;
    let jane = scene.person("Jane Mensah", &[2]).await;
    let services = &scene.services;
    for strange in [
        Input::Requirement(4),
        Input::Experience,
        Input::Hours,
        Input::Relation(1),
    ] {
        assert_eq!(
            service::raise(services, &jane, &contest(job, strange)).await,
            Err(AppError::NotFound),
            "{strange:?}"
        );
    }
    run(
        &scene,
        "update job set status = 'DRAFT', published_at = null where id = $1",
        job.0,
    )
    .await;
    let hidden = service::raise(services, &jane, &contest(job, Input::Weights)).await;
    assert_eq!(hidden, Err(AppError::NotFound));
    run(
        &scene,
        "update job set status = 'ACTIVE', published_at = now() where id = $1",
        job.0,
    )
    .await;
    let all = [
        Input::Requirement(1),
        Input::Requirement(2),
        Input::Rarity(1),
        Input::Rarity(2),
        Input::Weights,
    ];
    assert_eq!(i64::try_from(all.len()), Ok(OPEN_MOST));
    for input in all {
        service::raise(services, &jane, &contest(job, input))
            .await
            .unwrap();
    }
    assert_eq!(
        service::raise(services, &jane, &contest(job, Input::Place)).await,
        Err(AppError::conflict("contests_limit"))
    );
    let back = TakeBackForm {
        contest: mine(&scene, &jane).await[0].id.to_string(),
    };
    service::take_back(services, &jane, &back).await.unwrap();
    assert!(
        service::raise(services, &jane, &contest(job, Input::Place))
            .await
            .is_ok()
    );
}
