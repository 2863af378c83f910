DROP SCHEMA IF EXISTS ${schema} CASCADE;
CREATE SCHEMA ${schema};

CREATE TABLE ${schema}.accounts (
  account_id bigint        PRIMARY KEY,
  currency   text          NOT NULL,
  status     smallint      NOT NULL,
  balance    numeric(18,4) NOT NULL CHECK (balance >= 0),
  reserved   numeric(18,4) NOT NULL CHECK (reserved >= 0),
  version    bigint        NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE ${schema}.positions (
  account_id bigint        NOT NULL,
  symbol     text          NOT NULL,
  quantity   numeric(18,4) NOT NULL CHECK (quantity >= 0),
  cost       numeric(18,4) NOT NULL CHECK (cost >= 0),
  PRIMARY KEY (account_id, symbol)
) WITH (fillfactor = 70);

CREATE TABLE ${schema}.reservations (
  account_id bigint        NOT NULL,
  order_id   text          NOT NULL,
  amount     numeric(18,4) NOT NULL,
  remaining  numeric(18,4) NOT NULL CHECK (remaining BETWEEN 0 AND amount),
  state      smallint      NOT NULL,
  PRIMARY KEY (account_id, order_id)
) WITH (fillfactor = 70);

CREATE TABLE ${schema}.ledger (
  account_id      bigint        NOT NULL,
  version         bigint        NOT NULL,
  type            smallint      NOT NULL,
  request_id      text          NOT NULL,
  fingerprint     bigint        NOT NULL,
  occurred_at     timestamptz   NOT NULL DEFAULT now(),
  currency        text          NOT NULL,
  balance         numeric(18,4) NOT NULL,
  balance_change  numeric(18,4) NOT NULL,
  reserved        numeric(18,4) NOT NULL,
  reserved_change numeric(18,4) NOT NULL,
  order_id        text,
  amount          numeric(18,4),
  remaining       numeric(18,4),
  state           smallint,
  PRIMARY KEY (account_id, version),
  UNIQUE (account_id, request_id)
);

CREATE TABLE ${schema}.outbox (
  sequence    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id  bigint      NOT NULL,
  version     bigint      NOT NULL,
  type        smallint    NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  payload     text        NOT NULL
);
