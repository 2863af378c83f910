-- A reshard gives the shards new members, and so ends the numbering of all of them. See docs/adr/0005.

CREATE TABLE retired_shards (
  shard_id       integer     NOT NULL,
  first_sequence bigint      NOT NULL,
  last_sequence  bigint      NOT NULL,
  shard_count    integer     NOT NULL,
  retired_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shard_id, first_sequence),
  CONSTRAINT retired_shards_not_empty CHECK (last_sequence >= first_sequence)
);

COMMENT ON TABLE retired_shards IS
  'What reshards ended: one row per shard that had written anything. The ledger keeps the numbers it had; today''s shards count on above all of them.';
COMMENT ON COLUMN retired_shards.shard_count IS 'Accounts belonged to shard account_id % shard_count.';
COMMENT ON COLUMN retired_shards.first_sequence IS 'The first sequence of this layout; the same for all of its shards.';
COMMENT ON COLUMN retired_shards.last_sequence IS 'The last one that this shard wrote.';
