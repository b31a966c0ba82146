-- Recipients of letters that leave later (lib/delivery/release-due.ts): few of all, and gone from here when they are released.
CREATE INDEX "recipients_waiting" ON "recipients" ("envelope_id") WHERE "delivery_state" = 'waiting';
