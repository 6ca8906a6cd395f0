-- A person's copy of everything about them, and their way out.

create table data_export (
    id uuid primary key,
    person_id uuid not null references account (id),
    state text not null default 'QUEUED' constraint data_export_state_check check (state in ('QUEUED', 'READY', 'EXPIRED')),
    -- Tables and files packed so far, of how many.
    done smallint not null default 0 constraint data_export_done_check check (done >= 0),
    steps smallint not null default 0,
    file_id uuid references file (id),
    created_at timestamptz not null,
    ready_at timestamptz,
    expires_at timestamptz,
    constraint data_export_ready_check check ((state = 'QUEUED') = (ready_at is null) and (ready_at is null) = (expires_at is null))
);
create unique index data_export_waiting_key on data_export (person_id) where state = 'QUEUED';
create index data_export_person_idx on data_export (person_id, created_at desc);
create index data_export_file_idx on data_export (file_id);
create index data_export_expires_idx on data_export (expires_at) where state = 'READY';

-- Who asked to be erased, and when it is due. Asked for again after it was undone it is another row.
create table erasure (
    id uuid primary key,
    person_id uuid not null references account (id),
    state text not null default 'ASKED' constraint erasure_state_check check (state in ('ASKED', 'UNDONE', 'RUNNING', 'DONE')),
    asked_at timestamptz not null,
    due_at timestamptz not null,
    ended_at timestamptz,
    constraint erasure_ended_check check ((state in ('UNDONE', 'DONE')) = (ended_at is not null))
);
create unique index erasure_open_key on erasure (person_id) where state in ('ASKED', 'RUNNING');
create index erasure_person_idx on erasure (person_id);

do $$
declare one text;
begin
    foreach one in array array['data_export', 'erasure'] loop
        execute format('alter table %I enable row level security', one);
        execute format('alter table %I force row level security', one);
        execute format('create policy %I on %I for all to app_rw using (person_id = (select app_person())) with check (person_id = (select app_person()))', one || '_own', one);
        execute format('create policy %I on %I for all to app_owner using (true) with check (true)', one || '_owner', one);
        execute format('grant select, insert on %I to app_rw', one);
    end loop;
end $$;
grant update (state, done, steps, file_id, ready_at, expires_at) on data_export to app_rw;
grant update (state, due_at, ended_at) on erasure to app_rw;

alter table account add column erased_at timestamptz;
grant select (erased_at) on account to app_rw;

-- Reading --------------------------------------------------------------------------------------------

-- How a column names the person worked for: by id, or by address.
create function privacy_mine(wanted text, named_by text)
returns text language sql stable security definer set search_path = public, pg_temp as
$$ select case when c.atttypid = 'uuid'::regtype then format('t.%I = %L::uuid', named_by, app_person())
               else format('t.%I = %L', named_by, (select a.email from account a where a.id = app_person())) end
   from pg_attribute c where c.attrelid = format('public.%I', wanted)::regclass and c.attname = named_by and not c.attisdropped $$;

-- The rows of a table that name the person worked for, without what is a secret also to them: hashes, sealed values and
-- salts. Of some tables only some columns are theirs.
create function privacy_rows(wanted text, named_by text, only_columns text[])
returns setof jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    hidden text[];
begin
    if app_person() is null then
        return;
    end if;
    select coalesce(array_agg(a.attname::text), '{}') into hidden
    from pg_attribute a where a.attrelid = format('public.%I', wanted)::regclass and a.attnum > 0 and not a.attisdropped
        and (a.attname ~ '(password|secret|token|sha256|hash|sealed|salt|code)' or a.atttypid = 'tsvector'::regtype
             or cardinality(only_columns) > 0 and a.attname <> all (only_columns));
    return query execute format('select to_jsonb(t) - $1 from public.%I t where ', wanted) || privacy_mine(wanted, named_by) using hidden;
end $$;

-- Which organisations would be left without an owner.
create function privacy_sole_owner()
returns table (id uuid, name text) language sql stable security definer set search_path = public, pg_temp as
$$ select o.id, o.name from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
   where m.account_id = app_person() and m.role = 'OWNER'
     and not exists (select 1 from membership x where x.tenant_id = m.tenant_id and x.role = 'OWNER' and x.account_id <> m.account_id)
   order by o.name $$;

-- Deleted organisations that only the person worked for could restore: they are purged with them.
create function privacy_orphans()
returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select o.id from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is not null and o.purged_at is null
   where m.account_id = app_person() and m.role = 'OWNER'
     and not exists (select 1 from membership x where x.tenant_id = m.tenant_id and x.role = 'OWNER' and x.account_id <> m.account_id) $$;

