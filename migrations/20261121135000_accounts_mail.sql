-- What is done by mail: an account is made, an address confirmed or changed, a password set anew.
-- An account that has no password has '!' in place of its hash, which nothing matches.

-- When somebody last showed that mail to this address reaches them. Null: nobody has been asked yet.
alter table account add column email_verified_at timestamptz;

-- A link that was sent by mail. It is used once; of its token only the hash is kept.
create table mailed_link (
    id uuid primary key,
    -- SIGN_UP; VERIFY an address; RESET a password; CHANGE_OLD and CHANGE_NEW: both sides of another address.
    kind text not null constraint mailed_link_kind_check check (kind in ('SIGN_UP', 'VERIFY', 'RESET', 'CHANGE_OLD', 'CHANGE_NEW')),
    token_sha256 bytea not null constraint mailed_link_token_len_check check (length(token_sha256) = 32),
    -- Where it was sent.
    email text not null constraint mailed_link_email_len_check check (length(email) between 3 and 254 and email = lower(email)),
    -- For which account. A sign-up has none yet; a reset has none if there is no account, and its link is worth nothing.
    account_id uuid references account (id) on delete cascade,
    -- What whoever signs up wants to be called.
    display_name text constraint mailed_link_display_name_len_check check (length(display_name) between 1 and 100),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint mailed_link_whose_check check (
        (kind <> 'SIGN_UP' or account_id is null) and (kind in ('SIGN_UP', 'RESET') or account_id is not null)
        and (kind = 'SIGN_UP') = (display_name is not null))
);
create unique index mailed_link_token_key on mailed_link (token_sha256);
create index mailed_link_account_idx on mailed_link (account_id) where account_id is not null;
create index mailed_link_email_idx on mailed_link (email);
create index mailed_link_expires_idx on mailed_link (expires_at);

-- Another address that waits to be confirmed from both sides; one a person.
create table email_change (
    account_id uuid primary key references account (id) on delete cascade,
    new_email text not null constraint email_change_new_email_len_check check (length(new_email) between 3 and 254 and new_email = lower(new_email)),
    old_confirmed_at timestamptz,
    new_confirmed_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index email_change_expires_idx on email_change (expires_at);

alter table mailed_link enable row level security;
alter table mailed_link force row level security;
alter table email_change enable row level security;
alter table email_change force row level security;
create policy mailed_link_owner on mailed_link for all to app_owner using (true) with check (true);
create policy email_change_owner on email_change for all to app_owner using (true) with check (true);
create policy email_change_own on email_change for select to app_rw using (account_id = (select app_person()));
grant select on email_change to app_rw;
grant select (email_verified_at) on account to app_rw;

-- Links -----------------------------------------------------------------------------------------

create function auth_mail_link(new_id uuid, what text, token bytea, address text, account uuid, name text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into mailed_link (id, kind, token_sha256, email, account_id, display_name, created_at, expires_at)
   values (new_id, what, token, address, account, name, at, until) $$;

-- What a link is for, to whoever holds its token. Looking uses nothing up.
create function auth_link(token bytea, at timestamptz)
returns table (kind text, email text, account_id uuid, display_name text)
language sql stable security definer set search_path = public, pg_temp as
$$ select l.kind, l.email, l.account_id, l.display_name from mailed_link l where l.token_sha256 = token and l.expires_at > at $$;

-- Uses a link up; where it was sent. Nothing if somebody was quicker, or if it is a link of another kind.
create function auth_use_link(token bytea, what text, at timestamptz)
returns table (email text) language sql security definer set search_path = public, pg_temp as
$$ delete from mailed_link l where l.token_sha256 = token and l.kind = what and l.expires_at > at returning l.email $$;

-- Every link of a person, and what they have begun with one.
create function auth_drop_links(person uuid)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from mailed_link where account_id = person;
   delete from email_change where account_id = person $$;

create function auth_sweep_links(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from mailed_link where expires_at <= at;
   delete from email_change where expires_at <= at $$;

-- Accounts --------------------------------------------------------------------------------------

-- Makes the account of an address that was confirmed; false if there is one. Other sign-ups of that address are void.
create function auth_make_account(new_id uuid, new_email text, new_hash text, new_name text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ delete from mailed_link where kind = 'SIGN_UP' and email = new_email;
   with made as (
       insert into account (id, email, password_hash, display_name, created_at, email_verified_at)
       values (new_id, new_email, new_hash, new_name, at, at) on conflict (email) do nothing returning 1)
   select exists (select 1 from made) $$;

create function auth_set_password(person uuid, new_hash text)
returns void language sql security definer set search_path = public, pg_temp as
$$ update account set password_hash = new_hash where id = person $$;

create function auth_has_password(person uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce((select a.password_hash <> '!' from account a where a.id = person), false) $$;

-- Mail to this address reached the person. False if it is not, or no longer, theirs.
create function auth_verify_email(person uuid, address text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (update account set email_verified_at = coalesce(email_verified_at, at) where id = person and email = address returning 1)
   select exists (select 1 from done) $$;

-- Forgets what was counted under a key.
create function auth_forget_attempts(what text)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from attempt where key = what $$;

-- Another address -------------------------------------------------------------------------------

-- Takes the place of what was begun before, whose links are void.
create function auth_begin_email_change(person uuid, address text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from mailed_link where account_id = person and kind in ('CHANGE_OLD', 'CHANGE_NEW');
   delete from email_change where account_id = person;
   insert into email_change (account_id, new_email, created_at, expires_at) values (person, address, at, until) $$;

-- Notes that one side has confirmed; the new address, and whether both have.
create function auth_confirm_email_change(person uuid, side text, at timestamptz)
returns table (new_email text, both_sides boolean)
language sql security definer set search_path = public, pg_temp as
$$ update email_change c
      set old_confirmed_at = case when side = 'CHANGE_OLD' then at else c.old_confirmed_at end,
          new_confirmed_at = case when side = 'CHANGE_NEW' then at else c.new_confirmed_at end
    where c.account_id = person and c.expires_at > at
   returning c.new_email, c.old_confirmed_at is not null and c.new_confirmed_at is not null $$;

-- False if somebody else has that address.
create function auth_change_email(person uuid, address text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (
       update account a set email = address, email_verified_at = at
        where a.id = person and not exists (select 1 from account b where b.email = address and b.id <> person) returning 1)
   select exists (select 1 from done) $$;

grant execute on function auth_mail_link(uuid, text, bytea, text, uuid, text, timestamptz, timestamptz), auth_link(bytea, timestamptz),
    auth_use_link(bytea, text, timestamptz), auth_drop_links(uuid), auth_sweep_links(timestamptz),
    auth_make_account(uuid, text, text, text, timestamptz), auth_set_password(uuid, text), auth_has_password(uuid),
    auth_verify_email(uuid, text, timestamptz), auth_forget_attempts(text),
    auth_begin_email_change(uuid, text, timestamptz, timestamptz), auth_confirm_email_change(uuid, text, timestamptz),
    auth_change_email(uuid, text, timestamptz) to app_rw;
