-- A person together with an event, also one that she never did, is a range of its own: a page of it reads what it shows.
CREATE INDEX "audit_visibility_by_actor_event" ON "audit_visibility"("organisation_id", "actor_address", "event", "occurred_at", "entry_id")
  WHERE "actor_address" IS NOT NULL;
CREATE INDEX "audit_visibility_by_recipient_event" ON "audit_visibility"("organisation_id", "recipient_address", "event", "occurred_at", "entry_id")
  WHERE "recipient_address" IS NOT NULL;
