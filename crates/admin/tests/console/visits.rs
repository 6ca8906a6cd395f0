//! Looking as somebody else, with their leave: who may, until when, and what is noted.

mod reach;

use super::scene::{CLIENT, Scene, act, conflict};
use admin::StaffRole;
use admin::people;
use admin::staff::model::Permission;
use admin::staff::service::Console;
use admin::visits::model::{ASKED_LASTS, AnswerForm, AskForm, Looking, Standing, Visit};
use admin::visits::service::{allow, ask, end, latest, look, mine, refuse, start};
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use identity::{Actor, WayIn};
use kernel::id::{PersonId, SessionId};
use kernel::{AppError, Result};
use platform::{Scope, Services};
use time::Duration;

fn asking(person: PersonId) -> AskForm {
    AskForm {
        person: person.to_string(),
        reason: "You wrote that your jobs are missing".into(),
    }
}

fn answer(visit: uuid::Uuid, minutes: &str) -> AnswerForm {
    AnswerForm {
        visit: visit.to_string(),
        minutes: minutes.into(),
        organisation: String::new(),
    }
}

/// Somebody of the staff with their session, and whom they ask.
struct Story {
    scene: Scene,
    pia: Actor,
    console: Console,
    jane: Actor,
}

impl Story {
    async fn new() -> Self {
        let scene = Scene::new().await;
        scene.staff("Sam Adeyemi", StaffRole::Owner).await;
        let pia = scene.staff("Pia Costa", StaffRole::Support).await;
        let console = scene.enter(&pia, Permission::LookAs).await.unwrap();
        let jane = scene.person("Jane Mensah").await;
        Self {
            scene,
            pia,
            console,
            jane,
        }
    }

    async fn ask(&self) -> Visit {
        self.scene.clock.forward(Duration::SECOND);
        let form = asking(self.jane.person);
        ask(&self.console, &form).await.unwrap();
        let visit = latest(&self.console, self.jane.person).await.unwrap();
        visit.unwrap()
    }

    async fn allow(&self, visit: &Visit, minutes: &str) -> Result<()> {
        self.scene.clock.forward(Duration::SECOND);
        let form = answer(visit.id, minutes);
        allow(&self.scene.services, CLIENT, &self.jane, &form).await
    }

    async fn start(&self, visit: &Visit) -> Result<String> {
        let session = self.pia.way_in.id();
        start(&self.console, session, &answer(visit.id, "")).await
    }

    /// Asked, allowed and begun.
    async fn begun(&self) -> (Visit, String) {
        let visit = self.ask().await;
        self.allow(&visit, "60").await.unwrap();
        let token = self.start(&visit).await.unwrap();
        (visit, token)
    }

    async fn look(&self, staff: &Actor, token: &str) -> Option<Looking> {
        self.look_at(staff, token, ("/home", true)).await
    }

    async fn look_at(&self, staff: &Actor, token: &str, at: (&str, bool)) -> Option<Looking> {
        look(&self.scene.services, CLIENT, staff, token, at)
            .await
            .unwrap()
    }

    fn services(&self) -> &Services {
        &self.scene.services
    }
}

