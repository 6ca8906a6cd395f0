//! The words after a command.

use crate::failure::{Result, usage};

/// Arguments not yet taken.
pub struct Args {
    words: Vec<String>,
    /// What stands after `--`.
    pub rest: Vec<String>,
}

impl Args {
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.collect();
        let rest = match words.iter().position(|word| word == "--") {
            Some(at) => words.split_off(at).split_off(1),
            None => Vec::new(),
        };
        Self { words, rest }
    }

    /// Takes `--name`.
    pub fn flag(&mut self, name: &str) -> bool {
        let found = self.words.iter().position(|word| word == name);
        found.map(|at| self.words.remove(at)).is_some()
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    ///
    /// # Errors
    /// If the value is missing.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self
            .words
            .iter()
            .position(|word| word == name || word.starts_with(&format!("{name}=")))
        else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        if let Some((_, value)) = word.split_once('=') {
            return Ok(Some(value.to_owned()));
        }
        if at < self.words.len() && !self.words[at].starts_with("--") {
            return Ok(Some(self.words.remove(at)));
        }
        Err(usage(format!("{name} needs a value")))
    }

    /// Takes every `--name A,B`, split at the commas.
    ///
    /// # Errors
    /// If a value is missing.
    pub fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let mut all = Vec::new();
        while let Some(value) = self.value(name)? {
            all.extend(value.split(',').map(str::to_owned));
        }
        Ok(all)
    }

    /// Takes the first word that is not an option.
    pub fn word(&mut self) -> Option<String> {
        let at = self.words.iter().position(|word| !word.starts_with('-'))?;
        Some(self.words.remove(at))
    }

    /// Everything that is left, for somebody else to read.
    pub fn into_words(self) -> impl Iterator<Item = String> {
        self.words.into_iter()
    }

    /// Nothing else may be left.
    ///
    /// # Errors
    /// With the first word nobody took.
    pub fn finish(&self) -> Result<()> {
        match self.words.first() {
            Some(word) => Err(usage(format!(
                "`{word}` is not understood here; see cargo xtask --help"
            ))),
            None => Ok(()),
        }
    }

    /// Nothing may stand after `--`.
    ///
    /// # Errors
    /// If something does, or something else is left.
    pub fn finish_all(&self) -> Result<()> {
        match self.rest.first() {
            Some(word) => Err(usage(format!(
                "`-- {word}` is not understood here; see cargo xtask --help"
            ))),
            None => self.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn takes_flags_values_and_the_rest() {
        let mut args = args("--demo --port 4000 --only=fmt,css --only e2e -- -g x");
        assert!(args.flag("--demo") && !args.flag("--demo"));
        assert_eq!(args.value("--port").unwrap().as_deref(), Some("4000"));
        assert_eq!(args.list("--only").unwrap(), ["fmt", "css", "e2e"]);
        assert_eq!(args.rest, ["-g", "x"]);
        assert!(args.finish().is_ok() && args.finish_all().is_err());
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(args("--prot 4000").finish().is_err());
        assert!(args("--port").value("--port").is_err());
        assert!(args("--port --demo").value("--port").is_err());
    }
}
