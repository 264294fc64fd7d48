-- Cancels that СЭП may not have yet are looked for at each contact.
CREATE INDEX event_cancels ON event (journal, seq)
  WHERE type = 'paymentCancelled' OR (type = 'paymentRerecorded' AND instr(body, '"type":"paymentCancelled"') > 0);
