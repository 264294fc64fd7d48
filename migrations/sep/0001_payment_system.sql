-- СЭП: who belongs to it, the journals it was sent, the payments it dispatches, and what operators said.
-- Instants are UTC milliseconds, money is kopecks, hashes are 32 bytes.

-- ── The system itself ───────────────────────────────────────────────────────────────────────────

-- One row. `generation` grows when the database turns out to be an older copy; `home` names the cluster and database
-- it lives in, by which a restored dump is told.
CREATE TABLE sep (
  one integer PRIMARY KEY CHECK (one = 1),
  generation integer NOT NULL CHECK (generation > 0),
  generation_since bigint NOT NULL,
  home text NOT NULL,
  training boolean NOT NULL
);

-- СЭП's own small certificate authority; its key is wrapped by a secret that lies outside the database.
CREATE TABLE authority (
  one integer PRIMARY KEY CHECK (one = 1),
  certificate bytea NOT NULL,
  key bytea NOT NULL,
  made_at bigint NOT NULL
);

-- A node that works on this database: alive as long as it holds the advisory lock of its number.
CREATE TABLE node (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  started_at bigint NOT NULL
);

-- ── Who belongs to it ───────────────────────────────────────────────────────────────────────────

CREATE TABLE trade_point (
  id text PRIMARY KEY,
  -- The whole `TradePoint` of the contract, in JSON.
  details text NOT NULL,
  -- The sync designation; `epoch` never falls, also when nobody holds it.
  holder integer,
  epoch integer NOT NULL DEFAULT 0,
  held_since bigint,
  -- Counts the changes of its payments: raised under this row's lock, so nothing is skipped by a reader.
  change_count bigint NOT NULL DEFAULT 0
);

CREATE TABLE workstation (
  trade_point text NOT NULL REFERENCES trade_point (id),
  number integer NOT NULL CHECK (number BETWEEN 1 AND 99),
  -- `PeerAddress[]` in JSON, as it told at its last contact.
  addresses text NOT NULL DEFAULT '[]',
  program text NOT NULL DEFAULT '',
  seen_at bigint,
  unsent integer NOT NULL DEFAULT 0,
  oldest_unsent_at bigint,
  -- From here on nothing is taken from it unseen.
  revoked_at bigint,
  revoked_reason text,
  PRIMARY KEY (trade_point, number)
);

-- A one-time code: only its secret's hash is kept.
CREATE TABLE enrolment_code (
  secret_hash bytea PRIMARY KEY,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  made_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  used_by uuid,
  FOREIGN KEY (trade_point, workstation) REFERENCES workstation (trade_point, number)
);

CREATE TABLE certificate (
  -- SHA-256 of the DER.
  fingerprint bytea PRIMARY KEY,
  serial text NOT NULL UNIQUE,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  der bytea NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  revoked_at bigint,
  FOREIGN KEY (trade_point, workstation) REFERENCES workstation (trade_point, number)
);
CREATE INDEX certificate_workstation ON certificate (trade_point, workstation);

-- ── Journals: stored once per (origin, seq), as exact text ──────────────────────────────────────

CREATE TABLE journal (
  origin uuid PRIMARY KEY,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  -- Ed25519, SPKI DER in base64.
  public_key text NOT NULL,
  bound_at bigint NOT NULL,
  -- The head: 0 and 32 zero bytes before the first event.
  seq integer NOT NULL DEFAULT 0,
  hash bytea NOT NULL,
  -- The last event known when its workstation was revoked: later ones go to a person.
  trusted_to integer,
  -- Its place among its workstation's journals: 1 more than the one that its first event continues. Known with that event.
  rank integer NOT NULL DEFAULT 0,
  FOREIGN KEY (trade_point, workstation) REFERENCES workstation (trade_point, number)
);
CREATE INDEX journal_trade_point ON journal (trade_point);

