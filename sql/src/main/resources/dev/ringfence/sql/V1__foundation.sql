-- Ringfence keeps its truth here. Everything else (memory, Kafka, Redis) is derived from these tables.
--
-- Amounts and quantities are NUMERIC(18,4). Small numbers in columns named status, state and type
-- are explained by the views at the end, which are made for people to read.

-- Rules for single values are domains, not checks of tables: PostgreSQL parses a table's checks anew
-- for every statement, which a lone command notices (docs/adr/0048). Rules between values are
-- asserted by the engine and looked after by `ringfence verify`.

CREATE DOMAIN account_number AS bigint CONSTRAINT account_number_positive CHECK (VALUE > 0);
CREATE DOMAIN account_version AS bigint CONSTRAINT account_version_positive CHECK (VALUE > 0);
CREATE DOMAIN account_status AS smallint CONSTRAINT account_status_known CHECK (VALUE BETWEEN 1 AND 3);
CREATE DOMAIN holding AS numeric(18,4) CONSTRAINT holding_not_negative CHECK (VALUE >= 0);
CREATE DOMAIN open_holding AS numeric(18,4) CONSTRAINT open_holding_positive CHECK (VALUE > 0);

COMMENT ON DOMAIN holding IS 'An amount or a quantity that somebody has.';

-- Rows that change with every batch stay in as many versions as there were batches, for as long as any
-- transaction of the server may still look at an old one: a dump, a report. An index names all versions under one
-- key, and whoever enters something into a unique index looks at each of them first. So the keys of `shards`,
-- `accounts` and `positions` are not unique, and the commit finds their rows from the newest on (docs/adr/0084).
-- That an account is there once is seen to by the ledger's key, a shard by that of the leases, and a row that is
-- made by the commit, which counts. Their whole rows are their identity for logical replication: without one, a
-- publication of all tables would refuse every commit.

CREATE TABLE shards (
  shard_id    integer     NOT NULL,
  shard_count integer     NOT NULL,
  epoch       bigint      NOT NULL DEFAULT 0,
  owner       text,
  batch       bigint      NOT NULL DEFAULT 0,
  sequence    bigint      NOT NULL DEFAULT 0,
  batch_at    timestamptz NOT NULL DEFAULT 'epoch'
) WITH (fillfactor = 10);

CREATE INDEX shards_by_id ON shards (shard_id);
ALTER TABLE shards REPLICA IDENTITY FULL;

COMMENT ON TABLE shards IS
  'One row per shard. Every batch updates it first, under the epoch of its owner: a process that lost the shard writes nothing.';
COMMENT ON COLUMN shards.shard_count IS 'Accounts belong to shard account_id % shard_count; the same in every row.';
COMMENT ON COLUMN shards.epoch IS
  'Raised by every new owner, and by the owner for every new connection; fences whatever was sent before.';
COMMENT ON COLUMN shards.owner IS 'The name of the owner, a slash, and a random part that tells his lives apart.';
COMMENT ON COLUMN shards.batch IS 'The last committed batch: what tells whether a batch with an unknown fate is in.';
COMMENT ON COLUMN shards.sequence IS 'The sequence of the last ledger row; gapless.';
COMMENT ON COLUMN shards.batch_at IS 'The time of the last batch; time in the engine never runs backwards.';

-- A reshard gives the shards new members, and so ends the numbering of all of them: docs/adr/0005.

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

CREATE TABLE shard_leases (
  shard_id     integer     PRIMARY KEY,
  owner        text,
  heartbeat_at timestamptz
) WITH (fillfactor = 10);

COMMENT ON TABLE shard_leases IS
  'Who says that he owns a shard and lives. Only politeness between processes, in a table of its own so that a heartbeat never waits for a commit; safety is the epoch in shards.';
COMMENT ON COLUMN shard_leases.owner IS 'As in shards; null once the shard was given up in order.';
COMMENT ON COLUMN shard_leases.heartbeat_at IS 'When the owner last said that he lives, by the clock of the database.';

