-- Ten seconds to take a letter back, for every organisation: until now there was no button to do it with, and none had a time.
ALTER TABLE "organisations" ALTER COLUMN "take_back_seconds" SET DEFAULT 10;
UPDATE "organisations" SET "take_back_seconds" = 10 WHERE "take_back_seconds" = 0;
