-- The sequencer asks who may read an entry; nobody asks for an organisation's entries in the order of their ids.
ALTER TABLE "audit_visibility" DROP CONSTRAINT "audit_visibility_pkey";
ALTER TABLE "audit_visibility" ADD CONSTRAINT "audit_visibility_pkey" PRIMARY KEY ("entry_id", "organisation_id");
