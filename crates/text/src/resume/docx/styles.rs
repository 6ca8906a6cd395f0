//! How letters look: what styles say, and what stands at the letters themselves.

use crate::resume::paper::{Unreadable, Why};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// How many styles one may be based on the other.
const BASED_ON: usize = 12;
/// Letters smaller than this, in half points, are read by nobody.
const TINY: u32 = 6;
/// Colours nearer than this in each part, of 255, are one.
const SAME: u8 = 30;

/// How letters look, as far as something says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    hidden: Option<bool>,
    half_points: Option<u32>,
    colour: Option<[u8; 3]>,
    /// What is right behind them.
    ground: Option<Ground>,
}

/// What is behind letters.
#[derive(Debug, Clone, Copy)]
pub enum Ground {
    /// A colour.
    Colour([u8; 3]),
    /// A picture, a pattern, or a colour that is not said.
    Unknown,
}

impl Look {
    /// This, and what the other says where this says nothing.
    pub fn over(self, below: Self) -> Self {
        Self {
            hidden: self.hidden.or(below.hidden),
            half_points: self.half_points.or(below.half_points),
            colour: self.colour.or(below.colour),
            ground: self.ground.or(below.ground),
        }
    }

    /// Takes up one property (a child of `w:rPr` or `w:pPr`, or a `w:shd` anywhere).
    pub fn take(&mut self, element: &BytesStart<'_>) {
        let value = attribute(element, b"val");
        let value = value.as_deref();
        match element.local_name().as_ref() {
            b"vanish" | b"webHidden" => {
                self.hidden = Some(!matches!(value, Some("0" | "false" | "off")));
            }
            b"sz" => self.half_points = value.and_then(|size| size.parse().ok()),
            b"color" => self.colour = value.and_then(rgb),
            b"highlight" => {
                self.ground = Some(
                    value
                        .filter(|name| *name != "none")
                        .map_or(Ground::Colour([255; 3]), |_| Ground::Unknown),
                );
            }
            b"shd" => {
                let fill = attribute(element, b"fill");
                let pattern = value.is_some_and(|pattern| !matches!(pattern, "clear" | "nil"));
                self.ground = match fill.as_deref().and_then(rgb) {
                    _ if pattern => Some(Ground::Unknown),
                    Some(colour) => Some(Ground::Colour(colour)),
                    None if attribute(element, b"themeFill").is_some() => Some(Ground::Unknown),
                    None => None,
                };
            }
            _ => {}
        }
    }

    /// Letters on this ground, where nothing nearer says otherwise.
    pub fn on(ground: Ground) -> Self {
        Self {
            ground: Some(ground),
            ..Self::default()
        }
    }

    /// What is said to be behind them.
    pub fn ground(self) -> Option<Ground> {
        self.ground
    }

    /// Why nobody sees such letters; `None` if people do.
    pub fn unseen(self) -> Option<Why> {
        if self.hidden == Some(true) {
            return Some(Why::Invisible);
        }
        if self.half_points.is_some_and(|size| size < TINY) {
            return Some(Why::Tiny);
        }
        let ground = match self.ground.unwrap_or(Ground::Colour([255; 3])) {
            Ground::Colour(colour) => colour,
            Ground::Unknown => return None,
        };
        let near = self
            .colour?
            .iter()
            .zip(ground)
            .all(|(one, other)| one.abs_diff(other) < SAME);
        near.then_some(Why::SameColour)
    }
}

/// An attribute, whatever its namespace is called.
pub fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// `FF0000`; `None` for `auto`.
fn rgb(text: &str) -> Option<[u8; 3]> {
    let text = text.trim_start_matches('#');
    let number = u32::from_str_radix(text, 16)
        .ok()
        .filter(|_| text.len() == 6)?;
    let [_, r, g, b] = number.to_be_bytes();
    Some([r, g, b])
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub struct Styles {
    usual: Look,
    by_id: HashMap<String, Style>,
}

#[derive(Debug, Clone, Default)]
struct Style {
    look: Look,
    based_on: Option<String>,
    list: bool,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub fn read(xml: &[u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader::from_reader(xml);
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        let mut usual = false;
        loop {
            match reader.read_event().map_err(|_| Unreadable::Damaged)? {
                Event::DocType(_) => return Err(Unreadable::TooMuch),
                Event::Start(element) | Event::Empty(element) => {
                    match element.local_name().as_ref() {
                        b"rPrDefault" => usual = true,
                        b"style" => {
                            open = Some((
                                attribute(&element, b"styleId").unwrap_or_default(),
                                Style::default(),
                            ));
                        }
                        b"basedOn" => {
                            if let Some((_, style)) = &mut open {
                                style.based_on = attribute(&element, b"val");
                            }
                        }
                        b"numPr" => {
                            if let Some((_, style)) = &mut open {
                                style.list = true;
                            }
                        }
                        _ => match &mut open {
                            Some((_, style)) => style.look.take(&element),
                            None if usual => styles.usual.take(&element),
                            None => {}
                        },
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    b"rPrDefault" => usual = false,
                    b"style" => styles.by_id.extend(open.take()),
                    _ => {}
                },
                Event::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    /// How letters of a style look, with all it is based on.
    pub fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = self.by_id.get(id);
        for _ in 0..BASED_ON {
            let Some(style) = next else { break };
            look = look.over(style.look);
            next = style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        }
        look
    }

    /// How letters look where nothing says anything.
    pub fn usual(&self) -> Look {
        self.usual
    }

    /// Are paragraphs of this style lines of a list?
    pub fn is_list(&self, id: &str) -> bool {
        let mut next = self.by_id.get(id);
        for _ in 0..BASED_ON {
            let Some(style) = next else { break };
            if style.list {
                return true;
            }
            next = style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        }
        false
    }
}
