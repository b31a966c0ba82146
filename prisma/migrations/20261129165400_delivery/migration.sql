-- A step between seal and notification, for each recipient: waiting, held (why), released, withdrawn, failed. Nobody reads
-- before release; the transaction that releases files the copy and enqueues the notification.
ALTER TABLE "recipients" ADD COLUMN "delivery_state" TEXT NOT NULL DEFAULT 'released';
ALTER TABLE "recipients" ALTER COLUMN "delivery_state" SET DEFAULT 'waiting';
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_delivery_state" CHECK (
    "delivery_state" IN ('waiting', 'held', 'released', 'withdrawn', 'failed')
);
ALTER TABLE "recipients" ADD COLUMN "held_why" TEXT;
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_held_why" CHECK (("held_why" IS NOT NULL) = ("delivery_state" = 'held'));
ALTER TABLE "recipients" ADD COLUMN "released_at" TIMESTAMPTZ(3);
-- After release too, a recipient's access can be withdrawn by the sender.
ALTER TABLE "recipients" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3);
ALTER TABLE "recipients" DISABLE TRIGGER USER;
UPDATE "recipients" r SET "released_at" = e."sealed_at" FROM "envelopes" e WHERE e."id" = r."envelope_id";
ALTER TABLE "recipients" ENABLE TRIGGER USER;
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_released_when" CHECK ("delivery_state" <> 'released' OR "released_at" IS NOT NULL);
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_withdrawn_when" CHECK ("delivery_state" <> 'withdrawn' OR "withdrawn_at" IS NOT NULL);

-- Until when it can be read now; the sealed expiry stays in expires_at.
ALTER TABLE "envelopes" ADD COLUMN "access_until" TIMESTAMPTZ(3);
ALTER TABLE "envelopes" ADD COLUMN "release_at" TIMESTAMPTZ(3);
ALTER TABLE "envelopes" ADD COLUMN "taken_back_at" TIMESTAMPTZ(3);
ALTER TABLE "envelopes" DISABLE TRIGGER USER;
UPDATE "envelopes" SET "access_until" = "expires_at", "release_at" = "sealed_at" WHERE "state" = 'sealed';
ALTER TABLE "envelopes" ENABLE TRIGGER USER;
ALTER TABLE "envelopes" DROP CONSTRAINT "envelopes_sealed_whole";
ALTER TABLE "envelopes" ADD CONSTRAINT "envelopes_sealed_whole" CHECK (
    "state" = 'draft'
    OR num_nulls("sender_address", "sealed_at", "expires_at", "access_until", "release_at", "seal", "seal_signature", "sealing_key_id") = 0
);
-- Seconds in which a sender may take a letter back before anybody can see it.
ALTER TABLE "organisations" ADD COLUMN "take_back_seconds" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_take_back_seconds" CHECK ("take_back_seconds" BETWEEN 0 AND 60);

CALL "protect_sealed_rows"('envelopes', changeable => '{updated_at, access_until}',
    settable => '{timestamp_response, timestamped_at, taken_back_at}', sealed_when => 'OLD."state" = ''sealed''');
CALL "protect_sealed_rows"('recipients', settable => '{opened_at, released_at, withdrawn_at}',
    changeable => '{mailbox_id, locale, delivery_state, held_why, notification_state, notification_id, notification_tries, notified_at, notification_failure, reported_at, blocked_at}');
