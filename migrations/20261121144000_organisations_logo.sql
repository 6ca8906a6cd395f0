-- The logo of an organisation: a file of its own that everybody may see while the organisation is there.
alter table file add constraint file_tenant_key unique (id, tenant_id);
alter table organisation
    add column logo_id uuid,
    -- Its own file, and none when that goes.
    add constraint organisation_logo_fkey foreign key (logo_id, id) references file (id, tenant_id) on delete set null (logo_id);
create index organisation_logo_idx on organisation (logo_id) where logo_id is not null;
grant update (logo_id) on organisation to app_rw;

-- A file that has lost its key is nobody's logo any more, whoever took the key away: so no page shows a picture that is gone.
create function file_is_no_logo() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update organisation set logo_id = null where logo_id = new.id;
    return null;
end $$;
create trigger file_is_no_logo after update of deleted_at on file
    for each row when (new.deleted_at is not null and new.purpose = 'LOGO') execute function file_is_no_logo();

-- A file that everybody may see: the logo of an organisation that is in sight. For nobody in particular, so as the owner.
create function file_public(wanted uuid)
returns table (id uuid, tenant_id uuid, owner_id uuid, purpose text, name text, mime text, size_bytes bigint, sha256 bytea,
               key_sealed bytea, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select f.id, f.tenant_id, f.owner_id, f.purpose, f.name, f.mime, f.size_bytes, f.sha256, f.key_sealed, f.created_at
   from file f join organisation o on o.logo_id = f.id and o.id = f.tenant_id
   where f.id = wanted and f.purpose = 'LOGO' and f.deleted_at is null and o.deleted_at is null $$;
grant execute on function file_public(uuid) to app_rw;
