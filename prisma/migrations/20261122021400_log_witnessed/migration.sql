-- Checkpoints that a witness has kept, with its cosignatures.
CREATE TABLE "log_witnessed" (
    "witness" TEXT NOT NULL,
    "tree_size" BIGINT NOT NULL,
    "cosignatures" TEXT NOT NULL,
    "witnessed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_witnessed_pkey" PRIMARY KEY ("witness", "tree_size")
);
CREATE TRIGGER "log_witnessed_insert_only" BEFORE UPDATE OR DELETE ON "log_witnessed" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_witnessed_no_truncate" BEFORE TRUNCATE ON "log_witnessed" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
