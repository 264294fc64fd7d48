-- What a СЭП that was put back from a dump is told again: statuses of before, requests that it may have forgotten.

-- The contract's `AttemptDetails` in JSON, and СЭП's seal; null: a СЭП that does not say.
ALTER TABLE status ADD COLUMN attempted TEXT CHECK (json_valid(attempted));
ALTER TABLE status ADD COLUMN seal TEXT;
-- What a restored СЭП says meanwhile of a payment whose end is known from before; null: nothing that differs.
ALTER TABLE status ADD COLUMN meanwhile TEXT;

CREATE INDEX status_at ON status (at, payment);

-- The contract's `AdjustmentRequest` of what was left here, as long as it may have to be left again.
ALTER TABLE request ADD COLUMN content TEXT CHECK (json_valid(content));
UPDATE request SET content = unsent;
