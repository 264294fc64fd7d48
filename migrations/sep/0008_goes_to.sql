-- Whose operator a payment goes to: another than its own provider where its details were corrected.

-- Null: its provider's.
ALTER TABLE payment ADD COLUMN goes_to text;

UPDATE payment p SET goes_to = a.provider FROM attempt a
WHERE a.payment = p.id AND a.number = greatest(p.attempt, 1) AND a.provider <> p.provider;

-- What waits for a node, by whose room it takes.
DROP INDEX payment_due;
CREATE INDEX payment_due ON payment (coalesce(goes_to, provider), due_at) WHERE due_at IS NOT NULL AND node IS NULL;
