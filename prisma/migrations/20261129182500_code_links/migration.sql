-- The letter whose page asked for a code, for the link in its mail; and when that link was followed, which works once.
ALTER TABLE "one_time_codes" ADD COLUMN "recipient_id" UUID;
ALTER TABLE "one_time_codes" ADD COLUMN "link_used_at" TIMESTAMPTZ(3);
