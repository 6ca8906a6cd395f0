//! Paragraphs and tables of a part, in their order.

use super::styles::{Ground, Look, Styles, attribute};
use crate::resume::paper::{Paper, Unreadable, Why};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// How deep elements stand in elements.
const DEPTH: usize = 400;
/// A cell with more lines than this is a column, if another one is.
const COLUMN_LINES: usize = 3;
/// What stands in these is not shown, or is shown elsewhere as well.
const SKIPPED: [&[u8]; 7] = [
    b"Fallback",
    b"del",
    b"moveFrom",
    b"instrText",
    b"delText",
    b"fldData",
    b"comment",
];

/// A line before it is known where it stands.
#[derive(Debug, Default, Clone)]
struct Row {
    text: String,
    gap: bool,
    bullet: bool,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Default)]
struct Cell {
    lines: Vec<Row>,
}

/// A paragraph being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    bullet: bool,
    style: Look,
    ground: Look,
    hidden: Vec<(Why, String)>,
}

/// A run of letters that look alike.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    own: Look,
    style: Look,
}

/// Reads one part into a paper.
pub struct Body<'a> {
    styles: &'a Styles,
    paper: &'a mut Paper,
    open: Vec<Vec<u8>>,
    /// Inside of which element, counted from outside, nothing is read.
    skip: Option<usize>,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    grounds: Vec<(usize, Ground)>,
    /// An empty paragraph is room.
    gap: bool,
}

impl<'a> Body<'a> {
    /// A reader that adds to a paper.
    pub fn new(styles: &'a Styles, paper: &'a mut Paper) -> Self {
        Self {
            styles,
            paper,
            open: Vec::new(),
            skip: None,
            tables: Vec::new(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            grounds: Vec::new(),
            gap: true,
        }
    }

    /// Reads the XML of a part.
    ///
    /// # Errors
    /// `Damaged`, `TooMuch`.
    pub fn read(mut self, xml: &[u8]) -> Result<(), Unreadable> {
        let mut reader = Reader::from_reader(xml);
        loop {
            match reader.read_event().map_err(|_| Unreadable::Damaged)? {
                Event::DocType(_) => return Err(Unreadable::TooMuch),
                Event::Start(element) => {
                    self.open.push(element.local_name().as_ref().to_vec());
                    if self.open.len() > DEPTH {
                        return Err(Unreadable::TooMuch);
                    }
                    self.start(&element);
                }
                Event::Empty(element) => {
                    self.open.push(element.local_name().as_ref().to_vec());
                    self.start(&element);
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.decode().map_err(|_| Unreadable::Damaged)?),
                Event::CData(text) => self.text(&text.decode().map_err(|_| Unreadable::Damaged)?),
                Event::GeneralRef(reference) => self.text(&resolve(&reference)),
                Event::Eof => break,
                _ => {}
            }
        }
        // What was not closed is shown all the same.
        while !self.open.is_empty() {
            self.end();
        }
        Ok(())
    }

    fn inside(&self, name: &[u8]) -> bool {
        self.open.iter().rev().skip(1).any(|open| open == name)
    }

    fn parent(&self) -> &[u8] {
        self.open.iter().rev().nth(1).map_or(&[], Vec::as_slice)
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.skip.is_some() {
            return;
        }
        if SKIPPED.contains(&name) {
            self.skip = Some(self.open.len());
            return;
        }
        let depth = self.open.len();
        match name {
            b"tbl" => self.tables.push(Table::default()),
            b"tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            b"tc" => {
                if let Some(row) = self
                    .tables
                    .last_mut()
                    .and_then(|table| table.rows.last_mut())
                {
                    row.push(Cell::default());
                }
                self.gap = false;
            }
            b"p" => self.paragraphs.push(Paragraph::default()),
            b"r" => self.runs.push(Run::default()),
            // The shape around a box of text, or the page itself.
            b"solidFill" | b"gradFill" | b"blipFill" if self.parent() == b"spPr" => {
                self.grounds
                    .push((depth.saturating_sub(2), Ground::Unknown));
            }
            b"background" => self.grounds.push((0, Ground::Unknown)),
            b"shd" if self.parent() == b"tcPr" => {
                let mut look = Look::default();
                look.take(element);
                if let Some(ground) = look.ground() {
                    self.grounds.push((depth.saturating_sub(2), ground));
                }
            }
            b"tab" if self.parent() == b"r" => self.add("\t"),
            b"br" | b"cr" if self.parent() == b"r" => self.add("\n"),
            b"noBreakHyphen" => self.add("-"),
            _ => self.property(element),
        }
    }

