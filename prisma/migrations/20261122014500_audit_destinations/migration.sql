-- Where an organisation's audit trail goes by itself: collectors (syslog, webhook) and scheduled exports to S3.
CREATE TYPE "destination_kind" AS ENUM ('syslog', 'webhook', 's3');

CREATE TABLE "audit_destinations" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" "destination_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "sealed_secret" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paused_at" TIMESTAMPTZ(3),
    "delivered_number" BIGINT NOT NULL DEFAULT 0,
    "exported_until" TIMESTAMPTZ(3),
    "lease" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "failure_noted_at" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "last_success_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_destinations_pkey" PRIMARY KEY ("id")
);

-- One object in a bucket: which period, which numbers. Fixed when the first try begins, so that every try writes the same.
CREATE TABLE "audit_export_runs" (
    "id" UUID NOT NULL,
    "destination_id" UUID NOT NULL,
    "period_from" TIMESTAMPTZ(3) NOT NULL,
    "period_to" TIMESTAMPTZ(3) NOT NULL,
    "first_number" BIGINT NOT NULL,
    "last_number" BIGINT NOT NULL,
    "object_key" TEXT NOT NULL,
    "upload_id" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "bytes" BIGINT,

    CONSTRAINT "audit_export_runs_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "audit_destinations_organisation_id_id_idx" ON "audit_destinations"("organisation_id", "id");
CREATE UNIQUE INDEX "audit_export_runs_destination_id_period_from_key" ON "audit_export_runs"("destination_id", "period_from");

ALTER TABLE "audit_destinations" ADD CONSTRAINT "audit_destinations_organisation_id_fkey"
    FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "audit_export_runs" ADD CONSTRAINT "audit_export_runs_destination_id_fkey"
    FOREIGN KEY ("destination_id") REFERENCES "audit_destinations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
