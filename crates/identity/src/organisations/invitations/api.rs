//! Server functions of invitations: thin.

use super::model::{AcceptForm, InvitationForm, InviteForm};
use kernel::AppError;
use leptos::prelude::*;

/// Asks somebody to join.
#[server(endpoint = "organisations/invite")]
pub async fn invite(form: InviteForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::invite(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/members?done=invited".to_owned()
    })
    .await
}

/// Sends an invitation again.
#[server(endpoint = "organisations/resend_invitation")]
pub async fn resend_invitation(form: InvitationForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::resend(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/members?done=resent".to_owned()
    })
    .await
}

/// Takes an invitation back.
#[server(endpoint = "organisations/revoke_invitation")]
pub async fn revoke_invitation(form: InvitationForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::revoke(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/members?done=revoked".to_owned()
    })
    .await
}

/// Joins, and works for the organisation from now on.
#[server(endpoint = "organisations/accept_invitation")]
pub async fn accept_invitation(form: AcceptForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => join(&request, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisation?done=joined".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn join(
    request: &platform::web::Request,
    actor: &crate::Actor,
    form: &AcceptForm,
) -> Result<(), AppError> {
    let id = super::service::accept(&request.services, actor, form).await?;
    crate::sessions::api::work_for(request, Some(id)).await
}
