-- Minutes of rest after which a session of its people is over: the trust space allows two hours at most.
ALTER TABLE "organisations" ADD COLUMN "idle_lock_minutes" INTEGER NOT NULL DEFAULT 30
  CONSTRAINT "organisations_idle_lock_minutes_check" CHECK ("idle_lock_minutes" BETWEEN 1 AND 120);
-- When its person last did something; what a page asks by itself does not move it. Until now every request counted.
ALTER TABLE "sessions" ADD COLUMN "active_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "sessions" SET "active_at" = "last_seen_at";