#[tokio::test]
async fn nobody_looks_before_the_person_allows_it_nor_after_its_time() {
    let story = Story::new().await;
    let services = story.services();
    let visit = story.ask().await;
    assert_eq!(visit.standing(services.clock.now()), Standing::Asked);
    assert_eq!(story.start(&visit).await, Err(AppError::NotFound));
    // Nobody but Jane allows it, and Jane only in a browser and with a fresh proof.
    let ben = story.scene.person("Ben Clarke").await;
    assert_eq!(
        allow(services, CLIENT, &ben, &answer(visit.id, "60")).await,
        Err(AppError::NotFound)
    );
    let mut stale = story.jane.clone();
    stale.proved_at = None;
    assert_eq!(
        allow(services, CLIENT, &stale, &answer(visit.id, "60")).await,
        Err(AppError::Unproved)
    );
    let mut app = story.jane.clone();
    app.way_in = WayIn::Token(services.new_id());
    assert_eq!(
        allow(services, CLIENT, &app, &answer(visit.id, "60")).await,
        Err(AppError::Forbidden)
    );
    assert!(matches!(
        story.allow(&visit, "61").await,
        Err(AppError::Invalid(_))
    ));
    story.allow(&visit, "15").await.unwrap();
    // It is answered once: an hour does not become two.
    assert_eq!(story.allow(&visit, "60").await, Err(AppError::NotFound));

    let token = story.start(&visit).await.unwrap();
    let seen = story.look(&story.pia, &token).await.unwrap();
    assert_eq!(
        (seen.actor.person, seen.actor.name.as_str()),
        (story.jane.person, "Jane Mensah")
    );
    // The token is worth nothing to anybody else, in another session, or with another login.
    let mut elsewhere = story.pia.clone();
    elsewhere.way_in = WayIn::Session(services.new_id::<SessionId>());
    let mut by_app = story.pia.clone();
    by_app.way_in = WayIn::Token(services.new_id());
    for (staff, token) in [
        (&ben, token.as_str()),
        (&story.jane, &token),
        (&elsewhere, &token),
        (&by_app, &token),
        (&story.pia, &"0".repeat(64)),
        (&story.pia, ""),
    ] {
        assert_eq!(story.look(staff, token).await, None);
    }
    story.scene.clock.forward(Duration::minutes(15));
    assert_eq!(story.look(&story.pia, &token).await, None);
    assert_eq!(story.start(&visit).await, Err(AppError::NotFound));
}

#[tokio::test]
async fn what_nobody_answers_cannot_be_allowed_for_ever() {
    let story = Story::new().await;
    let visit = story.ask().await;
    story.scene.clock.forward(ASKED_LASTS);
    let mut jane = story.jane.clone();
    jane.proved_at = Some(story.services().clock.now());
    let late = allow(story.services(), CLIENT, &jane, &answer(visit.id, "60")).await;
    assert_eq!(late, Err(AppError::NotFound));
}

#[tokio::test]
async fn it_ends_with_whatever_it_stands_on() {
    for how in [
        "person",
        "staff",
        "role",
        "other role",
        "staff suspended",
        "session",
        "person suspended",
        "password",
        "person is staff",
    ] {
        let story = Story::new().await;
        let (visit, token) = story.begun().await;
        assert!(story.look(&story.pia, &token).await.is_some(), "{how}");
        let owner = &story.scene.test.owner;
        let run = async |sql: &'static str, person: PersonId| {
            let done = sqlx::query(sql).bind(person).execute(owner).await;
            assert_eq!(done.unwrap().rows_affected(), 1, "{how}");
        };
        let form = answer(visit.id, "");
        match how {
            "person" => refuse(story.services(), CLIENT, &story.jane, &form)
                .await
                .unwrap(),
            "staff" => drop(end(&story.console, &form).await.unwrap()),
            "role" => drop(story.scene.outside("pia@example.org", None).await.unwrap()),
            "other role" => {
                let role = Some(StaffRole::Operations);
                story.scene.outside("pia@example.org", role).await.unwrap();
            }
            "staff suspended" => {
                run(
                    "update account set status = 'SUSPENDED' where id = $1",
                    story.pia.person,
                )
                .await;
            }
            "session" => {
                run(
                    "delete from session where account_id = $1",
                    story.pia.person,
                )
                .await;
            }
            "person suspended" => {
                run(
                    "update account set status = 'SUSPENDED' where id = $1",
                    story.jane.person,
                )
                .await;
            }
            "password" => {
                let mut tx = story.services().db.begin(Scope::PUBLIC).await.unwrap();
                let (what, how) = (SecurityEvent::PasswordReset, Default::default());
                identity::security::service::security_event(
                    story.services(),
                    &mut tx,
                    story.jane.person,
                    what,
                    how,
                )
                .await
                .unwrap();
                tx.commit().await.unwrap();
            }
            _ => {
                let role = Some(StaffRole::Owner);
                story.scene.outside("jane@example.org", role).await.unwrap();
            }
        }
        assert_eq!(story.look(&story.pia, &token).await, None, "{how}");
    }
}