CREATE TABLE event (
  origin uuid NOT NULL REFERENCES journal (origin),
  seq integer NOT NULL CHECK (seq > 0),
  id text NOT NULL,
  type text NOT NULL,
  version bigint NOT NULL,
  at bigint NOT NULL,
  clock bigint NOT NULL,
  body text NOT NULL,
  hash bytea NOT NULL,
  -- The payment or shift it belongs to.
  subject text,
  PRIMARY KEY (origin, seq)
);
CREATE INDEX event_subject ON event (subject) WHERE subject IS NOT NULL;

CREATE TABLE head (
  origin uuid NOT NULL REFERENCES journal (origin),
  seq integer NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (origin, seq)
);

-- What a person has to look at: forks, forgeries, events of a revoked workstation. Kept whole, as it came.
CREATE TABLE set_aside (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('fork', 'forgery', 'revoked')),
  origin uuid NOT NULL,
  seq integer NOT NULL,
  -- Of what was sent: the same thing sent again is kept once.
  hash bytea NOT NULL,
  why text NOT NULL,
  content text NOT NULL,
  -- Conducted payments in it, and their sum taken.
  payments integer NOT NULL DEFAULT 0,
  amount bigint NOT NULL DEFAULT 0,
  trade_point text NOT NULL,
  shipped_by integer NOT NULL,
  at bigint NOT NULL,
  settled_at bigint,
  UNIQUE (origin, seq, hash, kind)
);

-- Events that could not be interpreted, with all later ones of their payment.
CREATE TABLE parked (
  origin uuid NOT NULL,
  seq integer NOT NULL,
  subject text,
  reason text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (origin, seq)
);
CREATE INDEX parked_subject ON parked (subject);

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER head_stays BEFORE UPDATE OR DELETE ON head FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();

-- ── Payments ────────────────────────────────────────────────────────────────────────────────────

