//! `/dev/ui`

use kernel::AppError;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use platform::web;

/// Every component in every state: for whoever builds Kinwork. A site that is reached over https is not there for that.
#[component]
pub fn GalleryPage() -> impl IntoView {
    let request = use_context::<web::Request>();
    if request.is_some_and(|request| request.services.secure_cookies) {
        return identity::page::refused(&AppError::NotFound).into_any();
    }
    view! {
        <Title text="Components" />
        <Meta name="robots" content="noindex" />
        <div class="page"><ui::gallery::Gallery /></div>
    }
    .into_any()
}
