//! Two people who changed one job at the same time: what each of them made of it.

use super::super::model::{Clash, FieldChange, JobStatus, JobView, Revision, diff};
use super::super::store;
use super::steps::StepForm;
use super::tenant_tx;
use identity::{Actor, Permission};
use kernel::Result;
use platform::Services;
use std::collections::BTreeMap;

/// What was saved of a job after a form of it had been opened, and what the form would change now; `None` if the form
/// was opened on the job as it stands.
///
/// # Errors
/// `Forbidden`.
pub async fn clash<F: StepForm>(
    services: &Services,
    actor: &Actor,
    job: &JobView,
    form: &F,
) -> Result<Option<Clash>> {
    let Ok(handle) = form.handle() else {
        return Ok(None);
    };
    if handle.job != job.id || handle.version >= job.version {
        return Ok(None);
    }
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::WriteHiring).await?;
    let since = store::revisions_since(&mut tx, tenant, job.id, handle.version).await?;
    tx.commit().await?;
    // What cannot be read changes nothing: its messages stand at their fields.
    let mine = match form.change(services, actor).await {
        Ok(change) => {
            let mut after = job.content.clone();
            change(&mut after);
            diff(&job.content, &after)
        }
        Err(_) => BTreeMap::new(),
    };
    let mine = mine
        .into_iter()
        .map(|(field, [before, after])| FieldChange {
            field,
            before,
            after,
        });
    let mut by: Vec<String> = since.iter().map(|line| line.by.clone()).collect();
    by.dedup();
    Ok(Some(Clash {
        by,
        theirs: merged(since),
        mine: mine.collect(),
    }))
}

/// One change a field, from how it was first to how it is now; what came back to where it was is none.
fn merged(lines: Vec<Revision>) -> Vec<FieldChange> {
    let mut fields: BTreeMap<String, (String, String)> = BTreeMap::new();
    for change in lines.into_iter().flat_map(changes) {
        fields
            .entry(change.field)
            .and_modify(|(_, last)| last.clone_from(&change.after))
            .or_insert((change.before, change.after));
    }
    fields
        .into_iter()
        .filter(|(_, (before, after))| before != after)
        .map(|(field, (before, after))| FieldChange {
            field,
            before,
            after,
        })
        .collect()
}

/// What a line of the history changed: its fields, or the state of the job.
fn changes(line: Revision) -> Vec<FieldChange> {
    let moved = match line.action.as_str() {
        "published" => Some((JobStatus::Draft, JobStatus::Active)),
        "filled" => Some((JobStatus::Active, JobStatus::Filled)),
        "reopened" => Some((JobStatus::Filled, JobStatus::Active)),
        _ => None,
    };
    let state = moved.map(|(from, to)| FieldChange {
        field: "State".to_owned(),
        before: from.label().to_owned(),
        after: to.label().to_owned(),
    });
    line.changes.into_iter().chain(state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    fn line(action: &str, changes: &[(&str, &str, &str)]) -> Revision {
        let change = |(field, before, after): &(&str, &str, &str)| FieldChange {
            field: (*field).to_owned(),
            before: (*before).to_owned(),
            after: (*after).to_owned(),
        };
        Revision {
            at: OffsetDateTime::UNIX_EPOCH,
            by: "Ama".to_owned(),
            action: action.to_owned(),
            version: 2,
            changes: changes.iter().map(change).collect(),
        }
    }

    #[test]
    fn several_edits_are_one_change_a_field() {
        let told = merged(vec![
            line("edited", &[("Pay", "12", "13"), ("Title", "Cook", "Chef")]),
            line("edited", &[("Pay", "13", "14"), ("Title", "Chef", "Cook")]),
            line("published", &[]),
        ]);
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str()))
            .collect();
        assert_eq!(told, [("Pay", "12", "14"), ("State", "Draft", "Active")]);
    }
}
