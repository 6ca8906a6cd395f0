//! Every component in every state, both themes, and a few pages made of them.

mod forms;
mod matches;
pub mod samples;
mod states;

use crate::Icon;
use leptos::prelude::*;

/// A part of the gallery: its name, and its content. The prefix keeps ids apart between the themes.
type Part = (&'static str, fn(&'static str) -> AnyView);

const PARTS: &[Part] = &[
    ("Buttons and links", states::buttons),
    ("Badges, tags, avatars", states::badges),
    ("Score", matches::score),
    ("Ranked list", matches::list),
    ("Week", matches::week),
    ("Fields", forms::fields),
    ("Fields with errors", forms::errors),
    ("Choices", forms::choices),
    ("Money", forms::money),
    ("Tabs, steps, stages", states::ways),
    ("Filters and pages", states::filters),
    ("Cards, facts, figures", states::cards),
    ("Table", states::table),
    ("Timeline", states::timeline),
    ("Messages", states::messages),
    ("Nothing, broken, loading", states::empties),
    ("Dialogs", states::dialogs),
    ("Theme switch and form guard", forms::islands),
];

/// Shown at `/dev/ui`.
#[component]
pub fn Gallery() -> impl IntoView {
    let parts: Vec<_> = PARTS
        .iter()
        .map(|(title, part)| {
            view! {
                <section class="gallery-part">
                    <h2>{*title}</h2>
                    <div class="gallery-themes">
                        <div data-theme="light">{part("l")}</div>
                        <div data-theme="dark">{part("d")}</div>
                    </div>
                </section>
            }
        })
        .collect();
    let icons: Vec<_> = Icon::ALL
        .iter()
        .map(|icon| view! { <li>{icon.view()}<span>{format!("{icon:?}")}</span></li> })
        .collect();
    view! {
        <div class="gallery">
            <h1>"Components"</h1>
            {parts}
            <section class="gallery-part"><h2>"Icons"</h2><ul class="gallery-icons">{icons}</ul></section>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html() -> String {
        Owner::new().with(|| view! { <Gallery /> }.to_html())
    }

    #[test]
    fn nothing_has_an_inline_style_or_a_script() {
        let html = html();
        assert!(
            !html.contains(" style=")
                && !html.contains("<style")
                && !html.contains("<script")
                && !html.contains(" onclick=")
        );
    }

    #[test]
    fn every_id_is_used_once_and_every_reference_leads_somewhere() {
        let html = html();
        let values = |name: &str| -> Vec<String> {
            html.split(&format!(" {name}=\""))
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect()
        };
        let mut ids = values("id");
        ids.sort();
        let twice: Vec<_> = ids
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| pair[0].clone())
            .collect();
        assert_eq!(twice, Vec::<String>::new());
        for name in [
            "for",
            "aria-describedby",
            "aria-labelledby",
            "popovertarget",
            "list",
        ] {
            for target in values(name).iter().flat_map(|value| value.split(' ')) {
                assert!(
                    ids.binary_search(&target.to_owned()).is_ok(),
                    "{name} leads to {target}"
                );
            }
        }
    }
}
