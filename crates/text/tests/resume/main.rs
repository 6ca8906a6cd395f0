//! Résumés of every kind, made here: what is read of them, and what is refused.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod files;

use files::{
    archive, at, docx, hidden, item, lines, locked_pdf, looking, one_column, p, pdf, scan, table,
    two_columns, white_on_dark, word,
};
use proptest::prelude::*;
use std::sync::LazyLock;
use text::resume::{Paper, Resume, Unreadable, Why, read};
use text::{Extractor, Kind, Learned, Skill};
use time::macros::date;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let names = [
        "drive forklift",
        "Python",
        "welding",
        "Kubernetes",
        "bricklaying",
        "chess",
    ];
    let skills = (1..).zip(names).map(|(id, label)| Skill {
        id,
        label: label.to_owned(),
        kind: Kind::Knowledge,
        aliases: Vec::new(),
    });
    let learned = Learned {
        phrases: "phrase\tknown\tinside\tseen\ndrive forklift\t40\t40\t40\npython\t40\t40\t40\nwelding\t40\t40\t40\nkubernetes\t40\t40\t40\nchess\t40\t40\t40\nbricklaying\t40\t40\t40\n",
        tagger: "slot\tbegins\tgoes_on\tnone\neager\t0\t0\t0\n",
    };
    Extractor::new(skills.collect(), learned).unwrap()
});

fn of_paper(paper: &Paper) -> Resume {
    read(paper, &EXTRACTOR, date!(2026 - 11 - 21))
}

fn of_file(bytes: &[u8]) -> Resume {
    of_paper(&Paper::of_file(bytes).unwrap())
}

/// Title, employer, from, to.
fn jobs(resume: &Resume) -> Vec<[String; 4]> {
    let shown = |month: Option<text::resume::dates::Month>| {
        month.map(|month| month.to_string()).unwrap_or_default()
    };
    let row = |job: &text::resume::Job| {
        [
            job.title.clone(),
            job.employer.clone(),
            shown(job.from),
            shown(job.to),
        ]
    };
    resume.jobs.iter().map(row).collect()
}

fn skills(resume: &Resume) -> Vec<&str> {
    resume
        .skills
        .iter()
        .map(|skill| skill.label.as_str())
        .collect()
}

fn two_jobs() -> [[String; 4]; 2] {
    [
        ["Warehouse operative", "Acme Ltd", "2019-01", "2021-03"].map(str::to_owned),
        ["Driver", "Bright & Sons", "2016", "2018"].map(str::to_owned),
    ]
}

#[test]
fn the_same_resume_reads_the_same_as_pdf_as_word_and_pasted() {
    let pasted = "Jane Doe\n\nWork experience\nWarehouse operative, Acme Ltd, Jan 2019 \u{2013} Mar 2021\n\u{2022} Drive forklift between the bays\n\u{2022} Counted stock every Friday\n\nDriver, Bright & Sons, 2016 \u{2013} 2018\n\u{2022} Drove a van\n\nEducation\nBSc Logistics, University of Leeds, 2015\n\nSkills\nPython, welding";
    let read = [
        of_file(&pdf(&[one_column()])),
        of_file(&docx(&word())),
        of_paper(&Paper::of_text(pasted).unwrap()),
    ];
    for resume in &read {
        assert_eq!(jobs(resume), two_jobs());
        assert_eq!(
            resume.jobs[0].text,
            "\u{2022} Drive forklift between the bays\n\u{2022} Counted stock every Friday"
        );
        let study = &resume.education[0];
        assert_eq!(
            (
                study.qualification.as_str(),
                study.institution.as_str(),
                study.level
            ),
            ("BSc Logistics", "University of Leeds", Some(6))
        );
        // Used in a job outweighs listed.
        assert_eq!(skills(resume), ["drive forklift", "Python", "welding"]);
        let forklift = &resume.skills[0];
        assert_eq!(
            (forklift.months, forklift.last_used),
            (Some(27), Some(2021))
        );
        assert_eq!(forklift.spots[0].job, Some(0));
        assert_eq!(forklift.spots[0].quote, "Drive forklift between the bays");
        assert_eq!(
            (resume.skills[1].months, resume.skills[1].spots[0].job),
            (None, None)
        );
        assert_eq!(resume.hidden, []);
    }
}

