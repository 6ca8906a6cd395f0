-- The trail of an organisation, whole: from where each thing was done; nothing in it is changed or removed; and
-- sealed in blocks, each with the hash of the one before, so that a change shows.

alter table audit_event
    add column address text not null default '' constraint audit_event_address_len_check check (length(address) <= 64),
    add column user_agent text not null default '' constraint audit_event_user_agent_len_check check (length(user_agent) <= 400),
    -- The block that seals it; null until the next round.
    add column block_no int,
    -- What a block is made of is not the detail (address, agent, changes) but its hash under a salt. When a person is erased
    -- detail and salt go, so that nobody can guess the detail from the hash; the hash stays, and with it the chain.
    add column salt bytea,
    add column detail_sha256 bytea,
    add column erased_at timestamptz;

create function audit_detail_sha256(salt bytea, address text, user_agent text, changes jsonb)
returns bytea language sql stable as
$$ select sha256(salt || convert_to(jsonb_build_array(address, user_agent, changes)::text, 'UTF8')) $$;

update audit_event set salt = uuid_send(gen_random_uuid());
update audit_event set detail_sha256 = audit_detail_sha256(salt, address, user_agent, changes);

alter table audit_event
    alter column detail_sha256 set not null,
    -- A trigger fills it.
    alter column detail_sha256 set default '',
    add constraint audit_event_detail_sha256_check check (length(detail_sha256) = 32),
    add constraint audit_event_erased_check check ((salt is null) = (erased_at is not null));

-- Whoever writes the trail has no say in its salt, hash or block.
create function audit_event_detail() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    new.salt := uuid_send(gen_random_uuid());
    new.detail_sha256 := audit_detail_sha256(new.salt, new.address, new.user_agent, new.changes);
    return new;
end $$;
create trigger audit_event_detail before insert on audit_event for each row execute function audit_event_detail();
grant execute on function audit_detail_sha256(bytea, text, text, jsonb) to app_rw;

revoke insert on audit_event from app_rw;
grant insert (id, tenant_id, actor_id, action, subject_kind, subject_id, changes, address, user_agent, created_at) on audit_event to app_rw;

create index audit_event_tenant_idx on audit_event (tenant_id, created_at desc, id desc);
create index audit_event_actor_tenant_idx on audit_event (tenant_id, actor_id, created_at desc, id desc);
create index audit_event_open_idx on audit_event (tenant_id, id) where block_no is null;
create index audit_event_block_idx on audit_event (tenant_id, block_no);
create index audit_event_about_idx on audit_event (subject_id, created_at desc) where subject_kind in ('account', 'person');

-- Append-only for the owner too, as long as nobody takes the triggers away: a row is sealed once and erased once.
create function trail_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'the trail is only ever added to' using errcode = 'insufficient_privilege';
end $$;
create function audit_event_changes() returns trigger language plpgsql as $$
begin
    if (new.id, new.tenant_id, new.actor_id, new.action, new.subject_kind, new.subject_id, new.created_at, new.detail_sha256)
           is not distinct from
       (old.id, old.tenant_id, old.actor_id, old.action, old.subject_kind, old.subject_id, old.created_at, old.detail_sha256)
       and (new.block_no is not distinct from old.block_no or old.block_no is null)
       and ((new.salt, new.address, new.user_agent, new.changes, new.erased_at)
                is not distinct from (old.salt, old.address, old.user_agent, old.changes, old.erased_at)
            or new.erased_at is not null) then
        return new;
    end if;
    raise exception 'the trail is only ever added to' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_changes before update on audit_event for each row execute function audit_event_changes();
create trigger audit_event_kept before delete on audit_event for each row execute function trail_only_grows();
create trigger audit_event_not_truncated before truncate on audit_event for each statement execute function trail_only_grows();