-- A payment's life at the till as its journal tells it (core/payment.ts), from its first event on.
CREATE TABLE lane (
  payment uuid PRIMARY KEY,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  counter integer NOT NULL,
  -- The last event in it: of which journal, at which of its workstation's journals, under which number.
  origin uuid NOT NULL,
  rank integer NOT NULL,
  seq integer NOT NULL,
  stage text NOT NULL,
  provider text NOT NULL,
  account text NOT NULL,
  credited bigint NOT NULL,
  taken bigint NOT NULL,
  -- When the receipt is known to have been made.
  taken_at bigint,
  -- The whole state in JSON.
  state text NOT NULL
);
CREATE INDEX lane_same ON lane (account, credited, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX lane_trade_point ON lane (trade_point, workstation, counter);

-- A payment that СЭП has accepted: one row for ever, whoever ships it and however often.
CREATE TABLE payment (
  id uuid PRIMARY KEY,
  trade_point text NOT NULL REFERENCES trade_point (id),
  workstation integer NOT NULL,
  counter integer NOT NULL,
  provider text NOT NULL,
  account text NOT NULL,
  credited bigint NOT NULL,
  fee bigint NOT NULL,
  taken bigint NOT NULL,
  conducted_at bigint NOT NULL,
  accepted_at bigint NOT NULL,
  status text NOT NULL CHECK (status IN
    ('accepted', 'checking', 'forwarded', 'completed', 'rejected', 'hung', 'cancelled', 'refunded', 'transferred')),
  generation integer NOT NULL,
  revision integer NOT NULL,
  -- Its place among the changes of its trade point.
  change bigint NOT NULL,
  status_at bigint NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  operator_number text,
  result_code integer,
  reason text,
  -- When the dispatcher has to look at it; null: nothing more happens by itself.
  due_at bigint,
  -- The node that works on it now.
  node integer
);
CREATE UNIQUE INDEX payment_change ON payment (trade_point, change);
-- What waits for a node, by provider: each has room for so many at once.
CREATE INDEX payment_due ON payment (provider, due_at) WHERE due_at IS NOT NULL AND node IS NULL;
CREATE INDEX payment_node ON payment (node) WHERE node IS NOT NULL;
CREATE INDEX payment_open ON payment (status, status_at) WHERE status NOT IN ('completed', 'cancelled', 'refunded', 'transferred');

-- One try to have the operator credit certain details, under one txn_id.
CREATE TABLE attempt (
  payment uuid NOT NULL REFERENCES payment (id),
  number integer NOT NULL CHECK (number > 0),
  -- 63 bits of SHA-256(payment, number), decimal.
  txn_id text NOT NULL UNIQUE,
  provider text NOT NULL,
  account text NOT NULL,
  credited bigint NOT NULL,
  opened_at bigint NOT NULL,
  -- `new`: no pay sent. `paying`: written before the request leaves. `answered`: the last pay got an answer that is not
  -- final. The rest are ends.
  state text NOT NULL CHECK (state IN ('new', 'paying', 'answered', 'credited', 'refused', 'unknown')),
  -- Some request of it may have been taken without our knowing: no later refusal proves anything.
  maybe_taken boolean NOT NULL DEFAULT false,
  -- `txn_date` of the first pay request; the same for all of them.
  first_pay_at bigint,
  last_pay_at bigint,
  checks integer NOT NULL DEFAULT 0,
  pays integer NOT NULL DEFAULT 0,
  -- Network failures before anything left don't count among the tries.
  unreached integer NOT NULL DEFAULT 0,
  PRIMARY KEY (payment, number)
);

-- Every word with an operator, for the payment's story.
CREATE TABLE exchange (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment uuid NOT NULL,
  attempt integer NOT NULL,
  command text NOT NULL CHECK (command IN ('check', 'pay', 'cancel')),
  at bigint NOT NULL,
  took_ms integer,
  -- `answered`, or what went wrong: `unreached`, `timeout`, `broken`, `http`, `garbled`; null: under way.
  outcome text,
  result_code integer,
  operator_number text,
  comment text
);
CREATE INDEX exchange_payment ON exchange (payment, id);

-- Each change of a status, for the payment's story.
CREATE TABLE status_change (
  payment uuid NOT NULL,
  generation integer NOT NULL,
  revision integer NOT NULL,
  status text NOT NULL,
  at bigint NOT NULL,
  attempt integer NOT NULL,
  -- `dispatch`, `registry`, a request's id or a person.
  cause text NOT NULL,
  reason text,
  PRIMARY KEY (payment, generation, revision)
);

-- A cancel by payment id, written first: a `conducted` that arrives late is never dispatched.
CREATE TABLE tombstone (
  payment uuid PRIMARY KEY,
  at bigint NOT NULL,
  cause text NOT NULL,
  reason text NOT NULL
);

-- ── Catalogue and operators ─────────────────────────────────────────────────────────────────────

CREATE TABLE catalogue (
  version integer PRIMARY KEY,
  -- The contract's `Catalogue` in JSON.
  value text NOT NULL,
  made_at bigint NOT NULL
);

-- How a provider is reached: address, dialect, pauses. `Gateway` of sep/dispatch/gateway.ts in JSON.
CREATE TABLE gateway (
  provider text PRIMARY KEY,
  value text NOT NULL,
  changed_at bigint NOT NULL
);

-- ── Registries ──────────────────────────────────────────────────────────────────────────────────

CREATE TABLE registry (
  provider text NOT NULL,
  -- Moscow day, `2026-11-22`.
  day text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('ours', 'theirs')),
  -- The file as it was made or read.
  content text NOT NULL,
  count integer NOT NULL,
  amount bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (provider, day, direction)
);

CREATE TABLE discrepancy (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  day text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('missingHere', 'missingThere', 'otherSum')),
  txn_id text NOT NULL,
  payment uuid,
  account text NOT NULL,
  our_amount bigint,
  their_amount bigint,
  found_at bigint NOT NULL,
  settled_at bigint,
  settled_by text,
  UNIQUE (provider, day, kind, txn_id)
);

-- ── Who did what ────────────────────────────────────────────────────────────────────────────────

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  -- A workstation (`tt-1/2`), a node, the command line or a person.
  who text NOT NULL,
  what text NOT NULL,
  details text NOT NULL
);
