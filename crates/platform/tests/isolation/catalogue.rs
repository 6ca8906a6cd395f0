//! What the database says of itself.

use sqlx::PgPool;

/// A table under row-level security.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// One of its columns.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Column {
    pub name: String,
    pub kind: String,
    pub not_null: bool,
    pub filled: bool,
    /// May `app_rw` read it?
    pub readable: bool,
    /// May `app_rw` write it?
    pub writable: bool,
    /// The table its foreign key leads to, if it has one.
    pub refers: Option<String>,
}

/// Whose a column says that a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Organisation,
    Person,
}

impl Column {
    /// Whose it says the row is, if it says so.
    pub fn owner(&self, table: &str) -> Option<Owner> {
        match (self.refers.as_deref(), table, self.name.as_str()) {
            (Some("organisation"), _, _) | (_, _, "tenant_id") | (_, "organisation", "id") => {
                Some(Owner::Organisation)
            }
            (Some("account" | "person"), _, _)
            | (_, _, "person_id" | "account_id")
            | (_, "account", "id") => Some(Owner::Person),
            _ => None,
        }
    }
}

/// Every table under row-level security.
pub async fn tables(owner: &PgPool) -> Vec<Table> {
    let names: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity order by 1",
    )
    .fetch_all(owner)
    .await
    .unwrap();
    let mut tables = Vec::new();
    for name in names {
        let columns = sqlx::query_as(
            "select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as kind, a.attnotnull as not_null,
                    a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' as filled,
                    has_column_privilege('app_rw', a.attrelid, a.attnum, 'select') as readable,
                    has_column_privilege('app_rw', a.attrelid, a.attnum, 'update') and a.attgenerated = '' as writable,
                    (select k.confrelid::regclass::text from pg_constraint k
                     where k.conrelid = a.attrelid and k.contype = 'f' and a.attnum = any (k.conkey)
                     order by cardinality(k.conkey), 1 limit 1) as refers
             from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum",
        )
        .bind(&name)
        .fetch_all(owner)
        .await
        .unwrap();
        tables.push(Table { name, columns });
    }
    tables
}

/// A policy that binds `app_rw`.
#[derive(Debug, sqlx::FromRow)]
pub struct Policy {
    pub name: String,
    pub using: Option<String>,
    pub check: Option<String>,
}

impl Policy {
    /// How a statement begins that changes it.
    pub fn alter(&self, table: &str) -> String {
        format!("alter policy {} on {table}", self.name)
    }

    /// What it asks, by clause.
    pub fn clauses(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let using = self.using.as_deref().map(|text| ("using", text));
        let check = self.check.as_deref().map(|text| ("with check", text));
        using.into_iter().chain(check)
    }
}

/// The policies of a table that bind `app_rw`.
pub async fn policies(owner: &PgPool, table: &str) -> Vec<Policy> {
    sqlx::query_as(
        "select quote_ident(polname) as name, pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as check
         from pg_policy where polrelid = $1::regclass and ('app_rw'::regrole = any (polroles) or 0 = any (polroles)) order by 1",
    )
    .bind(table)
    .fetch_all(owner)
    .await
    .unwrap()
}
