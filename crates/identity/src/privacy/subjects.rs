//! Where the tables of identity name a person.

use platform::subjects::{Erase, Export, Subject};

const fn own(table: &'static str, column: &'static str, title: &'static str) -> Subject {
    Subject {
        table,
        column,
        title,
        export: Export::Rows,
        erase: Erase::Delete,
    }
}

const fn kept(
    table: &'static str,
    column: &'static str,
    title: &'static str,
    export: Export,
    why: &'static str,
) -> Subject {
    Subject {
        table,
        column,
        title,
        export,
        erase: Erase::Keep(why),
    }
}

const NAMED: &[&str] = &[
    "id",
    "tenant_id",
    "name",
    "slug",
    "hint",
    "scopes",
    "created_at",
    "expires_at",
    "revoked_at",
];

/// What refers to others comes before them; the account is the last.
pub const SUBJECTS: &[Subject] = &[
    own("session", "account_id", "Browsers you are signed in with"),
    own("token_family", "person_id", "Apps you are signed in with"),
    own("totp_factor", "person_id", "Your authenticator app"),
    own("backup_code", "person_id", "Your backup codes"),
    own(
        "pending_sign_in",
        "person_id",
        "Sign-ins that wait for a code",
    ),
    Subject {
        table: "passkey",
        column: "person_id",
        title: "Your passkeys",
        // The key itself is of use to this site alone.
        export: Export::Only(&["id", "name", "created_at", "last_used_at"]),
        erase: Erase::Delete,
    },
    Subject {
        table: "passkey_challenge",
        column: "person_id",
        title: "Questions to a passkey of yours",
        export: Export::No("secrets that run out within minutes"),
        erase: Erase::Delete,
    },
    own("mailed_link", "account_id", "Links that were mailed to you"),
    own("mailed_link", "email", "Links that were mailed to you"),
    own(
        "email_change",
        "account_id",
        "Changes of your address under way",
    ),
    own(
        "email_change",
        "new_email",
        "Changes of an address to yours",
    ),
    own(
        "provider_link",
        "account_id",
        "Other services you sign in with",
    ),
    Subject {
        table: "provider_link",
        column: "email",
        title: "Links of others that name your address",
        export: Export::No("how somebody else signs in"),
        erase: Erase::Blank(&[("email", Some(""))]),
    },
    Subject {
        table: "provider_flow",
        column: "account_id",
        title: "Sign-ins with another service under way",
        export: Export::No("secrets that run out within minutes"),
        erase: Erase::Delete,
    },
    Subject {
        table: "idempotency_key",
        column: "person_id",
        title: "Requests of your programs",
        export: Export::Only(&["id", "key", "status", "created_at"]),
        erase: Erase::Delete,
    },
    own("security_event", "person_id", "Your security activity"),
    own("appeal", "person_id", "Your appeals"),
    own("invitation", "email", "Invitations to you"),
    own("invitation", "accepted_by", "Invitations you accepted"),
    own("membership", "account_id", "Organisations you belong to"),
    kept(
        "invitation",
        "invited_by",
        "Invitations you sent",
        Export::Only(&["id", "tenant_id", "role", "created_at"]),
        "the invitation is the organisation's",
    ),
    kept(
        "api_key",
        "created_by",
        "API keys you made",
        Export::Only(NAMED),
        "revoked; the key was the organisation's",
    ),
    kept(
        "api_key",
        "revoked_by",
        "API keys you revoked",
        Export::Only(NAMED),
        "the key was the organisation's",
    ),
    kept(
        "organisation",
        "created_by",
        "Organisations you founded",
        Export::Only(NAMED),
        "the organisation goes on",
    ),
    kept(
        "organisation",
        "deleted_by",
        "Organisations you deleted",
        Export::Only(NAMED),
        "says who did it, without a name",
    ),
    kept(
        "idempotency_key",
        "actor_id",
        "Requests of machines you made keys for",
        Export::No("the same rows as above, or the organisation's"),
        "swept within a week; the answer is the organisation's",
    ),
    kept(
        "staff_member",
        "person_id",
        "What you are on the staff of the platform",
        Export::Rows,
        "says what role somebody had, without a name",
    ),
    kept(
        "staff_member",
        "granted_by",
        "Whom you made staff",
        Export::Only(&["role", "granted_at"]),
        "says who decided, without a name",
    ),
    kept(
        "console_event",
        "staff_id",
        "What you did as staff",
        Export::Only(&["id", "action", "subject_kind", "created_at"]),
        "the trail of the platform stays whole",
    ),
    Subject {
        table: "visit",
        column: "person_id",
        title: "When our staff asked to look as you, and what you let them see",
        export: Export::Only(&[
            "id",
            "reason",
            "asked_at",
            "allowed_at",
            "allowed_until",
            "organisation_id",
            "started_at",
            "ended_at",
        ]),
        erase: Erase::Delete,
    },
    Subject {
        table: "visit",
        column: "staff_id",
        title: "Whom you asked, as staff, to let you look as them",
        export: Export::Only(&["id", "asked_at", "allowed_at", "ended_at"]),
        erase: Erase::Blank(&[("staff_name", Some("Erased"))]),
    },
    kept(
        "feature_flag",
        "changed_by",
        "What you switched as staff",
        Export::Only(&["name", "state", "changed_at"]),
        "says who decided, without a name",
    ),
    kept(
        "consent",
        "person_id",
        "What you agreed to, and when",
        Export::Rows,
        "proves what was agreed; dates only",
    ),
    kept(
        "data_export",
        "person_id",
        "Copies of your data you asked for",
        Export::Rows,
        "dates only; the files lose their keys",
    ),
    kept(
        "erasure",
        "person_id",
        "When you asked to be erased",
        Export::Rows,
        "proves that it was asked for; dates only",
    ),
    Subject {
        table: "audit_event",
        column: "actor_id",
        title: "What you did in organisations",
        export: Export::Only(&[
            "id",
            "tenant_id",
            "action",
            "subject_kind",
            "subject_id",
            "address",
            "user_agent",
            "created_at",
        ]),
        erase: Erase::Apart("the line stays; address, browser, name and e-mail go from it"),
    },
    Subject {
        table: "account",
        column: "id",
        title: "Your account",
        export: Export::Rows,
        erase: Erase::Apart("name and address are replaced, and nobody can sign in"),
    },
    Subject {
        table: "account",
        column: "email",
        title: "Your account",
        export: Export::No("the same row as above"),
        erase: Erase::Apart("with the account"),
    },
];
