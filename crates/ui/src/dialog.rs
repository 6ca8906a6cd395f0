//! Dialogs on the native popover: they open, trap nothing and close on Escape without any script.

use crate::{Icon, Text};
use leptos::prelude::*;

/// A dialog; a `Button` with `popover=id` opens it.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let (named_by, target) = (title_id.clone(), id.clone());
    view! {
        <div class="dialog" id=id popover="auto" role="dialog" aria-labelledby=named_by>
            <div class="dialog-head">
                <h2 id=title_id>{title}</h2>
                <button class="button quiet bare" type="button" popovertarget=target popovertargetaction="hide" aria-label="Close">{Icon::X.view()}</button>
            </div>
            {children()}
        </div>
    }
}

/// Asks before something that cannot be undone; the focus goes to what changes nothing. With `name_it` the person types that name; the browser
/// checks it, and the server function must check `confirm` again. `children` are hidden inputs and
/// further fields.
#[component]
pub fn ConfirmDialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(into)] action: String,
    #[prop(into)] verb: String,
    #[prop(optional, into)] name_it: Text,
    #[prop(default = "form[confirm]")] confirm_name: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let field = format!("{id}-confirm");
    let (close, named) = (id.clone(), name_it.is_some());
    view! {
        <Dialog id=id title=title>
            <form class="dialog-form" method="post" action=action>
                <p>{text}</p>
                {children.map(|children| children())}
                {name_it.0.map(|name| view! {
                    <div class="field">
                        <label class="field-label" for=field.clone()>"Type “"{name.clone()}"” to confirm"</label>
                        <span class="control">
                            <input id=field name=confirm_name type="text" required=true autocomplete="off" spellcheck="false" autofocus=true pattern=literal(&name) title=format!("Type exactly: {name}") />
                        </span>
                    </div>
                })}
                <div class="actions">
                    <button class="button" type="button" popovertarget=close popovertargetaction="hide" autofocus=!named>"Keep it"</button>
                    <button class="button danger" type="submit">{verb}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// A regular expression that matches this text alone.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if "\\^$.*+?()[]{}|/-&~#%,;:!@=<>`'\"".contains(c) {
            // The `v` flag of `pattern` takes a character by its number, whatever it is.
            out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_are_taken_literally() {
        assert_eq!(
            super::literal("Tom & Jo (2)"),
            "Tom \\u{26} Jo \\u{28}2\\u{29}"
        );
    }
}
