//! What a first visit loads, byte by byte as it comes over the wire.

use crate::failure::{Result, fail};
use crate::http::{self, Answer};
use crate::site::Site;
use std::collections::BTreeSet;

/// Of everything together: document, WebAssembly, JavaScript, styles, fonts, icons.
const BUDGET_BYTES: usize = 300_000;
/// Pages on which people arrive.
const PAGES: [&str; 2] = ["/", "/jobs"];
const AS_A_BROWSER: [(&str, &str); 1] = [("Accept-Encoding", "br, gzip")];

/// Prints what each page loads.
///
/// # Errors
/// If a page loads more than the budget, or names something that is not there.
pub fn check(site: &Site) -> Result<()> {
    for page in PAGES {
        let mut loads = vec![(
            page.to_owned(),
            fetch(site, page, &AS_A_BROWSER)?.body.len(),
        )];
        for path in needed_by(site, page)? {
            let size = fetch(site, &path, &AS_A_BROWSER)?.body.len();
            loads.push((path, size));
        }
        loads.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let total: usize = loads.iter().map(|(_, size)| size).sum();
        println!(
            "First load of {page}: {:.1} kB of {} kB",
            kb(total),
            BUDGET_BYTES / 1000
        );
        for (path, size) in &loads {
            println!("  {:>7.1} kB  {path}", kb(*size));
        }
        if !loads.iter().any(|(path, _)| path.ends_with(".wasm"))
            || !loads.iter().any(|(path, _)| path.ends_with(".css"))
        {
            return Err(fail(format!(
                "{page} loads no WebAssembly or no styles: this is not the whole site"
            )));
        }
        if total > BUDGET_BYTES {
            return Err(fail(format!(
                "The first load of {page} is {:.1} kB; the budget is {} kB",
                kb(total),
                BUDGET_BYTES / 1000
            )));
        }
    }
    Ok(())
}

fn kb(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1000.0
}

fn fetch(site: &Site, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
    let answer = http::ask(site.address(), path, headers, None)?;
    if answer.status == 200 {
        Ok(answer)
    } else {
        Err(fail(format!("{path} answers {}", answer.status)))
    }
}

/// Everything a page names that a browser loads at once, and what the styles name.
fn needed_by(site: &Site, page: &str) -> Result<BTreeSet<String>> {
    let html = fetch(site, page, &[])?.text();
    let mut needed = named_in_html(&html);
    for style in needed.clone().iter().filter(|path| path.ends_with(".css")) {
        needed.extend(fonts_in_css(&fetch(site, style, &[])?.text()));
    }
    Ok(needed)
}

/// Local files named by `<link>`, `<script>` and `<img>`.
fn named_in_html(html: &str) -> BTreeSet<String> {
    let tags = html
        .split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(tag, _)| tag);
    tags.filter_map(|tag| {
        let name = if tag.starts_with("link ")
            && !["canonical", "alternate"]
                .iter()
                .any(|rel| tag.contains(rel))
        {
            "href=\""
        } else if tag.starts_with("script ") || tag.starts_with("img ") {
            "src=\""
        } else {
            return None;
        };
        let (value, _) = tag.split_once(name)?.1.split_once('"')?;
        value.starts_with('/').then(|| value.to_owned())
    })
    .collect()
}

/// Fonts that English text needs: those for other scripts are loaded only where such text stands.
fn fonts_in_css(css: &str) -> BTreeSet<String> {
    let faces = css
        .split("@font-face")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(face, _)| face);
    faces
        .filter(|face| {
            let range = face
                .split_once("unicode-range:")
                .map(|(_, range)| range.trim_start().to_ascii_uppercase());
            range.is_none_or(|range| {
                ["U+0-", "U+00-", "U+0000-", "U+20-", "U+0020-", "U+??"]
                    .iter()
                    .any(|latin| range.starts_with(latin))
            })
        })
        .filter_map(|face| {
            let (url, _) = face.split_once("url(")?.1.split_once(')')?;
            let url = url.trim_matches(['"', '\'']);
            url.starts_with('/').then(|| url.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_page_loads() {
        let html = r#"<link rel="preload" href="/pkg/a.wasm" as="fetch"><link rel="canonical" href="/">
            <script type="module" nonce="x" src="/a.js"></script><img alt="" src="/a.svg"><a href="/jobs">"#;
        assert_eq!(
            named_in_html(html).into_iter().collect::<Vec<_>>(),
            ["/a.js", "/a.svg", "/pkg/a.wasm"]
        );
    }

    #[test]
    fn finds_fonts_of_latin_text() {
        let css = "@font-face{src:url(/fonts/a.woff2)}@font-face{src:url('/fonts/b.woff2');unicode-range:U+0000-00FF}\
                   @font-face{src:url(\"/fonts/c.woff2\");unicode-range:U+0400-045F}";
        assert_eq!(
            fonts_in_css(css).into_iter().collect::<Vec<_>>(),
            ["/fonts/a.woff2", "/fonts/b.woff2"]
        );
    }
}
