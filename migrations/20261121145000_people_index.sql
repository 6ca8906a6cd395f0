-- What the index of people in the memory of servers is fed with (docs/adr/0010-own-index.md).

-- Whose scoring inputs were changed, and by which transaction last. A follower keeps a snapshot of which
-- transactions it has seen (`pg_current_snapshot`) and asks for the others: nothing is skipped that is
-- committed late, which a serial number could not promise. One row a person: whoever changes somebody
-- holds the row of `person`, so the transaction noted here is the last of them to be committed, and
-- who has seen it has seen those before it.
create table person_change (
    -- No foreign key: that somebody is gone has to be heard as well.
    person_id uuid primary key,
    transaction xid8 not null,
    changed_at timestamptz not null
);
create index person_change_transaction_idx on person_change (transaction);
create index person_change_changed_idx on person_change (changed_at);

-- Rows of transactions up to this one (of several, the last) may be gone: a follower that has not seen them all
-- begins anew.
create table person_change_swept (
    transaction xid8 not null
);

-- Reached through functions alone.
alter table person_change enable row level security;
alter table person_change force row level security;
create policy person_change_owner on person_change for all to app_owner using (true) with check (true);
alter table person_change_swept enable row level security;
alter table person_change_swept force row level security;
create policy person_change_swept_owner on person_change_swept for all to app_owner using (true) with check (true);

-- In the transaction of the change, once a statement. What hangs on a person raises their version, so a
-- change of `person` is all there is to hear.
create function person_change_note() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into person_change as c (person_id, transaction, changed_at)
    select distinct t.id, pg_current_xact_id(), now() from touched t order by t.id
    on conflict (person_id) do update set transaction = excluded.transaction, changed_at = excluded.changed_at
        where c.transaction <> excluded.transaction;
    return null;
end $$;
create trigger person_inserted_noted after insert on person referencing new table as touched
    for each statement execute function person_change_note();
create trigger person_updated_noted after update on person referencing new table as touched
    for each statement execute function person_change_note();
create trigger person_deleted_noted after delete on person referencing old table as touched
    for each statement execute function person_change_note();

-- For the follower of a server ------------------------------------------------------------------------

-- Which database this is: numbers of transactions mean nothing in another one, nor in one that was put
-- back to an earlier state.
create function person_index_line() returns text language sql stable security definer set search_path = public, pg_temp as
$$ select (select system_identifier from pg_control_system()) || '/' || (select timeline_id from pg_control_checkpoint())
       || '/' || (select oid from pg_database where datname = current_database()) $$;

-- Who was changed by transactions that `seen` has not seen, what has been seen with that, up to which
-- transaction rows were swept, and for how many seconds the first of these changes has waited.
create function person_changes(seen pg_snapshot)
returns table (people uuid[], snapshot pg_snapshot, swept xid8, waited double precision)
language sql stable security definer set search_path = public, pg_temp as
$$ select array_agg(c.person_id), pg_current_snapshot(), (select coalesce(max(k.transaction), '0') from person_change_swept k),
          extract(epoch from clock_timestamp() - min(c.changed_at))::double precision
   from person_change c
   where c.transaction >= pg_snapshot_xmin(seen) and not pg_visible_in_snapshot(c.transaction, seen) $$;

-- Forgets what every follower had the time to see. A row goes only once its transaction is beyond all doubt.
create function person_changes_sweep(keep interval) returns bigint
language sql security definer set search_path = public, pg_temp as
$$ with gone as (
       delete from person_change where changed_at < now() - keep and transaction < pg_snapshot_xmin(pg_current_snapshot())
       returning transaction),
   noted as (
       insert into person_change_swept (transaction) select max(g.transaction) from gone g having count(*) > 0 returning transaction),
   outdated as (
       delete from person_change_swept k using noted n where k.transaction < n.transaction)
   select count(*) from gone $$;

grant execute on function person_index_line(), person_changes(pg_snapshot), person_changes_sweep(interval) to app_rw;