#[test]
fn columns_are_read_one_after_the_other() {
    let resume = of_file(&pdf(&[two_columns()]));
    assert!(resume.columns);
    assert_eq!(jobs(&resume), two_jobs());
    assert_eq!(
        skills(&resume),
        ["drive forklift", "Python", "welding", "bricklaying"]
    );
    let in_word = table(&[&[
        ["Skills", "Python", "Welding", "Bricklaying"]
            .map(p)
            .concat(),
        [
            p("Experience"),
            p("Warehouse operative"),
            p("Acme Ltd"),
            p("Jan 2019 \u{2013} Mar 2021"),
            item("Drive forklift"),
        ]
        .concat(),
    ]]);
    let resume = of_file(&docx(&in_word));
    assert!(resume.columns);
    assert_eq!(jobs(&resume), two_jobs()[..1]);
    assert_eq!(skills(&resume).len(), 4);
}

#[test]
fn a_table_is_read_row_by_row() {
    let rows = [
        ("2019 \u{2013} 2021", "Warehouse operative, Acme Ltd"),
        ("2016 \u{2013} 2018", "Driver, Bright & Sons"),
        ("2014 \u{2013} 2015", "Waiter, Blue Hotel"),
    ];
    let mut page = at(50, 760, 14, "Employment");
    for (y, (dates, job)) in [740, 720, 700].into_iter().zip(rows) {
        page += &at(50, y, 10, dates);
        page += &at(200, y, 10, job);
    }
    let cells: Vec<[String; 2]> = rows.iter().map(|(dates, job)| [p(dates), p(job)]).collect();
    let rows: Vec<&[String]> = cells.iter().map(<[String; 2]>::as_slice).collect();
    for file in [pdf(&[page]), docx(&(p("Employment") + &table(&rows)))] {
        let resume = of_file(&file);
        let titles: Vec<&str> = resume.jobs.iter().map(|job| job.title.as_str()).collect();
        assert_eq!(titles, ["Warehouse operative", "Driver", "Waiter"]);
        assert_eq!(resume.jobs[2].employer, "Blue Hotel");
        assert!(!resume.columns);
    }
}

#[test]
fn what_nobody_sees_is_told_and_not_read() {
    let resume = of_file(&pdf(&[hidden()]));
    assert!(!skills(&resume).contains(&"Kubernetes"));
    let found: Vec<(Why, &str)> = resume
        .hidden
        .iter()
        .map(|hidden| (hidden.why, hidden.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Why::SameColour, "whitewords kubernetes"),
            (Why::Tiny, "tinywords kubernetes"),
            (Why::OffPage, "outsidewords kubernetes"),
            (Why::Invisible, "inklesswords kubernetes"),
            (Why::Covered, "coveredwords kubernetes"),
            (Why::OffPage, "clippedwords kubernetes"),
        ]
    );
    // It changes nothing about what is seen.
    let plain = of_file(&pdf(&[one_column()]));
    assert_eq!((&resume.jobs, &resume.skills), (&plain.jobs, &plain.skills));
}