create table audit_block (
    tenant_id uuid not null references organisation (id),
    no int not null constraint audit_block_no_check check (no > 0),
    previous_sha256 bytea not null constraint audit_block_previous_sha256_check check (length(previous_sha256) in (0, 32)),
    sha256 bytea not null constraint audit_block_sha256_check check (length(sha256) = 32),
    -- What it seals, in order.
    events uuid[] not null constraint audit_block_events_check check (cardinality(events) between 1 and 1000),
    sealed_at timestamptz not null,
    primary key (tenant_id, no)
);
alter table audit_block enable row level security;
alter table audit_block force row level security;
create policy audit_block_read on audit_block for select to app_rw using (tenant_id = (select app_tenant()));
create policy audit_block_owner on audit_block for all to app_owner using (true) with check (true);
grant select on audit_block to app_rw;
create trigger audit_block_kept before update or delete on audit_block for each row execute function trail_only_grows();
create trigger audit_block_not_truncated before truncate on audit_block for each statement execute function trail_only_grows();
insert into purge_keeps values ('audit_block', 'What proves that nobody changed the trail');

-- Organisations with something that no block seals yet.
create function audit_unsealed() returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select o.id from organisation o where exists (select 1 from audit_event e where e.tenant_id = o.id and e.block_no is null) $$;

-- Adds a block to the chain of the organisation worked for. It follows the last one, or fails.
create function audit_seal(number int, previous bytea, hash bytea, sealed uuid[], at timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last_no int;
    last_hash bytea;
    done int;
begin
    select b.no, b.sha256 into last_no, last_hash from audit_block b where b.tenant_id = app_tenant() order by b.no desc limit 1;
    if number <> coalesce(last_no, 0) + 1 or previous <> coalesce(last_hash, ''::bytea) then
        raise exception 'block % does not follow the last one', number;
    end if;
    update audit_event e set block_no = number where e.tenant_id = app_tenant() and e.id = any (sealed) and e.block_no is null;
    get diagnostics done = row_count;
    if done <> cardinality(sealed) then
        raise exception 'block % would seal what is sealed already', number;
    end if;
    insert into audit_block (tenant_id, no, previous_sha256, sha256, events, sealed_at)
    values (app_tenant(), number, previous, hash, sealed, at);
end $$;

-- Names of those who stand in the trail of the organisation worked for, also when they are no longer its members.
create function audit_names(people uuid[])
returns table (id uuid, name text) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.display_name from account a
   where a.id = any (people)
     and (exists (select 1 from audit_event e where e.tenant_id = app_tenant() and e.actor_id = a.id)
          or exists (select 1 from audit_event e where e.tenant_id = app_tenant() and e.subject_kind = 'account' and e.subject_id = a.id)) $$;

-- Who ever did something in the organisation worked for: one step of the index a person, however long the trail.
create function audit_actors()
returns table (id uuid, name text) language sql stable security definer set search_path = public, pg_temp as
$$ with recursive actor as (
       (select e.actor_id from audit_event e where e.tenant_id = app_tenant() order by e.actor_id limit 1)
       union all
       select (select e.actor_id from audit_event e where e.tenant_id = app_tenant() and e.actor_id > actor.actor_id order by e.actor_id limit 1)
       from actor where actor.actor_id is not null)
   select a.id, a.display_name from actor join account a on a.id = actor.actor_id order by lower(a.display_name), a.id $$;

-- What organisations noted about the person worked for, and what that person did in them. Of what they did only that they
-- did it: the rest is the organisation's.
create function audit_about_me(most int)
returns table (id uuid, organisation_name text, action text, by_me boolean, changes jsonb, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select e.id, o.name, e.action, e.actor_id = app_person(),
          case when e.subject_kind = 'account' and e.subject_id = app_person() then e.changes else '{}'::jsonb end, e.created_at
   from audit_event e join organisation o on o.id = e.tenant_id
   where e.id in (
       select i.id from audit_event i where i.actor_id = app_person()
       union
       select i.id from audit_event i where i.subject_id = app_person() and i.subject_kind in ('account', 'person'))
   order by e.created_at desc, e.id desc limit most $$;

grant execute on function audit_unsealed(), audit_seal(int, bytea, bytea, uuid[], timestamptz), audit_names(uuid[]),
    audit_actors(), audit_about_me(int) to app_rw;
