//! The mails of this area. Each says what to do if it was somebody else who asked for it.

use platform::Services;
use platform::mail::Letter;

const LASTS: &str = "The link works once, within an hour.";
const SOMEBODY_WROTE: &str = "You get this mail because somebody wrote your address into a form at Kinwork. If it was not you, do nothing: without you nothing happens.";
const YOUR_ACCOUNT: &str =
    "You get this mail because it concerns the security of your account at Kinwork.";

fn page(services: &Services, path: &str) -> String {
    format!("{}{path}", services.public_url)
}

/// To whoever wants an account.
pub fn welcome(name: &str, link: &str) -> Letter {
    Letter::new(
        "Finish signing up at Kinwork",
        format!("Welcome to Kinwork, {name}"),
    )
    .text("Confirm that this address is yours and choose a password. Then you are in.")
    .button("Confirm and choose a password", link)
    .text(LASTS)
    .because(SOMEBODY_WROTE)
}

/// To whoever wants an account and has one.
pub fn have_one(services: &Services) -> Letter {
    Letter::new(
        "You have an account at Kinwork already",
        "You have an account already",
    )
    .text("Somebody wanted to sign up at Kinwork with this address, and there is an account under it.")
    .button("Sign in", page(services, "/sign-in"))
    .text("You do not remember the password? Set a new one:")
    .button("Reset password", page(services, "/forgot-password"))
    .because(SOMEBODY_WROTE)
}

/// To whoever has forgotten the password.
pub fn reset(link: &str) -> Letter {
    Letter::new("Reset your password at Kinwork", "Set a new password")
        .text(
            "Somebody, probably you, asked for a new password for the account under this address.",
        )
        .button("Set a new password", link)
        .text(LASTS)
        .text("Every device is signed out then, and your API keys stop.")
        .because(SOMEBODY_WROTE)
}

/// To whoever looks for an account and has none under this address.
pub fn have_none(services: &Services) -> Letter {
    Letter::new(
        "There is no account under this address at Kinwork",
        "There is no account under this address",
    )
    .text("Somebody, probably you, asked for a new password for the account under this address. There is none. You may have signed up with another address.")
    .button("Create an account", page(services, "/sign-up"))
    .because(SOMEBODY_WROTE)
}

/// To whoever's address nobody has confirmed yet.
pub fn verify(link: &str) -> Letter {
    Letter::new(
        "Confirm your address at Kinwork",
        "Confirm that this address is yours",
    )
    .text("Then you can also invite people to your organisation, and get back in if you forget your password.")
    .button("Confirm address", link)
    .text(LASTS)
    .because(SOMEBODY_WROTE)
}

/// To the address so far.
pub fn change_from(new: &str, link: &str) -> Letter {
    Letter::new(
        "Change your address at Kinwork?",
        "Do you want another address?",
    )
    .text(format!(
        "Somebody who is signed in to your account wants to use {new} from now on. It changes when both addresses have confirmed."
    ))
    .button("Confirm the change", link)
    .text(LASTS)
    .text("Was it not you? Do not confirm it, and change your password.")
    .because(YOUR_ACCOUNT)
}

/// To the new address.
pub fn change_to(link: &str) -> Letter {
    Letter::new(
        "Confirm your new address at Kinwork",
        "Confirm that this address is yours",
    )
    .text("Somebody wants to use this address for their account at Kinwork from now on. It changes when both addresses have confirmed.")
    .button("Confirm address", link)
    .text(LASTS)
    .because(SOMEBODY_WROTE)
}

/// To a new address under which there is another account.
pub fn change_to_taken(services: &Services) -> Letter {
    Letter::new(
        "This address has an account at Kinwork",
        "This address has an account already",
    )
    .text("Somebody wants to use this address for another account at Kinwork. That is not possible, because there is an account under it.")
    .button("Sign in", page(services, "/sign-in"))
    .because(SOMEBODY_WROTE)
}
