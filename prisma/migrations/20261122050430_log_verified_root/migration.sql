-- The root that a self-check without faults found: a log that was cut off and went on has another one at that size.
ALTER TABLE "log_verifications" ADD COLUMN "root_hash" BYTEA;
