-- name: checksums
-- Which migrations this database has.
select version, checksum from schema_migration;

-- name: record_checksum
-- What a file was when it was first seen; a version applied by hand comes without.
update schema_migration set checksum = coalesce(checksum, %(checksum)s::text)
where version = %(version)s::text
returning version, checksum;

-- name: ping
-- Whether the server answers.
select 1;

-- name: server_process
-- The number of the server's process that answers; through a pooler it is not the one that we were told of.
select pg_backend_pid();
