-- A payment that the office makes from its paper may still be cancelled by the till that took it, as long as that till knows
-- nothing of it: it goes to the operator once the workstations have said that they know.

-- For whom it waits: 0, for every workstation of its trade point; a number, for that one, whose journal has told of it. Null: for nobody.
ALTER TABLE payment ADD COLUMN waits_for integer;
CREATE INDEX payment_waits ON payment (trade_point) WHERE waits_for IS NOT NULL;

-- Up to where a workstation said last that it has read the changes, while all cancels of its own were here; 0 and 0: never.
ALTER TABLE workstation
  ADD COLUMN heard_generation integer NOT NULL DEFAULT 0,
  ADD COLUMN heard_change bigint NOT NULL DEFAULT 0;