-- Erasing: only for whom an erasure is running -----------------------------------------------------------

create function privacy_erasing() returns void language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from erasure e where e.person_id = app_person() and e.state = 'RUNNING') then
        raise exception 'no erasure is running' using errcode = 'insufficient_privilege';
    end if;
end $$;

-- Deletes the rows of a table that name the person worked for.
create function privacy_delete(wanted text, named_by text)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    perform privacy_erasing();
    execute format('delete from public.%I t where ', wanted) || privacy_mine(wanted, named_by);
    get diagnostics gone = row_count;
    return gone;
end $$;

-- Puts columns of those rows to what they are in an empty row, or to a given text.
create function privacy_blank(wanted text, named_by text, columns text[], texts text[])
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    assignments text;
    changed bigint;
begin
    perform privacy_erasing();
    select string_agg(format('%I = ', c) || coalesce(quote_literal(t), 'default'), ', ') into assignments
    from unnest(columns, texts) as x (c, t);
    execute format('update public.%I t set %s where ', wanted, assignments) || privacy_mine(wanted, named_by);
    get diagnostics changed = row_count;
    return changed;
end $$;

-- The account itself, the trails of organisations, drafts and guesses. Last of all: it takes the address that rows are found by.
create function privacy_erase_account(at timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    me uuid := app_person();
    mine text;
    name_json text;
    gone uuid[] := array(select o.id from organisation o where o.created_by = app_person() and o.purged_at is not null);
begin
    perform privacy_erasing();
    select a.email, to_json(a.display_name)::text into mine, name_json from account a where a.id = me;
    -- Lines stay, and their hashes. From where the person did something goes; and wherever they are named, by address anywhere, by
    -- name where they worked or applied. Of organisations that went with them, such as the one that bore their name, everything.
    update audit_event e set
        address = case when e.actor_id = me then '' else e.address end,
        user_agent = case when e.actor_id = me then '' else e.user_agent end,
        changes = case when e.tenant_id = any (gone) then '{}'::jsonb
                       else replace(replace(e.changes::text, mine, 'erased'), name_json, '"erased"')::jsonb end,
        salt = null, erased_at = at
    where e.actor_id = me or e.subject_id = me or e.tenant_id = any (gone) or position(mine in e.changes::text) > 0
       or position(name_json in e.changes::text) > 0
          and e.tenant_id in (select x.tenant_id from audit_event x where x.actor_id = me or x.subject_id = me
                              union all select x.tenant_id from application x where x.person_id = me);
    delete from form_draft d where position(mine in d.fields::text) > 0 or position(name_json in d.fields::text) > 0;
    delete from attempt t where position(mine in t.key) > 0;
    update account a set email = 'erased-' || replace(a.id::text, '-', '') || '@erased.invalid', password_hash = '',
        display_name = 'Erased person', status = 'INACTIVE', time_zone = 'Europe/London', last_seat = null, erased_at = at
    where a.id = me;
end $$;

-- Retention ------------------------------------------------------------------------------------------

-- Applies one rule to what is older, and leaves a line. What is kept how long stands in the code; what a rule means is here.
create function retention_apply(line uuid, wanted text, older_than timestamptz, at timestamptz)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    if older_than > at - interval '1 hour' then
        raise exception 'nothing is thrown away before it is an hour old';
    end if;
    case wanted
        when 'copies_of_data' then
            update file f set deleted_at = at, key_sealed = null, sha256 = null, name = ''
            where f.deleted_at is null and f.id in (select e.file_id from data_export e where e.state = 'READY' and e.ready_at < older_than);
            update data_export set state = 'EXPIRED' where state = 'READY' and ready_at < older_than;
        when 'security_activity' then delete from security_event where created_at < older_than;
        when 'appeals' then delete from appeal where decided_at < older_than;
        when 'invitations' then
            delete from invitation where coalesce(accepted_at, revoked_at, expires_at) < older_than;
        when 'retention_lines' then delete from retention_run where created_at < older_than;
        else raise exception 'no rule %', wanted;
    end case;
    get diagnostics gone = row_count;
    insert into retention_run (id, rule, removed, created_at) values (line, wanted, gone, at);
    return gone;
end $$;

grant execute on function privacy_rows(text, text, text[]), privacy_sole_owner(), privacy_orphans(), privacy_delete(text, text),
    privacy_blank(text, text, text[], text[]), privacy_erase_account(timestamptz),
    retention_apply(uuid, text, timestamptz, timestamptz) to app_rw;
