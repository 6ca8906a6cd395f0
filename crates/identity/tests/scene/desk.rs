//! Where staff decide: a transaction as `app_admin`, in the name of somebody who is staff.

use kernel::id::PersonId;
use platform::{Db, Scope, Services, TenantTx};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

/// The services of the console, and a transaction of theirs.
pub async fn desk(services: &Services) -> (Services, TenantTx) {
    let staff: PersonId = services.new_id();
    let owner = services.part::<PgPool>().unwrap();
    for sql in [
        "insert into account (id, email, password_hash, display_name, created_at) values ($1, $1 || '@example.org', 'x', 'Olu Bello', $2)",
        "insert into staff_member (person_id, role, granted_at) values ($1, 'SECURITY', $2)",
    ] {
        sqlx::query(sql)
            .bind(staff)
            .bind(services.clock.now())
            .execute(&*owner)
            .await
            .unwrap();
    }
    let options = PgConnectOptions::clone(&owner.connect_options()).username("app_admin");
    let mut services = services.clone();
    services.db = Db::connect(options, 1).await.unwrap();
    let tx = services.db.begin(Scope::person(staff)).await.unwrap();
    (services, tx)
}
