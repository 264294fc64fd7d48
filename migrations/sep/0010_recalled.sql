-- After a restore: what this system had told of payments after the dump was made, told back to it by workstations.
-- Instants are UTC milliseconds.

-- Until when this copy knows what it told; null: nobody can say, it was worked on before the restore was noticed.
ALTER TABLE sep ADD COLUMN known_until bigint;

-- The generation in which a workstation has told all that it knew of older ones; 0: in none.
ALTER TABLE workstation ADD COLUMN recalled_in integer NOT NULL DEFAULT 0;

-- The newest word of each payment that this copy does not know; kept also where the payment has not come back yet.
CREATE TABLE recalled (
  -- As the tills call it.
  payment uuid PRIMARY KEY,
  trade_point text NOT NULL REFERENCES trade_point (id),
  -- Who told it last.
  workstation integer NOT NULL,
  generation integer NOT NULL,
  revision integer NOT NULL,
  -- Whether it bears this system's own seal.
  sealed boolean NOT NULL,
  -- Its attempt's number at the operator, as it was told; null: not told.
  txn_id text,
  -- The contract's `PaymentStatus` in JSON.
  word text NOT NULL,
  told_at bigint NOT NULL,
  -- What was made of it (`Heed` of core/recalled.ts); null: the payment is not here.
  heeded text
);
CREATE INDEX recalled_waiting ON recalled (trade_point) WHERE heeded IS NULL;
