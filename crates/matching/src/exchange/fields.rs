//! A JSON object read field by field, every fault noted under its path.

use crate::day;
use serde_json::{Map, Value};
use time::Date;

/// The fields of one record or of an object inside it.
pub(super) struct Fields<'v> {
    map: &'v Map<String, Value>,
    path: String,
    wrong: Vec<(String, String)>,
}

impl<'v> Fields<'v> {
    pub(super) fn new(map: &'v Map<String, Value>) -> Self {
        Self {
            map,
            path: String::new(),
            wrong: Vec::new(),
        }
    }

    /// Path and message of every fault.
    pub(super) fn finish(self) -> Vec<(String, String)> {
        self.wrong
    }

    /// Null is the same as absent.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// The first of several names that is there.
    pub(super) fn name<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.get(name).is_some())
    }

    pub(super) fn fail(&mut self, name: &str, message: impl Into<String>) {
        let dot = if self.path.is_empty() || name.is_empty() || name.starts_with('[') {
            ""
        } else {
            "."
        };
        self.wrong
            .push((format!("{}{dot}{name}", self.path), message.into()));
    }

    /// Reads a field; a fault is noted and gives `None`.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&'v Value) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.get(name)?;
        match parse(value) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fail(name, message);
                None
            }
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<&'v str> {
        self.read(name, text)
    }

    pub(super) fn yes(&mut self, name: &str) -> bool {
        self.read(name, |value| {
            value
                .as_bool()
                .ok_or_else(|| "true or false expected".into())
        })
        .unwrap_or(false)
    }

    pub(super) fn whole(&mut self, name: &str, least: u16, most: u16) -> Option<u16> {
        self.read(name, |value| whole(value, least, most))
    }

    /// A number between 0 and `most`, fractions allowed.
    pub(super) fn number(&mut self, name: &str, most: f64) -> Option<f64> {
        let range = 0.0..=most;
        self.read(name, |value| {
            value
                .as_f64()
                .filter(|number| range.contains(number))
                .ok_or_else(|| format!("a number from 0 to {most} expected"))
        })
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Date> {
        self.read(name, |value| {
            value
                .as_str()
                .and_then(day::parse)
                .ok_or_else(|| "a day such as 2026-11-30 expected".into())
        })
    }

    /// Reads every item of an array.
    pub(super) fn each<T>(
        &mut self,
        name: &str,
        mut item: impl FnMut(&mut Fields<'v>, &'v Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.read(name, |value| {
            value
                .as_array()
                .ok_or_else(|| "a list in [ ] expected".into())
        })?;
        let mut read = Vec::with_capacity(items.len());
        for (i, value) in items.iter().enumerate() {
            let within = format!("{name}[{i}]");
            read.extend(self.inside(&within, value, |fields| item(fields, value)));
        }
        Some(read)
    }

    /// Reads the object of a field, if there is one.
    pub(super) fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields<'v>) -> T,
    ) -> Option<T> {
        let value = self.get(name)?;
        if !value.is_object() {
            self.fail(name, "an object in { } expected");
            return None;
        }
        Some(self.inside(name, value, read))
    }

    /// Fields of `value` under `name`; a value that is no object has none.
    fn inside<T>(
        &mut self,
        name: &str,
        value: &'v Value,
        read: impl FnOnce(&mut Fields<'v>) -> T,
    ) -> T {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let dot = if self.path.is_empty() { "" } else { "." };
        let mut fields = Fields {
            map: value.as_object().unwrap_or(&NONE),
            path: format!("{}{dot}{name}", self.path),
            wrong: std::mem::take(&mut self.wrong),
        };
        let result = read(&mut fields);
        self.wrong = fields.wrong;
        result
    }
}

pub(super) fn text(value: &Value) -> Result<&str, String> {
    let text = value
        .as_str()
        .map(str::trim)
        .ok_or("text in quotes expected")?;
    if text.is_empty() {
        Err("must not be empty".into())
    } else {
        Ok(text)
    }
}

pub(super) fn whole(value: &Value, least: u16, most: u16) -> Result<u16, String> {
    let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("a whole number from {least} to {most} expected"))
}
