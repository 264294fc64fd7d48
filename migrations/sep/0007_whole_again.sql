-- After СЭП was put back from a dump it lacks what came after it: cancels, refunds, whole journals.

-- The generation in which a workstation last said that all its events are here; 0: in none.
ALTER TABLE workstation ADD COLUMN whole_in integer NOT NULL DEFAULT 0;
