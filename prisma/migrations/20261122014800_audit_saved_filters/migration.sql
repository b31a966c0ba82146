-- Filters of the audit trail that administrators and auditors keep under a name, and may share within the organisation.
CREATE TABLE "audit_saved_filters" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "owner_user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "choice" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_saved_filters_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_saved_filters_organisation_id_name_idx" ON "audit_saved_filters"("organisation_id", "name");
CREATE INDEX "audit_saved_filters_owner_user_id_idx" ON "audit_saved_filters"("owner_user_id");
ALTER TABLE "audit_saved_filters" ADD CONSTRAINT "audit_saved_filters_owner_user_id_fkey"
    FOREIGN KEY ("owner_user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
