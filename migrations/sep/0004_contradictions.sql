-- What a person has to look at: tills against this system, credits that came too late, accounts of the desk that a
-- second person has to vouch for. Instants are UTC milliseconds, money is kopecks.

-- A till's journal and what was decided here contradict each other: each finding once, until a person has settled it.
CREATE TABLE contradiction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN
    ('conductedOtherwise', 'cancelTooLate', 'refundUngranted', 'refundTwice', 'refundNotPaid', 'paperAndJournal')),
  -- As this system knows it.
  payment uuid NOT NULL,
  -- The refund that it is about, else the payment as its journal calls it.
  about uuid NOT NULL,
  -- Whose journal said it.
  trade_point text NOT NULL REFERENCES trade_point (id),
  workstation integer NOT NULL,
  -- What is at stake.
  amount bigint NOT NULL,
  -- For people, in Russian.
  details text NOT NULL,
  found_at bigint NOT NULL,
  settled_at bigint,
  settled_by text,
  reason text,
  UNIQUE (kind, payment, about)
);
CREATE INDEX contradiction_open ON contradiction (found_at) WHERE settled_at IS NULL;

-- `lateCredit`: the operator says that it credited what was cancelled, refused or given back here.
ALTER TABLE discrepancy DROP CONSTRAINT discrepancy_kind_check;
ALTER TABLE discrepancy ADD CONSTRAINT discrepancy_kind_check
  CHECK (kind IN ('missingHere', 'missingThere', 'otherSum', 'lateCredit'));
CREATE UNIQUE INDEX discrepancy_late_credit ON discrepancy (txn_id) WHERE kind = 'lateCredit';

-- Who gave out the account's password and second factor, and who else knows the person behind it; null: nobody yet.
ALTER TABLE desk_user ADD COLUMN issued_by text NOT NULL DEFAULT 'command line';
ALTER TABLE desk_user ADD COLUMN vouched_by text;
ALTER TABLE desk_user ADD COLUMN signed_in_at bigint;
