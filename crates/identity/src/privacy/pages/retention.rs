//! `/privacy/retention`

use crate::page::page;
use crate::privacy::retention::{RULES, SWEPT, runs};
use leptos::prelude::*;
use leptos_meta::Title;
use platform::web;
use ui::{Column, Moment, PageHead, Table, format};

/// What is thrown away when and why, and what the rules did lately. Everybody may read it.
#[component]
pub fn RetentionPage() -> impl IntoView {
    let request = web::request();
    page(async move {
        let lines = runs(&request?.services).await?;
        let rules = RULES.map(|rule| {
            let days = u64::try_from(rule.kept.whole_days()).unwrap_or(0);
            let kept = format!("{} {}", format::count(days, "day", "days"), rule.from);
            view! { <tr><th scope="row">{rule.what}</th><td data-label="Kept for">{kept}</td><td data-label="Why">{rule.why}</td></tr> }
        });
        let swept = SWEPT.map(|(what, kept, why)| {
            view! { <tr><th scope="row">{what}</th><td data-label="Kept for">{kept}</td><td data-label="Why">{why}</td></tr> }
        });
        let none = lines.is_empty();
        let lines: Vec<_> = lines
            .into_iter()
            .map(|line| {
                let rule = RULES.iter().find(|rule| rule.name == line.rule);
                let what = rule.map_or(line.rule.clone(), |rule| rule.what.to_owned());
                view! { <tr><td><Moment at=line.at /></td><th scope="row">{what}</th><td class="num">{line.removed}</td></tr> }
            })
            .collect();
        Ok(view! {
            <Title text="What we keep, and how long" />
            <div class="page stack">
                <PageHead title="What we keep, and how long" lead="These rules run every night, and each time leave a line below." />
                <div class="stacking"><Table caption="Rules" columns=columns()>{Vec::from(rules)}</Table></div>
                <h2>"Thrown away at once"</h2>
                <p>"As soon as its time is over, without a line."</p>
                <div class="stacking"><Table caption="Thrown away at once" columns=columns()>{Vec::from(swept)}</Table></div>
                <h2>"What the rules did"</h2>
                {none.then(|| view! { <p>"Nothing yet: they have not run on this site."</p> })}
                {(!none).then(|| view! {
                    <Table caption="What the rules did" columns=vec![Column::new("When"), Column::new("Rule"), Column::figures("Rows removed")]>{lines}</Table>
                })}
            </div>
        })
    })
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("What"),
        Column::new("Kept for"),
        Column::new("Why"),
    ]
}