CREATE TABLE accounts (
  account_id account_number  NOT NULL,
  shard_id   integer         NOT NULL,
  currency   text COLLATE "C" NOT NULL,
  status     account_status  NOT NULL,
  balance    holding         NOT NULL,
  reserved   holding         NOT NULL,
  version    account_version NOT NULL,
  updated_at timestamptz     NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX accounts_by_id ON accounts (account_id);
ALTER TABLE accounts REPLICA IDENTITY FULL;

COMMENT ON TABLE accounts IS 'The newest state of every account; always the fold of its ledger.';
COMMENT ON COLUMN accounts.status IS '1 ACTIVE, 2 FROZEN, 3 CLOSED.';
COMMENT ON COLUMN accounts.balance IS 'Free cash.';
COMMENT ON COLUMN accounts.reserved IS 'Cash held for open reservations.';
COMMENT ON COLUMN accounts.version IS 'Counts the changes of the account, gapless.';

CREATE TABLE positions (
  account_id        bigint  NOT NULL,
  symbol            text COLLATE "C" NOT NULL,
  shard_id          integer NOT NULL,
  quantity          holding NOT NULL,
  reserved_quantity holding NOT NULL,
  cost              holding NOT NULL,
  version           bigint  NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX positions_by_id ON positions (account_id, symbol);
ALTER TABLE positions REPLICA IDENTITY FULL;

COMMENT ON TABLE positions IS 'What an account holds of a symbol: units of an instrument, items in stock, seats.';
COMMENT ON COLUMN positions.quantity IS 'Free units.';
COMMENT ON COLUMN positions.reserved_quantity IS 'Units held for open reservations.';
COMMENT ON COLUMN positions.cost IS 'What all units, free and reserved, have cost; average price is cost / units.';
COMMENT ON COLUMN positions.version IS 'The version of the account at the last change of this position.';

CREATE TABLE reservations (
  account_id      bigint       NOT NULL,
  order_id        text COLLATE "C" NOT NULL,
  shard_id        integer      NOT NULL,
  symbol          text COLLATE "C",
  opened_sequence bigint       NOT NULL,
  amount          open_holding NOT NULL,
  remaining       open_holding NOT NULL,
  expires_at      timestamptz,
  version         bigint       NOT NULL,
  PRIMARY KEY (opened_sequence, account_id)
) WITH (fillfactor = 70);

COMMENT ON TABLE reservations IS
  'An open hold on cash, or on a symbol, for one order. Its row goes when it ends (docs/adr/0047); the ledger has its whole life.';
COMMENT ON COLUMN reservations.symbol IS 'What is held; null for cash.';
COMMENT ON COLUMN reservations.opened_sequence IS
  'The sequence in the shard at which it was opened; breaks ties of expiry. First in the key, as numbers that only grow keep it small: what is new comes in at its end, and what ended long ago leaves whole pages empty.';
COMMENT ON COLUMN reservations.amount IS 'What was reserved in all, as last amended.';
COMMENT ON COLUMN reservations.remaining IS 'What is still held.';
COMMENT ON COLUMN reservations.expires_at IS 'When it ends by itself; null if never.';
COMMENT ON COLUMN reservations.version IS 'The version of the account at the last change of this reservation.';

CREATE TABLE ledger (
  shard_id                 integer       NOT NULL,
  sequence                 bigint        NOT NULL,
  account_id               bigint        NOT NULL,
  version                  bigint        NOT NULL,
  type                     smallint      NOT NULL,
  request_id               text COLLATE "C",
  fingerprint              bigint        NOT NULL,
  occurred_at              timestamptz   NOT NULL,
  currency                 text COLLATE "C" NOT NULL,
  status                   smallint      NOT NULL,
  balance                  numeric(18,4) NOT NULL,
  balance_change           numeric(18,4) NOT NULL,
  reserved                 numeric(18,4) NOT NULL,
  reserved_change          numeric(18,4) NOT NULL,
  symbol                   text COLLATE "C",
  quantity                 numeric(18,4),
  quantity_change          numeric(18,4),
  reserved_quantity        numeric(18,4),
  reserved_quantity_change numeric(18,4),
  cost                     numeric(18,4),
  cost_change              numeric(18,4),
  order_id                 text COLLATE "C",
  reserves_symbol          boolean,
  opened_sequence          bigint,
  amount                   numeric(18,4),
  remaining                numeric(18,4),
  state                    smallint,
  expires_at               timestamptz,
  PRIMARY KEY (account_id, version),
  CONSTRAINT ledger_sequence_unique UNIQUE (shard_id, sequence),
  CONSTRAINT ledger_request_unique UNIQUE (request_id, account_id)
);

-- An order has one reservation, ever: two entries for each, of when it was opened and of how it ended.
CREATE UNIQUE INDEX ledger_order_unique ON ledger (order_id, account_id, state) WHERE type = 5 OR state > 1;

-- Both keys begin with the id: where ids grow with time, what is new comes in at the end of the tree,
-- and a ledger of any length is as quick to write as an empty one (docs/adr/0052).

COMMENT ON INDEX ledger_order_unique IS
  'Refuses a second reservation for an order, open or ended long ago; and finds the end of one without walking its account.';

COMMENT ON TABLE ledger IS
  'Every change of every account, for ever. Append-only: the database refuses UPDATE, DELETE and TRUNCATE.';
COMMENT ON COLUMN ledger.sequence IS 'The order of commit within the shard, gapless.';
COMMENT ON COLUMN ledger.version IS 'The account''s version after the change, gapless.';
COMMENT ON COLUMN ledger.type IS
  '1 OPENED, 2 STATUS_CHANGED, 3 DEPOSITED, 4 WITHDRAWN, 5 RESERVED, 6 AMENDED, 7 RELEASED, 8 FILLED, 9 SETTLED, 10 EXPIRED.';
COMMENT ON COLUMN ledger.state IS 'Of the reservation, after the change: 1 OPEN, 2 SETTLED, 3 RELEASED, 4 EXPIRED.';
COMMENT ON COLUMN ledger.request_id IS 'Makes the command idempotent; null for what the engine does by itself.';
COMMENT ON COLUMN ledger.fingerprint IS 'A hash of the command''s content, to tell a retry from another command with its id.';
COMMENT ON COLUMN ledger.balance IS 'Free cash after the change. All columns without _change are values after it.';

CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % is refused. Correct a mistake with a new command.', TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger();

CREATE TABLE outbox (
  shard_id    integer     NOT NULL,
  sequence    bigint      NOT NULL,
  account_id  bigint      NOT NULL,
  version     bigint      NOT NULL,
  type        smallint    NOT NULL,
  occurred_at timestamptz NOT NULL,
  payload     bytea       NOT NULL,
  slot        smallint    NOT NULL DEFAULT 0,
  PRIMARY KEY (shard_id, sequence, slot)
) PARTITION BY RANGE (shard_id, slot);

COMMENT ON TABLE outbox IS
  'Events on their way to Kafka: one per ledger row, with its sequence, so that a cursor per shard can never skip one. Each shard has four partitions and fills them in turn; one whose events are all published is truncated, so that nothing need be deleted row by row. Who reads it in a long snapshot locks it first (ACCESS SHARE).';
COMMENT ON COLUMN outbox.slot IS 'Which of the shard''s partitions: outbox_slot(sequence).';
COMMENT ON COLUMN outbox.payload IS 'ringfence.events.v1.AccountEvent as Protobuf.';

CREATE TABLE outbox_of_unknown_shards PARTITION OF outbox DEFAULT;

COMMENT ON TABLE outbox_of_unknown_shards IS
  'Stays empty: every shard that was made by add_shard has partitions of its own.';

CREATE FUNCTION outbox_slot(sequence bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (sequence >> 18 & 3)::smallint;

COMMENT ON FUNCTION outbox_slot IS 'A partition takes 262,144 events, then the next one follows.';

CREATE TABLE relay_cursors (
  shard_id   integer     PRIMARY KEY,
  sequence   bigint      NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);

COMMENT ON TABLE relay_cursors IS 'Up to where each shard''s outbox is acknowledged by Kafka.';

CREATE FUNCTION add_shard(id integer, count integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF id < 0 OR id >= count THEN
    RAISE EXCEPTION 'There is no shard % of %.', id, count USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO shards (shard_id, shard_count) VALUES (id, count);
  INSERT INTO shard_leases (shard_id) VALUES (id);
  INSERT INTO relay_cursors (shard_id) VALUES (id);
  FOR slot IN 0..3 LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS outbox_%s_%s PARTITION OF outbox FOR VALUES FROM (%s, %s) TO (%s, %s)',
                   id, slot, id, slot, id, slot + 1);
  END LOOP;
END
$$;

COMMENT ON FUNCTION add_shard IS 'Makes all rows and partitions that one shard needs.';

-- What one batch carries: arrays of these rows, so that a batch is a handful of parameters however
-- many rows it has, and is taken apart once.

CREATE TYPE journal_entry AS (
  sequence                 bigint,
  account_id               bigint,
  version                  bigint,
  type                     smallint,
  request_id               text,
  fingerprint              bigint,
  occurred_at              timestamptz,
  currency                 text,
  status                   smallint,
  balance                  numeric(18,4),
  balance_change           numeric(18,4),
  reserved                 numeric(18,4),
  reserved_change          numeric(18,4),
  symbol                   text,
  quantity                 numeric(18,4),
  quantity_change          numeric(18,4),
  reserved_quantity        numeric(18,4),
  reserved_quantity_change numeric(18,4),
  cost                     numeric(18,4),
  cost_change              numeric(18,4),
  order_id                 text,
  reserves_symbol          boolean,
  opened_sequence          bigint,
  amount                   numeric(18,4),
  remaining                numeric(18,4),
  state                    smallint,
  expires_at               timestamptz,
  payload                  bytea
);

COMMENT ON TYPE journal_entry IS 'A row of ledger, and the payload of its row of outbox.';

CREATE TYPE account_image AS (
  account_id bigint,
  currency   text,
  status     smallint,
  balance    numeric(18,4),
  reserved   numeric(18,4),
  version    bigint
);

COMMENT ON TYPE account_image IS 'A row of accounts after the batch.';

CREATE TYPE position_image AS (
  account_id        bigint,
  symbol            text,
  quantity          numeric(18,4),
  reserved_quantity numeric(18,4),
  cost              numeric(18,4),
  version           bigint
);

COMMENT ON TYPE position_image IS 'A row of positions after the batch.';

CREATE TYPE reservation_image AS (
  account_id      bigint,
  order_id        text,
  symbol          text,
  opened_sequence bigint,
  amount          numeric(18,4),
  remaining       numeric(18,4),
  expires_at      timestamptz,
  version         bigint
);

COMMENT ON TYPE reservation_image IS 'A row of reservations after the batch.';

CREATE TYPE reservation_key AS (
  opened_sequence bigint,
  account_id      bigint
);

COMMENT ON TYPE reservation_key IS 'A row of reservations that the batch ends.';

CREATE FUNCTION account_status_name(status smallint) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (ARRAY['ACTIVE', 'FROZEN', 'CLOSED'])[status];

CREATE FUNCTION reservation_state_name(state smallint) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (ARRAY['OPEN', 'SETTLED', 'RELEASED', 'EXPIRED'])[state];

CREATE FUNCTION ledger_type_name(type smallint) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (ARRAY['OPENED', 'STATUS_CHANGED', 'DEPOSITED', 'WITHDRAWN', 'RESERVED',
                'AMENDED', 'RELEASED', 'FILLED', 'SETTLED', 'EXPIRED'])[type];

CREATE VIEW account_overview AS
  SELECT a.account_id, a.currency, account_status_name(a.status) AS status, a.balance, a.reserved,
         a.balance + a.reserved AS total, a.version, a.updated_at
    FROM accounts a;

COMMENT ON VIEW account_overview IS 'Accounts, with their status in words.';

CREATE VIEW position_overview AS
  SELECT p.account_id, p.symbol, p.quantity, p.reserved_quantity, p.cost,
         round(p.cost / nullif(p.quantity + p.reserved_quantity, 0), 4) AS average_price, p.version
    FROM positions p;

COMMENT ON VIEW position_overview IS 'Positions, with their average price.';

CREATE VIEW open_reservations AS
  SELECT r.account_id, r.order_id, coalesce(r.symbol, a.currency) AS asset, r.amount, r.remaining,
         r.expires_at
    FROM reservations r
    JOIN accounts a USING (account_id);

COMMENT ON VIEW open_reservations IS 'What is held now, and for which order.';

CREATE VIEW ledger_overview AS
  SELECT l.account_id, l.version, ledger_type_name(l.type) AS type, l.request_id, l.order_id,
         l.symbol, l.balance_change, l.reserved_change, l.quantity_change,
         l.reserved_quantity_change, l.balance, l.reserved, l.quantity, l.reserved_quantity,
         l.remaining, reservation_state_name(l.state) AS state, l.occurred_at
    FROM ledger l;

COMMENT ON VIEW ledger_overview IS 'The ledger in words.';

CREATE VIEW shard_overview AS
  SELECT s.shard_id, s.owner, s.epoch, l.heartbeat_at, s.batch, s.sequence, s.batch_at,
         c.sequence AS published_sequence, s.sequence - coalesce(c.sequence, 0) AS outbox_lag
    FROM shards s
    LEFT JOIN shard_leases l USING (shard_id)
    LEFT JOIN relay_cursors c USING (shard_id);

COMMENT ON VIEW shard_overview IS 'Who owns each shard, and how far the relay is behind it.';
