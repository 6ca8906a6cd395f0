//! Mail as one structure, and how it looks as text and as HTML.

use super::Message;
use crate::Scope;
use kernel::email::Email;

/// The frame of every mail. In a file of its own: mail clients need the inline styles that pages must not have.
const FRAME: &str = include_str!("frame.html");
const BUTTON: &str = include_str!("button.html");

enum Part {
    Text(String),
    Button { label: String, url: String },
}

/// Heading, paragraphs, buttons, and why one gets it. Everything given is text, never HTML.
pub struct Letter {
    subject: String,
    heading: String,
    parts: Vec<Part>,
    because: String,
    unsubscribe_url: Option<String>,
    scope: Scope,
}

impl Letter {
    /// A mail with a subject and a heading.
    pub fn new(subject: impl Into<String>, heading: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            heading: heading.into(),
            parts: Vec::new(),
            because: String::new(),
            unsubscribe_url: None,
            scope: Scope::PUBLIC,
        }
    }

    /// A paragraph.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Text(text.into()));
        self
    }

    /// A link that looks like a button; the address is written out as well.
    ///
    /// # Panics
    /// If the address is not one of the web.
    #[must_use]
    pub fn button(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        let (label, url) = (label.into(), url.into());
        assert!(
            url.starts_with("https://") || url.starts_with("http://"),
            "not a link: {label}"
        );
        self.parts.push(Part::Button { label, url });
        self
    }

    /// Why one gets this mail, small at the end.
    #[must_use]
    pub fn because(mut self, because: impl Into<String>) -> Self {
        self.because = because.into();
        self
    }

    /// Where such mails are stopped, see [`Message::unsubscribe_url`]. The letter says it in words of its own, too.
    #[must_use]
    pub fn stopped_at(mut self, url: impl Into<String>) -> Self {
        self.unsubscribe_url = Some(url.into());
        self
    }

    /// In whose name, see [`Message::scope`].
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// The mail to one address.
    pub fn to(self, to: &Email, purpose: &'static str) -> Message {
        Message {
            to: to.clone(),
            text: self.plain(),
            html: self.html(),
            subject: self.subject,
            purpose,
            unsubscribe_url: self.unsubscribe_url,
            scope: self.scope,
        }
    }

    fn plain(&self) -> String {
        let mut blocks = vec![self.heading.clone()];
        blocks.extend(self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Button { label, url } => format!("{label}:\n{url}"),
        }));
        if !self.because.is_empty() {
            // The line that mail clients take for the beginning of a signature.
            blocks.push(format!("-- \n{}", self.because));
        }
        blocks.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let body: String = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => format!("<p>{}</p>\n", escape(text).replace('\n', "<br>")),
                Part::Button { label, url } => fill(BUTTON, &[("label", label), ("url", url)]),
            })
            .collect();
        let values = [
            ("subject", self.subject.as_str()),
            ("heading", &self.heading),
            ("because", &self.because),
        ];
        let (above, below) = FRAME.split_once("<!-- parts -->").unwrap_or((FRAME, ""));
        fill(above, &values) + &body + &fill(below, &values)
    }
}

/// Puts escaped values where `{{name}}` stands.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    // In one pass: a value that looks like a place is not one.
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let place = after.split_once("}}").and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((escape(value), after))
        });
        let Some((value, after)) = place else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        out.push_str(&value);
        rest = after;
    }
    out + rest
}

/// Text as HTML, between tags and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Letter::new("Confirm your address", "Welcome to Kinwork, Ama")
            .text("Press the button to confirm that this address is yours.")
            .button(
                "Confirm address",
                "http://kinwork.test/confirm?token=ab&next=%2F",
            )
            .text("It works for an hour.\nAfter that, ask for a new one.")
            .because("You get this mail because somebody signed up at Kinwork with this address.")
            .to(&Email::parse("ama@example.org").unwrap(), "test.letter")
    }

    #[test]
    fn as_text() {
        insta::assert_snapshot!(message().text);
    }

    #[test]
    fn as_html() {
        insta::assert_snapshot!(message().html);
    }

    #[test]
    fn what_people_wrote_stays_text() {
        let nasty = "<script>alert(1)</script> \"' & {{subject}} <!-- parts -->";
        let message = Letter::new("s", nasty)
            .text(nasty)
            .button(nasty, format!("https://x/?{nasty}"))
            .because(nasty)
            .to(&Email::parse("ama@example.org").unwrap(), "test.letter");
        assert!(!message.html.contains("<script>"));
        let escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39; &amp; {{subject}} &lt;!-- parts --&gt;";
        assert_eq!(message.html.matches(escaped).count(), 7, "{}", message.html);
    }

    #[test]
    #[should_panic(expected = "not a link")]
    fn a_button_leads_to_the_web() {
        let _ = Letter::new("s", "h").button("Press", "javascript:alert(1)");
    }
}