#[tokio::test]
async fn only_roles_that_may_look_do_in_the_database_too() {
    for role in StaffRole::ALL {
        let story = Story::new().await;
        let (_, token) = story.begun().await;
        let role_now = Some(role);
        story
            .scene
            .outside("pia@example.org", role_now)
            .await
            .unwrap();
        let looks = story.look(&story.pia, &token).await.is_some();
        assert_eq!(looks, role.may(Permission::LookAs), "{role:?}");
    }
}

#[tokio::test]
async fn every_request_stands_in_both_trails() {
    let story = Story::new().await;
    let visit = story.ask().await;
    assert_eq!(visit.staff_name, "Pia Costa");
    let own = mine(story.services(), &story.jane).await.unwrap();
    assert_eq!(own, std::slice::from_ref(&visit));
    story.allow(&visit, "30").await.unwrap();
    let token = story.start(&visit).await.unwrap();
    for at in [("/applications", true), ("/security/keys", false)] {
        story.scene.clock.forward(Duration::SECOND);
        story.look_at(&story.pia, &token, at).await.unwrap();
    }
    story.scene.clock.forward(Duration::SECOND);
    end(&story.console, &answer(visit.id, "")).await.unwrap();
    // What opens nothing is noted nowhere.
    story.look(&story.pia, &token).await;
    let lines = trail(story.services(), &story.jane, None).await.unwrap();
    let lines: Vec<_> = lines
        .items
        .into_iter()
        .map(|line| (line.what, line.detail))
        .collect();
    assert_eq!(
        lines,
        [
            (SecurityEvent::StaffLookEnded, String::new()),
            (SecurityEvent::StaffLooked, "/applications".into()),
            (SecurityEvent::StaffAllowed, "for 30 minutes".into()),
            (
                SecurityEvent::StaffAsked,
                "You wrote that your jobs are missing".into()
            ),
        ]
    );
    assert_eq!(
        story.scene.noted(story.jane.person.0).await,
        [
            "visit.asked",
            "visit.started",
            "visit.seen",
            "visit.refused",
            "visit.ended"
        ]
    );
    let mail =
        "select text_body from mail where to_address = (select email from account where id = $1)";
    let mail = story.scene.text(mail, story.jane.person.0).await;
    assert!(mail.contains("/security/visits"), "{mail}");
}

#[tokio::test]
async fn one_looks_neither_as_oneself_nor_as_staff() {
    let story = Story::new().await;
    let olu = story.scene.staff("Olu Bello", StaffRole::Security).await;
    assert_eq!(
        conflict(ask(&story.console, &asking(story.pia.person)).await),
        "oneself"
    );
    // A platform owner neither, who may decide over them.
    let sam = story.scene.console("Ola Owner", StaffRole::Owner).await;
    for console in [&story.console, &sam] {
        assert_eq!(
            ask(console, &asking(olu.person)).await,
            Err(AppError::Forbidden)
        );
    }
    let nobody = asking(story.services().new_id());
    assert_eq!(ask(&story.console, &nobody).await, Err(AppError::NotFound));
}

#[tokio::test]
async fn signing_somebody_out_ends_the_visits_to_them() {
    let story = Story::new().await;
    let (_, token) = story.begun().await;
    people::service::act(&story.console, &act(&story.jane.person, "SIGN_OUT"))
        .await
        .unwrap();
    assert_eq!(story.look(&story.pia, &token).await, None);
}
