//! `/console/health`

use crate::frame::ConsoleFrame;
use crate::health::model::{Health, Migration, bytes};
use crate::health::service;
use crate::queue::model::Schedule;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use time::OffsetDateTime;
use ui::{
    Badge, Card, Column, Disclosure, Facts, Flash, Moment, Table, Text, Tone, Wording, format,
};

const PATH: &str = "/console/health";

/// How the system is: what wants looking at comes first.
#[component]
pub fn HealthPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (_, console) = enter(called, Permission::RunJobs).await?;
        let health = service::look(&console).await?;
        let concerns = health.concerns();
        let verdict = if concerns.is_empty() {
            view! { <Flash tone=Tone::Good>"Everything is well."</Flash> }.into_any()
        } else {
            let rows: Vec<_> = concerns
                .into_iter()
                .map(|concern| view! { <li>{concern}</li> })
                .collect();
            view! { <Flash tone=Tone::Warn><ul>{rows}</ul></Flash> }.into_any()
        };
        let facts = facts(&health);
        let now = health.now;
        let schedules = schedules(health.schedules, now);
        let applied = u64::try_from(health.migrations.len()).unwrap_or(0);
        let applied = format::count(applied, "migration", "migrations");
        let migrations = migrations(health.migrations);
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Health">
                {verdict}
                <Card><Facts facts=facts columns=true /></Card>
                {schedules}
                <Disclosure summary=applied>{migrations}</Disclosure>
            </ConsoleFrame>
        })
    })
}

fn facts(health: &Health) -> Vec<(String, Text)> {
    let fact = |name: &str, value: Text| (name.to_owned(), value);
    let database = &health.database;
    let size = bytes(u64::try_from(database.size_bytes).unwrap_or(0));
    let disk = health.disk.as_ref().map(|disk| {
        format!(
            "{} free of {}",
            bytes(disk.free_bytes),
            bytes(disk.total_bytes)
        )
    });
    let latest = health
        .migrations
        .first()
        .map(|one| format!("{} {}", one.version, one.description));
    let counts = &health.counts;
    let queue = format!(
        "{} running, {} ready, {} later, {} failed for good",
        counts.running, counts.ready, counts.later, counts.dead
    );
    vec![
        fact("Kinwork", health.version.into()),
        fact("Database", format!("{}, {size}", database.version).into()),
        fact(
            "Connections",
            format!("{} of {}", database.connections, database.connections_max).into(),
        ),
        fact("Last migration", latest.into()),
        fact("Work in the background", queue.into()),
        fact(
            "Disk of the file store",
            disk.unwrap_or_else(|| "none of this machine".to_owned())
                .into(),
        ),
        fact("Index of people", index(health).into()),
    ]
}

fn index(health: &Health) -> String {
    let Some(index) = &health.index else {
        return "none in this process".to_owned();
    };
    let (Some(people), Some(behind)) = (index.people, index.behind) else {
        return "being made; lists are made without it".to_owned();
    };
    format!(
        "{} in {}, up to transaction {}, {} ago; made anew {} since the start",
        format::count(people, "person", "people"),
        bytes(index.bytes),
        index.watermark.transaction,
        format::count(behind.as_secs(), "second", "seconds"),
        format::count(index.builds.into(), "time", "times"),
    )
}

fn schedules(schedules: Vec<Schedule>, now: OffsetDateTime) -> impl IntoView {
    let rows: Vec<_> = schedules
        .into_iter()
        .map(|one| {
            let last = match one.last_at {
                Some(at) => view! { <Moment at=at wording=Wording::Since(now) /> }.into_any(),
                None => "never".into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{one.name}</th>
                    <td data-label="Last">{last}</td>
                    <td data-label="Next"><Moment at=one.next_at /></td>
                </tr>
            }
        })
        .collect();
    let columns = ["What recurs", "Last", "Next"].map(Column::new);
    view! { <div class="stacking"><Table caption="What recurs" columns=columns.into()>{rows}</Table></div> }
}

fn migrations(migrations: Vec<Migration>) -> impl IntoView {
    let rows: Vec<_> = migrations
        .into_iter()
        .map(|one| {
            let broken =
                (!one.success).then(|| view! { <Badge tone=Tone::Bad>"Broken off"</Badge> });
            view! {
                <tr>
                    <th scope="row">{one.version.to_string()}</th>
                    <td data-label="About">{one.description}{broken}</td>
                    <td data-label="Applied"><Moment at=one.installed_on wording=Wording::Date /></td>
                </tr>
            }
        })
        .collect();
    let columns = ["Number", "About", "Applied"].map(Column::new);
    view! { <div class="stacking"><Table caption="Applied migrations" columns=columns.into()>{rows}</Table></div> }
}
