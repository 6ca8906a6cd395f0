//! Server functions of staff: thin. The forms that post here work without JavaScript.

use super::model::{GrantForm, Permission};
use super::service::{self, Console};
use identity::Actor;
use identity::api::caller;
use identity::service::Client;
use kernel::AppError;
use leptos::prelude::*;
use platform::web::Request;

/// The console, for whoever sent the form or asked for the page, if they are staff and may do this. Take the caller
/// from the context before the first `.await`.
///
/// # Errors
/// As [`service::enter`]; `Unauthenticated`.
pub(crate) async fn enter(
    called: Result<(Request, Actor), AppError>,
    permission: Permission,
) -> Result<(Request, Console), AppError> {
    let (request, actor) = called?;
    let client = client(&request);
    let console = service::enter(&request.services, &actor, client, permission).await?;
    Ok((request, console))
}

/// The same for any staff.
///
/// # Errors
/// As [`service::enter_any`]; `Unauthenticated`.
pub(crate) async fn enter_any(
    called: Result<(Request, Actor), AppError>,
) -> Result<(Request, Console), AppError> {
    let (request, actor) = called?;
    let client = client(&request);
    let console = service::enter_any(&request.services, &actor, client).await?;
    Ok((request, console))
}

pub(crate) fn client(request: &Request) -> Client<'_> {
    Client {
        address: &request.address,
        user_agent: &request.user_agent,
    }
}

/// Makes somebody staff, changes what they are, or ends it.
#[server(endpoint = "console/grant")]
pub async fn grant(form: GrantForm) -> Result<(), AppError> {
    let done = match enter(caller(), Permission::ManageStaff).await {
        Ok((_, console)) => service::grant(&console, &form).await,
        Err(error) => Err(error),
    };
    platform::web::answer(&form, done, |()| "/console/staff?done=1".to_owned()).await
}
