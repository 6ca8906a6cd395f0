//! Rows by `COPY`. Row-level security forbids it on the tables themselves, so rows go through a
//! temporary table; what is there already stays as it is.

use sqlx::PgConnection;
use std::fmt::Write as _;

/// Rows in PostgreSQL's text format.
#[derive(Default)]
pub struct Rows {
    text: String,
    fields: usize,
}

impl Rows {
    /// Adds a field.
    pub fn field(&mut self, value: &str) -> &mut Self {
        self.separate();
        for c in value.chars() {
            match c {
                '\\' => self.text.push_str("\\\\"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                other => self.text.push(other),
            }
        }
        self
    }

    /// Adds anything that prints without special characters.
    pub fn plain(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.separate();
        let _ = write!(self.text, "{value}");
        self
    }

    /// Adds a value or null.
    pub fn maybe(&mut self, value: Option<impl std::fmt::Display>) -> &mut Self {
        match value {
            Some(value) => self.plain(value),
            None => self.plain("\\N"),
        }
    }

    /// Adds bytes.
    pub fn bytes(&mut self, value: Option<&[u8]>) -> &mut Self {
        let hex = value.map(|bytes| {
            bytes.iter().fold("\\\\x".to_owned(), |mut out, byte| {
                let _ = write!(out, "{byte:02x}");
                out
            })
        });
        self.maybe(hex)
    }

    /// Adds an array of words without special characters.
    pub fn words(&mut self, value: &[&str]) -> &mut Self {
        self.plain(format_args!("{{{}}}", value.join(",")))
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.text.push('\n');
        self.fields = 0;
    }

    fn separate(&mut self) {
        if self.fields > 0 {
            self.text.push('\t');
        }
        self.fields += 1;
    }

    /// Sends the rows to a table and forgets them; returns how many were new.
    pub async fn send(
        &mut self,
        connection: &mut PgConnection,
        table: &str,
        columns: &str,
    ) -> Result<u64, sqlx::Error> {
        if self.text.is_empty() {
            return Ok(0);
        }
        // Names come from the code of this module, never from outside.
        let run = async |connection: &mut PgConnection, statement: String| {
            sqlx::query(sqlx::AssertSqlSafe(statement))
                .execute(connection)
                .await
                .map(|done| done.rows_affected())
        };
        run(connection, format!("create temporary table demo_rows on commit drop as select {columns} from {table} limit 0")).await?;
        let mut copy = connection
            .copy_in_raw(&format!("copy demo_rows ({columns}) from stdin"))
            .await?;
        copy.send(std::mem::take(&mut self.text).into_bytes())
            .await?;
        copy.finish().await?;
        let new = run(connection, format!("insert into {table} ({columns}) select {columns} from demo_rows on conflict do nothing")).await?;
        run(connection, "drop table demo_rows".to_owned()).await?;
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        let mut rows = Rows::default();
        rows.field("a\tb\\c\nd")
            .maybe(None::<i32>)
            .bytes(Some(&[1, 255]))
            .words(&["A", "B"])
            .end();
        assert_eq!(rows.text, "a\\tb\\\\c\\nd\t\\N\t\\\\x01ff\t{A,B}\n");
    }
}
