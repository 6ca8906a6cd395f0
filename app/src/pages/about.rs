//! `/about`

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use ui::{Card, PageHead};

/// What Kinwork is, and whose data it stands on.
#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <Title text="About" />
        <Meta name="description" content="What Kinwork is, what it promises, and whose data it stands on." />
        <div class="page prose">
            <PageHead title="About Kinwork" lead="One place for working life: an organisation posts work, sees who fits and why, and people apply." />
            <Card title="What it promises">
                <ul>
                    <li>"One published formula scores every match. Every point opens its evidence, and any stored score can be computed again to the last digit."</li>
                    <li>"Names, photos and anything else about who somebody is never reach the formula."</li>
                    <li>"Legal needs, such as a licence, are shown beside the score and never mixed into it."</li>
                    <li>"What an organisation or a person keeps to themselves is kept apart in the database itself."</li>
                </ul>
                <p><a href="/how-fit-works">"How the score works"</a></p>
                <p><a href="/developers">"The API for your own programs"</a></p>
            </Card>
            <Card title="Whose data it stands on">
                <ul>
                    <li>"Skills and occupations: ESCO classification © European Union, CC BY 4.0. Kinwork selects and rearranges labels, aliases and codes."</li>
                    <li>"Technology names, and occupations and activities where a whole release was imported: O*NET by the U.S. Department of Labor, Employment and Training Administration, CC BY 4.0. Kinwork has modified the selection; the Department has not endorsed it."</li>
                    <li>"British postcodes: Code-Point Open. Contains Ordnance Survey data © Crown copyright and database right, Royal Mail data © Royal Mail copyright and database right, and National Statistics data, under the Open Government Licence v3.0."</li>
                    <li>"Cities: GeoNames, CC BY 4.0."</li>
                    <li>"Typeface: Inter, SIL Open Font License 1.1. Icons: Lucide, ISC licence."</li>
                </ul>
            </Card>
        </div>
    }
}
