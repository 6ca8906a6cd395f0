with tables as (
    select c.oid, c.relname as name, c.relrowsecurity as guarded
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname not like '\_%'
), columns as (
    select t.name as table_name, a.attnum,
           '        ' || replace(format_type(a.atttypid, null), ' ', '_') || ' ' || a.attname
           || case when exists (select 1 from pg_constraint k where k.conrelid = t.oid and k.contype = 'p' and a.attnum = any (k.conkey)) then ' PK'
                   when exists (select 1 from pg_constraint k where k.conrelid = t.oid and k.contype = 'f' and a.attnum = any (k.conkey)) then ' FK'
                   else '' end as line
    from tables t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped
), entities as (
    select 1 as part, table_name as sort, '    ' || table_name || ' {' || e'\n' || string_agg(line, e'\n' order by attnum) || e'\n    }' as text
    from columns group by table_name
), arrows as (
    select distinct 2 as part, c.name || p.name || k.conname as sort,
           '    ' || p.name || ' ||--o{ ' || c.name || ' : "' || (
               select string_agg(a.attname, ', ' order by x.n) from unnest(k.conkey) with ordinality x(attnum, n)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.attnum) || '"' as text
    from pg_constraint k join tables c on c.oid = k.conrelid join tables p on p.oid = k.confrelid
    where k.contype = 'f'
), guards as (
    select 4 as part, t.name as sort, '| `' || t.name || '` | ' || case when t.guarded then coalesce(
        (select string_agg('`' || p.polname || '`', ', ' order by p.polname) from pg_policy p where p.polrelid = t.oid), 'nobody') else 'reference data, read by everybody' end || ' |' as text
    from tables t
)
select text from (
    select 0 as part, '' as sort, '```mermaid' || e'\n' || 'erDiagram' as text
    union all select * from entities union all select * from arrows
    union all select 3, '', '```' || e'\n\n## Who may see a row\n\n| Table | Row-level security policies |\n|---|---|'
    union all select * from guards
) lines order by part, sort;
