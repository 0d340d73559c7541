-- CreateTable
CREATE TABLE "cost_forecasts" (
    "scope" TEXT NOT NULL,
    "project_id" TEXT,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "high_since" TIMESTAMPTZ(3),

    CONSTRAINT "cost_forecasts_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "cost_forecast_marks" (
    "project_id" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "tasks" INTEGER NOT NULL,
    "spent_usd" DECIMAL(24,12) NOT NULL,
    "p10_usd" DECIMAL(24,12) NOT NULL,
    "p50_usd" DECIMAL(24,12) NOT NULL,
    "p90_usd" DECIMAL(24,12) NOT NULL,
    "scored_at" TIMESTAMPTZ(3),
    "actual_usd" DECIMAL(24,12),

    CONSTRAINT "cost_forecast_marks_pkey" PRIMARY KEY ("project_id","made_at")
);

-- CreateTable
CREATE TABLE "cost_recommendations" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "saving_usd" DECIMAL(24,12) NOT NULL,
    "saving_low_usd" DECIMAL(24,12) NOT NULL,
    "saving_high_usd" DECIMAL(24,12) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "reason" TEXT,
    "decided_saving_usd" DECIMAL(24,12),
    "baseline_usd" DECIMAL(24,12),
    "units_since" DECIMAL(24,6),
    "realised_usd" DECIMAL(24,12),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cost_recommendations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cost_passes" (
    "name" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_passes_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "cost_forecasts_computed_at_idx" ON "cost_forecasts"("computed_at");

-- CreateIndex
CREATE INDEX "cost_recommendations_project_id_state_id_idx" ON "cost_recommendations"("project_id", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "cost_recommendations_project_id_kind_subject_key" ON "cost_recommendations"("project_id", "kind", "subject");

-- The parts below are not expressible in the Prisma schema.

ALTER TABLE "cost_forecast_marks"
    ADD CONSTRAINT "cost_forecast_marks_in_order" CHECK ("p10_usd" <= "p50_usd" AND "p50_usd" <= "p90_usd"),
    ADD CONSTRAINT "cost_forecast_marks_scored_says_what" CHECK (("scored_at" IS NULL) = ("actual_usd" IS NULL));
CREATE INDEX "cost_forecast_marks_open" ON "cost_forecast_marks" ("project_id") WHERE "scored_at" IS NULL;
ALTER TABLE "cost_recommendations"
    ADD CONSTRAINT "cost_recommendations_state_known" CHECK ("state" IN ('open', 'accepted', 'dismissed')),
    ADD CONSTRAINT "cost_recommendations_decided_says_when"
        CHECK (("state" = 'open') = ("decided_at" IS NULL) AND ("state" = 'open') = ("decided_by" IS NULL)),
    ADD CONSTRAINT "cost_recommendations_saving_in_order"
        CHECK ("saving_low_usd" <= "saving_usd" AND "saving_usd" <= "saving_high_usd");
