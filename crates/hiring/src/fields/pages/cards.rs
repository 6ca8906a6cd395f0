//! Own fields beside what everybody sees: on the page of a job, and with somebody who applied.

use super::parts::{inputs, noted};
use crate::fields::api::SavePersonFields;
use crate::fields::model::FieldsForm;
use crate::fields::service;
use identity::organisations::fields::model::{Field, Subject};
use identity::{Actor, Permission};
use kernel::id::{JobId, PersonId};
use kernel::{FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use platform::draft::Draft;
use platform::web::Request;
use ui::{Button, Card, Disclosure, Facts, FormGuard, LinkButton, PanelSection};

/// What is noted of a job; nothing if the organisation has no fields on jobs.
///
/// # Errors
/// As [`service::of_job`].
pub async fn own_fields(
    services: &Services,
    actor: &Actor,
    job: JobId,
    writes: bool,
) -> Result<Option<AnyView>> {
    let asked = service::asked(services, actor, Subject::Job).await?;
    if asked.is_empty() {
        return Ok(None);
    }
    let values = service::of_job(services, actor, job).await?;
    let needed: Vec<&str> = asked
        .iter()
        .filter(|field| field.required && !values.contains_key(&field.id))
        .map(|field| field.name.as_str())
        .collect();
    let needed = (!needed.is_empty())
        .then(|| view! { <p class="note">{format!("Still needed: {}.", needed.join(", "))}</p> });
    let facts = noted(&asked, &values);
    let nothing = facts.is_empty().then(
        || view! { <p class="muted">"Nothing noted yet. Only your organisation sees these."</p> },
    );
    let edit = writes.then(|| {
        let href = format!("/hiring/jobs/{job}/fields");
        view! { <div class="actions"><LinkButton href=href>"Fill in own fields"</LinkButton></div> }
    });
    Ok(Some(
        view! { <Card title="Own fields">{nothing}<Facts facts=facts />{needed}{edit}</Card> }
            .into_any(),
    ))
}

/// What is noted of somebody who applied, as part of their panel; nothing if the organisation has no fields on people.
/// `back` is the page with the panel.
///
/// # Errors
/// As [`service::of_person`].
pub async fn applicant_fields(
    request: &Request,
    actor: &Actor,
    whom: PersonId,
    back: &str,
    asked: &[Field],
) -> Result<Option<AnyView>> {
    if asked.is_empty() {
        return Ok(None);
    }
    let values = service::of_person(&request.services, actor, whom).await?;
    let facts = noted(asked, &values);
    let writes = actor.seat_with(Permission::WriteHiring).is_ok();
    let whom = whom.to_string();
    // Another form of the page may have been refused: the id tells whose draft it is.
    let draft = request.draft::<FieldsForm>().await?;
    let refused = draft.filter(|draft| draft.form.of == whom);
    let open = refused.is_some();
    let Draft { form, errors } = refused.unwrap_or_else(|| Draft {
        form: FieldsForm::as_it_stands(whom.clone(), back.to_owned(), &values),
        errors: FieldErrors::default(),
    });
    let form = writes.then(|| {
        let (inputs, back) = (inputs(asked, &form, &errors), back.to_owned());
        view! {
            <Disclosure summary="Fill in own fields" open=open>
                <form class="form" method="post" action=SavePersonFields::PATH>
                    <FormGuard />
                    <input type="hidden" name="form[of]" value=whom />
                    <input type="hidden" name="form[back]" value=back />
                    {inputs}
                    <div class="actions"><Button>"Save"</Button></div>
                </form>
            </Disclosure>
        }
    });
    Ok(Some(
        view! { <PanelSection title="Own fields"><Facts facts=facts />{form}</PanelSection> }
            .into_any(),
    ))
}
