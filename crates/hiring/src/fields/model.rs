//! Values by field, the form that holds them, and what a list is narrowed to.

use identity::organisations::fields::model::{Field, Value};
use kernel::id::FieldId;
use kernel::{FieldErrors, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the fields of one job or person hold; those without a value are not in it.
pub type Values = BTreeMap<FieldId, Value>;

/// The form of a job's or a person's own fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldsForm {
    /// The job's or the person's id.
    pub of: String,
    /// Where to go on.
    pub back: String,
    /// What was typed, by field.
    pub values: BTreeMap<String, String>,
}

impl FieldsForm {
    /// The form as it stands.
    pub fn as_it_stands(of: String, back: String, values: &Values) -> Self {
        Self {
            of,
            back,
            values: values
                .iter()
                .map(|(field, value)| (field.to_string(), value.typed()))
                .collect(),
        }
    }

    /// What was typed into a field.
    pub fn typed(&self, field: &Field) -> String {
        self.values
            .get(&field.id.to_string())
            .cloned()
            .unwrap_or_default()
    }

    /// Reads every field that is asked; what else the form holds is nobody's.
    ///
    /// # Errors
    /// `Invalid`, with a message at each field.
    pub fn parse(&self, asked: &[Field]) -> Result<Values> {
        let mut errors = FieldErrors::default();
        let mut values = Values::new();
        for field in asked {
            let read = errors.take(&error_name(field), field.parse(&self.typed(field)));
            if let Some(value) = read.flatten() {
                values.insert(field.id, value);
            }
        }
        errors.into_result()?;
        Ok(values)
    }
}

/// The name of a field's control.
pub fn input_name(field: &Field) -> String {
    format!("form[values][{}]", field.id)
}

/// The name its message has.
pub fn error_name(field: &Field) -> String {
    format!("values[{}]", field.id)
}

/// What a list is narrowed to: fields, and what was typed for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldFilter(pub Vec<(Field, String)>);

impl FieldFilter {
    /// Reads the parameters of an address.
    pub fn read(asked: &[Field], query: impl Fn(&str) -> Option<String>) -> Self {
        let of = asked.iter().filter_map(|field| {
            let typed: String = query(&parameter(field))?.trim().chars().take(100).collect();
            (!typed.is_empty()).then(|| (field.clone(), typed))
        });
        Self(of.collect())
    }

    /// What was typed for a field.
    pub fn typed(&self, field: &Field) -> String {
        self.0
            .iter()
            .find(|(one, _)| one.id == field.id)
            .map(|(_, typed)| typed.clone())
            .unwrap_or_default()
    }

    /// The parameters of an address, encoded, each with an `&` before it.
    pub fn query(&self, encode: impl Fn(&str) -> String) -> String {
        self.0
            .iter()
            .map(|(field, typed)| format!("&{}={}", parameter(field), encode(typed)))
            .collect()
    }

    /// The same without one field.
    #[must_use]
    pub fn without(&self, id: FieldId) -> Self {
        let mut rest = self.clone();
        rest.0.retain(|(field, _)| field.id != id);
        rest
    }
}

/// A field's parameter in addresses.
pub fn parameter(field: &Field) -> String {
    format!("own.{}", field.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::organisations::fields::model::{Kind, Subject};
    use kernel::AppError;

    fn field(n: u128, kind: Kind, required: bool) -> Field {
        Field {
            id: FieldId(uuid::Uuid::from_u128(n)),
            subject: Subject::Job,
            kind,
            name: format!("Field {n}"),
            help: String::new(),
            required,
            choices: Vec::new(),
            archived: false,
            version: 1,
        }
    }

    #[test]
    fn every_field_is_read_and_nothing_else() {
        let asked = [
            field(1, Kind::Text, true),
            field(2, Kind::Number, false),
            field(3, Kind::YesNo, false),
        ];
        let typed = |pairs: &[(usize, &str)]| FieldsForm {
            values: pairs
                .iter()
                .map(|(at, text)| (asked[*at].id.to_string(), (*text).to_owned()))
                .chain([("other".to_owned(), "x".to_owned())])
                .collect(),
            ..FieldsForm::default()
        };
        let values = typed(&[(0, "A"), (1, "2.5")]).parse(&asked).unwrap();
        let read: Vec<_> = values.values().map(Value::shown).collect();
        assert_eq!(read, ["A", "2.5"]);
        let Err(AppError::Invalid(errors)) = typed(&[(1, "many")]).parse(&asked) else {
            panic!("it was read");
        };
        assert!(errors.get(&error_name(&asked[0])).is_some());
        assert!(errors.get(&error_name(&asked[1])).is_some());
        assert_eq!(errors.0.len(), 2);
    }

    #[test]
    fn a_message_stands_at_its_control() {
        let field = field(7, Kind::Text, false);
        assert_eq!(
            input_name(&field),
            "form[values][00000000-0000-0000-0000-000000000007]"
        );
        assert_eq!(
            ui::field::id_of(&input_name(&field)),
            format!("form-{}", ui::field::id_of(&error_name(&field)))
        );
    }

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let asked = [field(1, Kind::Text, false), field(2, Kind::Text, false)];
        let filter = FieldFilter::read(&asked, |name| {
            (name == parameter(&asked[1])).then(|| " north ".to_owned())
        });
        assert_eq!(
            filter.query(str::to_owned),
            "&own.00000000-0000-0000-0000-000000000002=north"
        );
        assert_eq!(filter.typed(&asked[1]), "north");
        assert_eq!(filter.without(asked[1].id), FieldFilter::default());
    }
}