#[test]
fn what_nobody_sees_in_word_is_told_and_not_read() {
    let body = word()
        + &looking("<w:vanish/>", "kubernetes vanished")
        + &looking(r#"<w:color w:val="FFFFFF"/>"#, "kubernetes white")
        + &looking(r#"<w:sz w:val="2"/>"#, "kubernetes tiny")
        + &looking(r#"<w:rStyle w:val="More"/>"#, "kubernetes by style")
        + "<w:p><w:del><w:r><w:delText>kubernetes deleted</w:delText></w:r></w:del></w:p>";
    let resume = of_file(&docx(&body));
    let found: Vec<(Why, &str)> = resume
        .hidden
        .iter()
        .map(|hidden| (hidden.why, hidden.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Why::Invisible, "kubernetes vanished"),
            (Why::SameColour, "kubernetes white"),
            (Why::Tiny, "kubernetes tiny"),
            (Why::Invisible, "kubernetes by style"),
        ]
    );
    let plain = of_file(&docx(&word()));
    assert_eq!((&resume.jobs, &resume.skills), (&plain.jobs, &plain.skills));
}

#[test]
fn white_on_a_dark_ground_is_seen() {
    let resume = Paper::of_file(&pdf(&[white_on_dark()])).unwrap();
    assert_eq!(resume.hidden, []);
    assert_eq!(resume.lines[0].text, "Jane Doe");
    let shaded = looking(
        r#"<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="102040"/>"#,
        "Jane Doe",
    );
    let cell = format!(
        r#"<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="102040"/></w:tcPr>{}</w:tc></w:tr></w:tbl>"#,
        looking(r#"<w:color w:val="FFFFFF"/>"#, "Jane Doe")
    );
    for body in [shaded, cell] {
        let paper = Paper::of_file(&docx(&body)).unwrap();
        assert_eq!(
            (paper.hidden.len(), paper.lines[0].text.as_str()),
            (0, "Jane Doe")
        );
    }
}

#[test]
fn a_page_of_keywords_is_worth_no_more_than_one() {
    let once = of_file(&pdf(&[one_column()]));
    let stuffed = of_file(&pdf(&[
        one_column(),
        lines(
            50,
            800,
            &["Skills: Python, Python, Python, welding, Python"; 40],
        ),
    ]));
    let worth = |resume: &Resume| -> Vec<(String, f64)> {
        resume
            .skills
            .iter()
            .map(|skill| (skill.label.clone(), skill.confidence))
            .collect()
    };
    assert_eq!(worth(&once), worth(&stuffed));
}

#[test]
fn what_says_nothing_of_work_gives_no_skills() {
    let resume = of_paper(
        &Paper::of_text("Skills\nwelding\n\nHobbies\nchess\n\nReferences\nJane of Kubernetes Ltd")
            .unwrap(),
    );
    assert_eq!(skills(&resume), ["welding"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let whole = pdf(&[one_column()]);
    let bomb = vec![b' '; 30 * 1024 * 1024];
    let deep = format!("{}{}", "<w:sdt>".repeat(5_000), "</w:sdt>".repeat(5_000));
    let entities = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#;
    let unseen = "1 1 1 rg ".to_owned() + &at(50, 700, 10, "nothing else");
    for (name, bytes, why) in [
        ("0 bytes", Vec::new(), Unreadable::Empty),
        (
            "not a PDF at all",
            b"%!PS-Adobe-3.0".to_vec(),
            Unreadable::Unknown,
        ),
        ("a picture of a page", pdf(&[scan()]), Unreadable::NoText),
        ("an empty page", pdf(&[String::new()]), Unreadable::NoText),
        ("only hidden text", pdf(&[unseen]), Unreadable::OnlyHidden),
        ("a password", locked_pdf(), Unreadable::Locked),
        (
            "only its beginning",
            whole[..20].to_vec(),
            Unreadable::Damaged,
        ),
        (
            "a bomb",
            archive(&[("word/document.xml", &bomb)]),
            Unreadable::TooMuch,
        ),
        ("nested without end", docx(&deep), Unreadable::TooMuch),
        (
            "entities of its own",
            archive(&[("word/document.xml", entities.as_bytes())]),
            Unreadable::TooMuch,
        ),
        (
            "an archive of something else",
            archive(&[("a.txt", b"a")]),
            Unreadable::Unknown,
        ),
        (
            "half an archive",
            docx(&word())[..400].to_vec(),
            Unreadable::Damaged,
        ),
        ("no text in Word", docx("<w:p/>"), Unreadable::NoText),
    ] {
        assert_eq!(Paper::of_file(&bytes), Err(why), "{name}");
    }
}

#[test]
fn a_pdf_without_its_directory_is_read_as_far_as_it_goes() {
    let whole = pdf(&[one_column()]);
    let cut = &whole[..whole.len() - 150];
    assert_eq!(jobs(&of_file(cut)), two_jobs());
}

#[test]
fn many_pages_are_cut_and_say_so() {
    let pages: Vec<String> = (0..60)
        .map(|page| at(50, 700, 10, &format!("page {page}")))
        .collect();
    let paper = Paper::of_file(&pdf(&pages)).unwrap();
    assert!(paper.cut && paper.pages == 60 && paper.lines.len() == 50);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn damage_anywhere_is_no_panic(word_file: bool, at in any::<prop::sample::Index>(), with: Vec<u8>, cut in any::<prop::sample::Index>()) {
        let mut bytes = if word_file { docx(&word()) } else { pdf(&[two_columns()]) };
        let at = at.index(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        bytes.truncate(1 + cut.index(bytes.len()) + bytes.len() / 2);
        if let Ok(paper) = Paper::of_file(&bytes) {
            let _ = of_paper(&paper);
        }
    }

    #[test]
    fn any_text_reads_the_same_twice(text in "(?s).{0,400}") {
        if let Ok(paper) = Paper::of_text(&text) {
            prop_assert_eq!(of_paper(&paper), of_paper(&paper));
        }
    }
}
