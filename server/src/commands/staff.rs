//! `kinwork staff`: the first platform owner is made here, and whoever cannot be unmade in the console.

use super::{Done, Failure};
use crate::cli::{Global, Staff};
use crate::database::Database;
use admin::StaffRole;
use kernel::AppError;
use kernel::email::Email;
use platform::system::{SystemClock, SystemEntropy};

pub async fn run(global: &Global, args: Staff) -> Done {
    let (email, role) = match &args {
        Staff::Grant { email, role } => (email, Some(role_of(role)?)),
        Staff::End { email } => (email, None),
    };
    let email = Email::parse(email).map_err(usage)?;
    let database = Database::open(global).await?;
    let done = set(&database, &email, role).await;
    database.close().await;
    done
}

async fn set(database: &Database, email: &Email, role: Option<StaffRole>) -> Done {
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    let outside = (
        &SystemClock as &dyn kernel::Clock,
        &SystemEntropy as &dyn kernel::Entropy,
    );
    let was = admin::staff::service::set_from_outside(&owner, outside, email, role)
        .await
        .map_err(|error| refused(&error, email))?;
    owner.close().await;
    let say = |role: Option<StaffRole>| role.map_or("not staff", StaffRole::label);
    println!("{}: {} → {}", email.as_str(), say(was), say(role));
    Ok(())
}

fn role_of(name: &str) -> Done<StaffRole> {
    let names = StaffRole::ALL.map(|role| role.name().to_lowercase());
    StaffRole::from_name(name).ok_or_else(|| {
        usage(format!(
            "no such role: {name}; there are {}",
            names.join(", ")
        ))
    })
}

fn usage(message: String) -> Failure {
    Failure { code: 64, message }
}

fn refused(error: &AppError, email: &Email) -> Failure {
    let message = match error {
        AppError::NotFound => format!("nobody has an account with the address {}", email.as_str()),
        error => platform::web::explain(error),
    };
    Failure { code: 1, message }
}
