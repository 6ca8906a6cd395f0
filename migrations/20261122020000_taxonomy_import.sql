-- What an operator has imported from a release of ESCO or O*NET. `kinwork taxonomy load` leaves such rows as they are.

alter table skill add column imported boolean not null default false;

alter table occupation
    add column imported boolean not null default false,
    -- O*NET's have its code as key.
    add column source text not null generated always as (case when starts_with(key, 'onet:') then 'ONET' else 'ESCO' end) stored;

-- Of an import: the folder it came from, which names the release, and whom to credit. What is shipped is credited in
-- data/ATTRIBUTION.md.
alter table reference_load
    add column release text,
    add column attribution text;
