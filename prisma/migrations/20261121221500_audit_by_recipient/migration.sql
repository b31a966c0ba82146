-- Who an entry is about, so that "what happened with this person" needs no join; and one order, newest first by time,
-- behind every filter of the audit page, so that each of them is a range of one index.
ALTER TABLE "audit_entries" ADD COLUMN "recipient_address" TEXT;
ALTER TABLE "audit_visibility" ADD COLUMN "recipient_address" TEXT;

DROP INDEX "audit_visibility_organisation_id_event_entry_id_idx";
DROP INDEX "audit_visibility_organisation_id_actor_address_entry_id_idx";
DROP INDEX "audit_visibility_organisation_id_envelope_id_entry_id_idx";

CREATE INDEX "audit_visibility_organisation_id_event_occurred_at_entry_id_idx" ON "audit_visibility"("organisation_id", "event", "occurred_at", "entry_id");
CREATE INDEX "audit_visibility_by_actor" ON "audit_visibility"("organisation_id", "actor_address", "occurred_at", "entry_id");
CREATE INDEX "audit_visibility_by_recipient" ON "audit_visibility"("organisation_id", "recipient_address", "occurred_at", "entry_id");
CREATE INDEX "audit_visibility_by_envelope" ON "audit_visibility"("organisation_id", "envelope_id", "occurred_at", "entry_id");
