-- Files of people and organisations. Their bytes lie encrypted in the file store; without the key in
-- this row nobody reads them.
create table file (
    id uuid primary key,
    -- Null: the owner's own.
    tenant_id uuid references organisation (id) on delete cascade,
    -- Whose it is, or who brought it.
    owner_id uuid not null references account (id),
    purpose text not null constraint file_purpose_check check (purpose ~ '^[A-Z_]{1,40}$'),
    name text not null constraint file_name_len_check check (length(name) <= 200),
    mime text not null constraint file_mime_len_check check (length(mime) between 3 and 100),
    size_bytes bigint not null constraint file_size_bytes_check check (size_bytes between 1 and 1073741824),
    sha256 bytea constraint file_sha256_len_check check (length(sha256) = 32),
    key_sealed bytea constraint file_key_sealed_len_check check (length(key_sealed) between 30 and 200),
    created_at timestamptz not null,
    deleted_at timestamptz,
    -- What is deleted has lost its key, and with it everything that tells what it was.
    constraint file_shredded_check check (
        case when deleted_at is null then key_sealed is not null and sha256 is not null and name <> ''
             else key_sealed is null and sha256 is null and name = '' end)
);
create index file_owner_idx on file (owner_id) where deleted_at is null;
create index file_tenant_idx on file (tenant_id) where deleted_at is null;
alter table file enable row level security;
alter table file force row level security;

create policy file_read on file for select to app_rw using (
    tenant_id = (select app_tenant()) or (tenant_id is null and owner_id = (select app_person())));
create policy file_bring on file for insert to app_rw with check (
    owner_id = (select app_person()) and (tenant_id is null or tenant_id = (select app_tenant())));
-- To shred it.
create policy file_delete on file for update to app_rw using (
    tenant_id = (select app_tenant()) or (tenant_id is null and owner_id = (select app_person())));
create policy file_owner on file for all to app_owner using (true) with check (true);

grant select, insert on file to app_rw;
grant update (name, sha256, key_sealed, deleted_at) on file to app_rw;

-- The sweep works for nobody in particular, and learns nothing but ids.
create function file_sweep_living(ids uuid[])
returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select f.id from file f where f.id = any (ids) and f.deleted_at is null $$;

create function file_sweep_page(after uuid, before timestamptz, count int)
returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select f.id from file f where f.id > after and f.created_at < before and f.deleted_at is null order by f.id limit count $$;

create function file_sweep_give_up(ids uuid[], at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update file set deleted_at = at, key_sealed = null, sha256 = null, name = '' where id = any (ids) and deleted_at is null $$;

grant execute on function file_sweep_living(uuid[]), file_sweep_page(uuid, timestamptz, int),
    file_sweep_give_up(uuid[], timestamptz) to app_rw;
