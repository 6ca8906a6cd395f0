-- Keys of encrypted columns: which there were, so that a server with other keys is refused at its start.
-- Never the keys: the fingerprint of a random key tells nothing about it.
create table sealing_key (
    id int primary key constraint sealing_key_id_check check (id > 0),
    fingerprint bytea not null constraint sealing_key_fingerprint_check check (length(fingerprint) = 16),
    first_used_at timestamptz not null,
    retired_at timestamptz
);
grant select, insert on sealing_key to app_rw;
