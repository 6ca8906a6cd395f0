-- Visits of staff are kept as long as the pages they looked at.

create or replace function retention_apply(line uuid, wanted text, older_than timestamptz, at timestamptz)
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
        -- What was never answered, or not ended by anybody, is over by itself: an hour after it was allowed at most.
        when 'visits' then delete from visit where coalesce(ended_at, allowed_until, asked_at) < older_than;
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
