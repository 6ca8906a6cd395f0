//! What somebody tries, and what must not come of it.

use crate::catalogue::Table;
use crate::scene::{ids, row, value};
use platform::testing::TestDb;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person of that number, for their organisation.
    Member(usize),
    /// Somebody who has nothing yet.
    Newcomer,
    /// A connection on which nothing was said.
    Unsaid,
    /// A connection on which it was said before: what was set then reads as empty.
    Emptied,
    /// Words that are no ids.
    Garbage,
}

impl Who {
    /// Everybody, among so many organisations.
    pub fn all(size: usize) -> Vec<Self> {
        let others = [Self::Newcomer, Self::Unsaid, Self::Emptied, Self::Garbage];
        (0..size).map(Self::Member).chain(others).collect()
    }

    /// Is this the id of the person or of their organisation?
    fn is(self, id: &str) -> bool {
        let own = |(organisation, person): (String, String)| organisation == id || person == id;
        self.settings().is_some_and(own)
    }

    /// The settings of the transaction: organisation and person.
    fn settings(self) -> Option<(String, String)> {
        match self {
            Self::Member(n) => {
                let (organisation, person) = ids(n);
                Some((organisation.to_string(), person.to_string()))
            }
            Self::Newcomer => {
                let (organisation, person) = ids(999);
                Some((organisation.to_string(), person.to_string()))
            }
            Self::Unsaid => None,
            Self::Emptied => Some((String::new(), String::new())),
            Self::Garbage => Some(("everybody".into(), "' or true".into())),
        }
    }
}

pub struct Probes<'a> {
    rw: &'a PgPool,
    pub made: usize,
    pub leaks: Vec<String>,
}

/// What a statement did.
enum Done {
    /// So many rows.
    Rows(usize),
    /// Refused for want of a right (42501), or because what was said is no id (22P02).
    Refused,
    /// It got past the guards and failed at something else.
    Further(String),
}

impl<'a> Probes<'a> {
    pub fn new(test: &'a TestDb) -> Self {
        Self {
            rw: &test.rw,
            made: 0,
            leaks: Vec::new(),
        }
    }

    /// Tries everything with a table.
    pub async fn probe(&mut self, table: &Table, who: Who) {
        let name = &table.name;
        // Everybody has one row in each table.
        let own = usize::from(matches!(who, Who::Member(_)));
        self.look(table, who, "").await;
        self.look(table, who, " for update").await;
        self.look(table, who, " order by 1 limit 1000 offset 0")
            .await;
        self.touch(who, own, format!("delete from {name}")).await;
        for column in table.columns.iter().filter(|column| column.writable) {
            // A value that is not read from the row: only the policy for changes holds it back.
            let to = value(table, column, 998);
            let change = format!("update {name} set {} = {to}", column.name);
            self.touch(who, own, change).await;
        }
        // A row of somebody else's, in the name of somebody else.
        let whose = match who {
            Who::Member(0) => 1,
            _ => 0,
        };
        let (columns, values) = row(table, whose);
        let insert = format!("insert into {name} ({columns}) values ({values})");
        self.touch(who, 0, insert.clone()).await;
        self.touch(who, 0, format!("{insert} on conflict do nothing"))
            .await;
        self.touch(who, 0, format!("{insert} returning *")).await;
    }

    /// Looks at all rows: nothing but one's own may be there.
    async fn look(&mut self, table: &Table, who: Who, how: &str) {
        self.made += 1;
        let whose = table
            .columns
            .iter()
            .find(|column| column.readable && column.owner(&table.name).is_some());
        let Some(whose) = whose else {
            return;
        };
        let sql = format!("select {}::text from {}{how}", whose.name, table.name);
        let mut tx = self.begin(who).await;
        let seen = sqlx::query_scalar::<_, Option<String>>(AssertSqlSafe(sql.clone()))
            .fetch_all(&mut *tx)
            .await;
        let found = match seen {
            Ok(owners) => owners
                .into_iter()
                .find(|owner| owner.as_ref().is_none_or(|owner| !who.is(owner)))
                .map(|owner| format!("a row of {owner:?}")),
            Err(error) => match refusal(&error) {
                Done::Further(error) => Some(error),
                Done::Refused | Done::Rows(_) => None,
            },
        };
        if let Some(found) = found {
            self.leaks.push(format!("{who:?}: {sql}: {found}"));
        }
    }

    /// Changes something: at most so many rows.
    async fn touch(&mut self, who: Who, most: usize, sql: String) {
        self.made += 1;
        let mut tx = self.begin(who).await;
        let done = match sqlx::query(AssertSqlSafe(sql.clone()))
            .execute(&mut *tx)
            .await
        {
            Ok(done) => Done::Rows(usize::try_from(done.rows_affected()).unwrap()),
            Err(error) => refusal(&error),
        };
        match done {
            Done::Rows(rows) if rows > most => {
                self.leaks.push(format!("{who:?}: {sql}: {rows} rows"));
            }
            // One's own rows may stumble over each other, or over what they refer to.
            Done::Further(error) if most == 0 => {
                self.leaks.push(format!("{who:?}: {sql}: {error}"));
            }
            _ => {}
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "what the pool does by itself would hide what the policies do"
    )]
    async fn begin(&self, who: Who) -> Transaction<'static, Postgres> {
        let mut tx = self.rw.begin().await.unwrap();
        if let Some((tenant, person)) = who.settings() {
            sqlx::query("select set_config('app.tenant_id', $1, true), set_config('app.person_id', $2, true)")
                .bind(tenant)
                .bind(person)
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx
    }
}

fn refusal(error: &sqlx::Error) -> Done {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        Some("42501" | "22P02") => Done::Refused,
        _ => Done::Further(error.to_string()),
    }
}
