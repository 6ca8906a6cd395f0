//! `kinwork demo`.

use super::Done;
use crate::cli::{Demo, Global};
use crate::database::Database;
use crate::demo::{self, LOGINS, PASSWORD, Size};
use kernel::Clock as _;
use platform::system::SystemClock;

/// `kinwork demo load`.
pub async fn run(global: &Global, args: Demo) -> Done {
    let Demo::Load { people, jobs, seed } = args;
    let database = Database::open(global).await?;
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    taxonomy::load::load(&owner, None).await?;
    println!(
        "{}",
        demo::load(&owner, Size { people, jobs, seed }, SystemClock.now()).await?
    );
    owner.close().await;
    print_logins();
    database.close().await;
    Ok(())
}

/// A login per role.
pub fn print_logins() {
    println!("\nSign in with the password “{PASSWORD}” as");
    for (email, name, what) in LOGINS {
        println!("  {email:<22} {name}, {what}");
    }
    println!();
}
