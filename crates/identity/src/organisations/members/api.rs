//! Server functions of members: thin.

use super::super::model::OneForm;
use super::model::{MemberForm, OwnerForm, RoleForm};
use kernel::AppError;
use leptos::prelude::*;

/// Changes what a member is.
#[server(endpoint = "organisations/change_role")]
pub async fn change_role(form: RoleForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::change_role(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |person| {
        format!("/organisation/members/{person}?done=role")
    })
    .await
}

/// Ends a membership.
#[server(endpoint = "organisations/remove_member")]
pub async fn remove_member(form: MemberForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::remove(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| {
        "/organisation/members?done=removed".to_owned()
    })
    .await
}

/// Ends one's own membership.
#[server(endpoint = "organisations/leave")]
pub async fn leave(form: OneForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::leave(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/organisations?done=left".to_owned()).await
}

/// Makes a member an owner, or hands the organisation over.
#[server(endpoint = "organisations/make_owner")]
pub async fn make_owner(form: OwnerForm) -> Result<(), AppError> {
    let done = match crate::api::caller() {
        Ok((request, actor)) => super::service::make_owner(&request.services, &actor, &form).await,
        Err(error) => Err(error),
    };
    let person = form.person.clone();
    platform::web::answer(&form, done, |()| {
        format!("/organisation/members/{person}?done=owner")
    })
    .await
}
