//! Words that stand somewhere on a page, in the order a person reads them: columns one after the other,
//! rows of a table as lines.

use super::dates;
use super::headings;
use super::paper::Paper;

/// Baselines nearer than this share of the size of the letters are one row.
const SAME_ROW: f64 = 0.35;
/// A gap of this share of the size parts words, and of this one parts cells and columns.
const WORD_GAP: f64 = 0.2;
const CELL_GAP: f64 = 1.5;
/// Room above a row, in rows of its size, that begins something new.
const NEW_GAP: f64 = 1.75;
/// Least rows of a column.
const COLUMN_ROWS: usize = 3;
/// How often columns stand in columns.
const DEPTH: usize = 6;
/// Most places where a column may begin that are tried.
const CANDIDATES: usize = 24;

/// A piece of text on a page, y downwards.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Where it begins and ends.
    pub x0: f64,
    /// See `x0`.
    pub x1: f64,
    /// Its baseline.
    pub y: f64,
    /// Height of its letters.
    pub size: f64,
    /// What it says.
    pub text: String,
}

/// Letters of a row without a wide gap.
#[derive(Debug, Clone)]
struct Piece {
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
    text: String,
    row: usize,
}

/// Adds the lines of a page to a paper.
pub fn lay_out(marks: Vec<Mark>, paper: &mut Paper) {
    let pieces = pieces(marks);
    let mut out = Out { paper, last: None };
    order(&pieces, DEPTH, &mut out);
}

struct Out<'a> {
    paper: &'a mut Paper,
    /// Baseline of the row before; `None` at the top of a page or column.
    last: Option<f64>,
}

impl Out<'_> {
    /// Writes a row whose pieces stand side by side.
    fn row(&mut self, row: &[Piece]) {
        let (Some(first), size) = (row.first(), tallest(row)) else {
            return;
        };
        let gap = self
            .last
            .is_none_or(|last| first.y - last > NEW_GAP * size || first.y < last);
        let cells: Vec<&str> = row.iter().map(|piece| piece.text.as_str()).collect();
        // A bullet that stands apart is no cell.
        let text = match cells.as_slice() {
            [mark, rest @ ..]
                if !rest.is_empty()
                    && mark.chars().count() == 1
                    && !mark.contains(char::is_alphanumeric) =>
            {
                format!("{mark} {}", rest.join("\t"))
            }
            cells => cells.join("\t"),
        };
        self.paper.tables |= row.len() > 2;
        self.paper.push(&text, gap, false);
        self.last = Some(first.y);
    }
}

fn tallest(row: &[Piece]) -> f64 {
    row.iter().map(|piece| piece.size).fold(0.0, f64::max)
}

/// Puts letters together to rows, and parts the rows where a wide gap is.
fn pieces(mut marks: Vec<Mark>) -> Vec<Piece> {
    marks.retain(|mark| {
        [mark.x0, mark.x1, mark.y, mark.size]
            .iter()
            .all(|n| n.is_finite())
    });
    marks.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut pieces = Vec::new();
    let mut rest = marks.as_slice();
    let mut row = 0;
    while let Some(first) = rest.first() {
        let count = rest
            .iter()
            .take_while(|mark| mark.y - first.y <= SAME_ROW * first.size.min(mark.size).max(1.0))
            .count();
        let (here, after) = rest.split_at(count.max(1));
        let mut here = here.to_vec();
        here.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        part(&here, row, &mut pieces);
        rest = after;
        row += 1;
    }
    pieces
}

fn part(row: &[Mark], number: usize, pieces: &mut Vec<Piece>) {
    let mut open: Option<Piece> = None;
    let mut before: Option<&Mark> = None;
    for mark in row {
        // Bold by printing twice is one letter.
        let twice = before.is_some_and(|one| {
            one.text == mark.text && (one.x0 - mark.x0).abs() < 0.15 * mark.size
        });
        before = Some(mark);
        if twice {
            continue;
        }
        match &mut open {
            Some(piece) if mark.x0 - piece.x1 <= CELL_GAP * mark.size.max(piece.size) => {
                if mark.x0 - piece.x1 > WORD_GAP * mark.size {
                    piece.text.push(' ');
                }
                piece.text.push_str(&mark.text);
                piece.x1 = piece.x1.max(mark.x1);
                piece.size = piece.size.max(mark.size);
            }
            _ => {
                pieces.extend(open.take());
                open = (!mark.text.trim().is_empty()).then(|| Piece {
                    x0: mark.x0,
                    x1: mark.x1,
                    y: mark.y,
                    size: mark.size,
                    text: mark.text.clone(),
                    row: number,
                });
            }
        }
    }
    pieces.extend(open);
}

