//! The page of figures.

use std::path::Path;

/// Said before the table.
const HEAD: &str = include_str!("head.md");

/// Figures as they come.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    /// Name and SVG.
    plots: Vec<(&'static str, String)>,
}

struct Row {
    figure: String,
    value: String,
    wanted: String,
    met: bool,
    set: String,
    part: &'static str,
}

impl Report {
    /// Adds a figure that should be at least (or, with a leading `<`, less than) what is wanted.
    pub fn add(
        &mut self,
        part: &'static str,
        figure: &str,
        value: f64,
        wanted: &Wanted,
        set: &str,
    ) {
        let (text, met) = match wanted {
            Wanted::AtLeast(least) => (format!("≥ {}", number(*least)), value >= *least),
            Wanted::AtMost(most) => (format!("≤ {}", number(*most)), value <= *most),
            Wanted::Below(end) => (format!("< {}", number(*end)), value < *end),
            Wanted::Between(from, to) => (
                format!("{} to {}", number(*from), number(*to)),
                (*from..=*to).contains(&value),
            ),
            Wanted::Nothing => (String::new(), true),
        };
        println!(
            "{part:<12} {figure:<44} {:>9}  {text:<10} {}",
            number(value),
            if met { "" } else { "MISSED" }
        );
        self.rows.push(Row {
            figure: figure.to_owned(),
            value: number(value),
            wanted: text,
            met,
            set: set.to_owned(),
            part,
        });
    }

    /// How many figures are not what is wanted.
    pub fn missed(&self) -> usize {
        self.rows.iter().filter(|row| !row.met).count()
    }

    /// Adds a picture.
    pub fn plot(&mut self, name: &'static str, svg: &str) {
        self.plots.push((name, svg.to_owned()));
    }

    /// Writes `evaluation.md` and its pictures.
    pub fn write(&self, docs: &Path) -> std::io::Result<()> {
        let folder = docs.join("evaluation");
        std::fs::create_dir_all(&folder)?;
        for (name, svg) in &self.plots {
            std::fs::write(folder.join(format!("{name}.svg")), svg)?;
        }
        let page = docs.join("evaluation.md");
        std::fs::write(&page, self.page())?;
        println!("{}", page.display());
        Ok(())
    }

    fn page(&self) -> String {
        let mut page = HEAD.to_owned();
        page.push_str("\n| Figure | Measured | Wanted | Set | Command |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let value = if row.met {
                row.value.clone()
            } else {
                format!("**{}** (missed)", row.value)
            };
            page.push_str(&format!(
                "| {} | {value} | {} | {} | `cargo xtask eval --only {}` |\n",
                row.figure, row.wanted, row.set, row.part
            ));
        }
        page.push('\n');
        for (name, _) in &self.plots {
            page.push_str(&format!(
                "![How scores of people of {name} occupations spread](evaluation/{name}.svg)\n"
            ));
        }
        page
    }
}

/// What a figure should be.
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
    Below(f64),
    Between(f64, f64),
    /// Said for comparison.
    Nothing,
}

/// Shares with three decimals, points with one, counts whole.
fn number(value: f64) -> String {
    match value {
        ..=1.0 => format!("{value:.3}"),
        ..=100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
