-- AlterTable
ALTER TABLE "artifacts" ADD COLUMN     "grown_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "format" TEXT NOT NULL DEFAULT 'standard',
ADD COLUMN     "route" TEXT;

-- CreateTable
CREATE TABLE "alerts" (
    "id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "entity" TEXT,
    "project_id" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "facts" JSONB NOT NULL DEFAULT '{}',
    "routes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "group_key" TEXT NOT NULL,
    "leader_id" TEXT,
    "is_by_rule" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'raised',
    "count" INTEGER NOT NULL DEFAULT 1,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "clear_since" TIMESTAMPTZ(3),
    "reopened_at" TIMESTAMPTZ(3),
    "times_reopened" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "acknowledged_by_name" TEXT,
    "silenced_until" TIMESTAMPTZ(3),
    "silenced_by_name" TEXT,
    "escalated_at" TIMESTAMPTZ(3),
    "escalated_by_name" TEXT,
    "escalation_reason" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "resolved_by_name" TEXT,
    "resolution" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_conditions" (
    "fingerprint" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "held_since" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "alert_conditions_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateTable
CREATE TABLE "watchdog_remedies" (
    "id" TEXT NOT NULL,
    "alert_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "project_id" TEXT,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "watchdog_remedies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_series" (
    "id" SERIAL NOT NULL,
    "metric" TEXT NOT NULL,
    "labels" TEXT NOT NULL,

    CONSTRAINT "monitor_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_samples" (
    "series_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "monitor_samples_pkey" PRIMARY KEY ("series_id","at")
);

-- CreateTable
CREATE TABLE "monitor_rollups" (
    "series_id" INTEGER NOT NULL,
    "seconds" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "samples" INTEGER NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "monitor_rollups_pkey" PRIMARY KEY ("series_id","seconds","at")
);

-- CreateTable
CREATE TABLE "monitor_passes" (
    "name" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "monitor_passes_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "alerts_state_id_idx" ON "alerts"("state", "id");

-- CreateIndex
CREATE INDEX "alerts_rule_id_idx" ON "alerts"("rule", "id");

-- CreateIndex
CREATE INDEX "alerts_entity_id_idx" ON "alerts"("entity", "id");

-- CreateIndex
CREATE INDEX "alerts_fingerprint_id_idx" ON "alerts"("fingerprint", "id");

-- CreateIndex
CREATE INDEX "alert_conditions_rule_idx" ON "alert_conditions"("rule");

-- CreateIndex
CREATE INDEX "watchdog_remedies_entity_kind_at_idx" ON "watchdog_remedies"("entity", "kind", "at");

-- CreateIndex
CREATE UNIQUE INDEX "watchdog_remedies_alert_id_number_key" ON "watchdog_remedies"("alert_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "monitor_series_metric_labels_key" ON "monitor_series"("metric", "labels");

-- CreateIndex
CREATE INDEX "monitor_samples_at_idx" ON "monitor_samples"("at");

-- CreateIndex
CREATE INDEX "monitor_rollups_at_idx" ON "monitor_rollups"("at");


-- The parts below are not expressible in the Prisma schema.

ALTER TABLE "alerts"
    ADD CONSTRAINT "alerts_state_known" CHECK ("state" IN ('raised', 'acknowledged', 'silenced', 'resolved')),
    ADD CONSTRAINT "alerts_severity_known" CHECK ("severity" IN ('info', 'warning', 'critical')),
    ADD CONSTRAINT "alerts_silenced_says_until" CHECK ("state" <> 'silenced' OR "silenced_until" IS NOT NULL),
    ADD CONSTRAINT "alerts_resolved_says_when" CHECK (("state" = 'resolved') = ("resolved_at" IS NOT NULL)),
    ADD CONSTRAINT "alerts_count_positive" CHECK ("count" >= 1);
ALTER TABLE "watchdog_remedies"
    ADD CONSTRAINT "watchdog_remedies_kind_known" CHECK ("kind" IN ('release_claims', 'fail_over', 'restart_agent')),
    ADD CONSTRAINT "watchdog_remedies_outcome_known" CHECK ("outcome" IN ('done', 'refused', 'held'));
ALTER TABLE "webhook_endpoints"
    ADD CONSTRAINT "webhook_endpoints_format_known" CHECK ("format" IN ('standard', 'slack'));

-- One live alert of each fingerprint, whoever raises it and however many at once.
CREATE UNIQUE INDEX "alerts_one_live" ON "alerts" ("fingerprint") WHERE "state" <> 'resolved';
CREATE INDEX "alerts_live_of_group" ON "alerts" ("group_key", "id") WHERE "state" <> 'resolved';