/// Writes pieces in the order of reading. They are sorted by row.
fn order(pieces: &[Piece], depth: usize, out: &mut Out<'_>) {
    let found = if depth == 0 { None } else { columns(pieces) };
    let Some(found) = found else {
        for row in pieces.chunk_by(|a, b| a.row == b.row) {
            out.row(row);
        }
        return;
    };
    out.paper.columns = true;
    let of = |rows: std::ops::Range<usize>| -> Vec<Piece> {
        pieces
            .iter()
            .filter(|piece| rows.contains(&piece.row))
            .cloned()
            .collect()
    };
    let last = pieces.last().map_or(0, |piece| piece.row + 1);
    let (left, right) = split(&of(found.rows.clone()), found.x);
    order(&of(0..found.rows.start), depth - 1, out);
    for part in [left, right, of(found.rows.end..last)] {
        out.last = None;
        order(&part, depth - 1, out);
    }
}

/// Where a column begins, and in which rows nothing crosses.
struct Columns {
    x: f64,
    rows: std::ops::Range<usize>,
    weight: usize,
}

fn split(pieces: &[Piece], x: f64) -> (Vec<Piece>, Vec<Piece>) {
    pieces.iter().cloned().partition(|piece| piece.x0 < x)
}

/// The strongest columns, if there are any.
fn columns(pieces: &[Piece]) -> Option<Columns> {
    let mut best: Option<Columns> = None;
    for x in candidates(pieces) {
        let mut run: Vec<Piece> = Vec::new();
        let mut from = 0;
        for row in pieces.chunk_by(|a, b| a.row == b.row) {
            let crossed = row.iter().any(|piece| piece.x0 < x && piece.x1 > x);
            if crossed {
                consider(&run, x, from..row[0].row, &mut best);
                run.clear();
                from = row[0].row + 1;
            } else {
                run.extend_from_slice(row);
            }
        }
        let end = pieces.last().map_or(0, |piece| piece.row + 1);
        consider(&run, x, from..end, &mut best);
    }
    best
}

/// Places where several pieces begin one below the other, just left of them.
fn candidates(pieces: &[Piece]) -> Vec<f64> {
    let mut starts: Vec<f64> = pieces.iter().map(|piece| piece.x0).collect();
    starts.sort_by(f64::total_cmp);
    let mut found: Vec<(usize, f64)> = starts
        .chunk_by(|a, b| b - a < 1.5)
        .filter(|same| same.len() >= COLUMN_ROWS)
        .map(|same| (same.len(), same[0] - 1.0))
        .collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().take(CANDIDATES).map(|(_, x)| x).collect()
}

fn consider(run: &[Piece], x: f64, rows: std::ops::Range<usize>, best: &mut Option<Columns>) {
    let (left, right) = split(run, x);
    let rows_of = |side: &[Piece]| side.chunk_by(|a, b| a.row == b.row).count();
    let weight = rows_of(&left).min(rows_of(&right));
    if weight < COLUMN_ROWS
        || best.as_ref().is_some_and(|best| best.weight >= weight)
        || is_table(&left, &right)
    {
        return;
    }
    *best = Some(Columns { x, rows, weight });
}

/// Do these belong together row by row, rather than one after the other?
fn is_table(left: &[Piece], right: &[Piece]) -> bool {
    if is_dates(left) || is_dates(right) || is_bullets(left) {
        return true;
    }
    let has_heading = |side: &[Piece]| {
        side.iter()
            .any(|piece| headings::find(&piece.text).is_some())
    };
    if has_heading(left) && has_heading(right) {
        return false;
    }
    let shared = |side: &[Piece], other: &[Piece]| {
        let beside = side
            .iter()
            .filter(|one| other.iter().any(|piece| piece.row == one.row));
        beside.count() as f64 / side.len().max(1) as f64
    };
    // What stands beside a column now and then is a column; what stands beside every row is a cell.
    shared(left, right) >= 0.9 && shared(right, left) >= 0.9
}

/// Dates in the margin belong to what stands beside them.
fn is_dates(side: &[Piece]) -> bool {
    let dated = side
        .iter()
        .filter(|piece| piece.text.chars().count() <= 32 && dates::is_dated(&piece.text));
    2 * dated.count() >= side.len()
}

/// So do bullets.
fn is_bullets(side: &[Piece]) -> bool {
    let marks = side
        .iter()
        .filter(|piece| piece.text.trim().chars().count() <= 2);
    2 * marks.count() >= side.len()
}
