-- For those who publish with Debezium's outbox event router instead of Ringfence's relay. No
-- migration: run it once, by hand, as the owner of the tables (docs/events.md says when and why).
-- The columns cost each commit some sixty bytes per event, which is why nobody has them unasked.

ALTER TABLE outbox
  ADD COLUMN IF NOT EXISTS id text GENERATED ALWAYS AS (account_id || '-' || version) STORED,
  ADD COLUMN IF NOT EXISTS aggregatetype text GENERATED ALWAYS AS ('account') STORED,
  ADD COLUMN IF NOT EXISTS aggregateid text GENERATED ALWAYS AS (account_id::text) STORED,
  ADD COLUMN IF NOT EXISTS event_type text GENERATED ALWAYS AS
    ('dev.ringfence.account.' || lower(ledger_type_name(type)) || '.v1') STORED;

COMMENT ON COLUMN outbox.id IS 'The same as header ce_id of the relay: account id, a dash, version.';
COMMENT ON COLUMN outbox.aggregatetype IS 'The router makes the topic of it.';
COMMENT ON COLUMN outbox.aggregateid IS 'The key of the record, the same as the relay''s.';
COMMENT ON COLUMN outbox.event_type IS 'The same as header ce_type of the relay.';

DROP PUBLICATION IF EXISTS ringfence_outbox;

-- A row is read from the write-ahead log, so that it need not stay in the table; and all
-- partitions look like their parent.
CREATE PUBLICATION ringfence_outbox FOR TABLE outbox
  WITH (publish = 'insert', publish_via_partition_root = true, publish_generated_columns = stored);

CREATE OR REPLACE FUNCTION empty_outbox() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  shard record;
  last_sequence bigint;
BEGIN
  SET LOCAL lock_timeout = '100ms';
  UPDATE relay_cursors c SET sequence = s.sequence, updated_at = now()
    FROM shards s WHERE s.shard_id = c.shard_id AND c.sequence < s.sequence;
  FOR shard IN SELECT s.shard_id, c.sequence, slot
                 FROM shards s JOIN relay_cursors c USING (shard_id), generate_series(0, 3) slot
                WHERE slot <> outbox_slot(s.sequence) LOOP
    EXECUTE format('LOCK TABLE outbox_%s_%s IN ACCESS EXCLUSIVE MODE', shard.shard_id, shard.slot);
    EXECUTE format('SELECT max(sequence) FROM outbox_%s_%s', shard.shard_id, shard.slot)
       INTO last_sequence;
    IF last_sequence <= shard.sequence THEN
      EXECUTE format('TRUNCATE outbox_%s_%s', shard.shard_id, shard.slot);
    END IF;
  END LOOP;
END
$$;

COMMENT ON FUNCTION empty_outbox IS
  'In the place of the relay: says that all is published, and empties the partitions that the shards have left. Safe with Debezium, whose replication slot keeps the log until it has read it; never beside a relay. Run it every few minutes.';
