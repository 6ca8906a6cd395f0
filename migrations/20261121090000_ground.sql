-- Ground: extensions, the way policies learn for whom a transaction works, drafts of refused forms.
-- Roles (app_owner, app_rw, app_admin, app_backup) are made by the launcher or the operator.

-- A function is for those it is granted to, never for everyone.
alter default privileges revoke execute on functions from public;

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The organisation this transaction works for, or null. NULLIF because a reset setting reads ''.
create function app_tenant() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- The person this transaction works for, or null.
create function app_person() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.person_id', true), '')::uuid $$;

-- Immutable wrapper, so that it may stand in an index.
create function plain(text) returns text language sql immutable parallel safe strict as
$$ select lower(unaccent('unaccent'::regdictionary, $1)) $$;

-- What a form held when it was refused. Kept for an hour, readable only with its unguessable id.
create table form_draft (
    id uuid primary key,
    path text not null constraint form_draft_path_len_check check (length(path) <= 2000),
    fields jsonb not null,
    errors jsonb not null,
    created_at timestamptz not null
);
create index form_draft_created_idx on form_draft (created_at);
grant select, insert, delete on form_draft to app_rw;