    /// What is said about letters and paragraphs.
    fn property(&mut self, element: &BytesStart<'_>) {
        let value = || attribute(element, b"val").unwrap_or_default();
        match (self.parent(), element.local_name().as_ref()) {
            (b"pPr", b"pStyle") => {
                let id = value();
                let (look, list) = (self.styles.look(&id), self.styles.is_list(&id));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = look;
                    paragraph.bullet |= list;
                }
            }
            (b"pPr", b"numPr") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.bullet = true;
                }
            }
            (b"pPr", b"shd") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.ground.take(element);
                }
            }
            // The mark at the end of a paragraph looks like something, too, and says nothing.
            (b"rPr", _) if !self.inside(b"pPr") => {
                let style = (element.local_name().as_ref() == b"rStyle")
                    .then(|| self.styles.look(&value()));
                if let Some(run) = self.runs.last_mut() {
                    match style {
                        Some(style) => run.style = style,
                        None => run.own.take(element),
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.skip.is_none() && self.open.last().is_some_and(|open| open == b"t") {
            self.add(text);
        }
    }

    /// Adds letters to the paragraph, or to what nobody sees of it.
    fn add(&mut self, text: &str) {
        let run = self.runs.last().copied().unwrap_or_default();
        let behind = self
            .grounds
            .last()
            .map(|(_, ground)| Look::on(*ground))
            .unwrap_or_default();
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        let look = run
            .own
            .over(run.style)
            .over(paragraph.ground)
            .over(paragraph.style)
            .over(behind)
            .over(self.styles.usual());
        match look.unseen() {
            None => paragraph.text.push_str(text),
            Some(why) => match paragraph.hidden.last_mut() {
                Some((last, hidden)) if *last == why => hidden.push_str(text),
                _ => paragraph.hidden.push((why, text.to_owned())),
            },
        }
    }

    fn end(&mut self) {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else { return };
        if let Some(skip) = self.skip {
            if skip == depth {
                self.skip = None;
            }
            return;
        }
        while self
            .grounds
            .last()
            .is_some_and(|(from, _)| *from >= depth && *from > 0)
        {
            self.grounds.pop();
        }
        match name.as_slice() {
            b"p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.paragraph(paragraph);
                }
            }
            b"r" => {
                self.runs.pop();
            }
            b"tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.table(table);
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        for (why, text) in paragraph.hidden {
            self.paper.hide(why, &text);
        }
        if paragraph.text.trim().is_empty() {
            self.gap = true;
            return;
        }
        for line in paragraph
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let row = Row {
                text: line.to_owned(),
                gap: std::mem::take(&mut self.gap),
                bullet: paragraph.bullet,
            };
            self.row(row);
        }
    }

    /// A line goes into the open cell, or onto the paper.
    fn row(&mut self, row: Row) {
        let cell = self
            .tables
            .last_mut()
            .and_then(|table| table.rows.last_mut()?.last_mut());
        match cell {
            Some(cell) => cell.lines.push(row),
            None => self.paper.push(&row.text, row.gap, row.bullet),
        }
    }

    fn table(&mut self, table: Table) {
        let mut lines: Vec<Row> = Vec::new();
        for row in table.rows {
            let long = row
                .iter()
                .filter(|cell| cell.lines.len() > COLUMN_LINES)
                .count();
            if long > 1 {
                self.paper.columns = true;
                for cell in row {
                    lines.extend(apart(cell.lines));
                }
                continue;
            }
            let filled: Vec<Cell> = row
                .into_iter()
                .filter(|cell| !cell.lines.is_empty())
                .collect();
            self.paper.tables |= filled.len() > 1;
            let first: Vec<&str> = filled
                .iter()
                .map(|cell| cell.lines[0].text.as_str())
                .collect();
            let bullet = filled.len() == 1 && filled[0].lines[0].bullet;
            let whole = Row {
                text: first.join("\t"),
                gap: true,
                bullet,
            };
            lines.push(whole);
            lines.extend(
                filled
                    .into_iter()
                    .flat_map(|cell| cell.lines.into_iter().skip(1)),
            );
        }
        for line in lines {
            self.row(line);
        }
        self.gap = true;
    }
}

/// Lines of which the first has room above it.
fn apart(lines: Vec<Row>) -> impl Iterator<Item = Row> {
    lines.into_iter().enumerate().map(|(at, line)| Row {
        gap: line.gap || at == 0,
        ..line
    })
}

/// `&amp;` and `&#8211;`; nothing for what a document would have to define itself.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let name = String::from_utf8_lossy(reference);
    resolve_predefined_entity(&name)
        .unwrap_or_default()
        .to_owned()
}
