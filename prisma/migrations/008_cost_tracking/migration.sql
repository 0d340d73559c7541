-- CreateTable
CREATE TABLE "cost_keys" (
    "project_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,

    CONSTRAINT "cost_keys_pkey" PRIMARY KEY ("project_id","source","external_id")
);

-- CreateTable
CREATE TABLE "cost_records" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "task_id" TEXT,
    "ticket_id" TEXT,
    "agent_id" TEXT,
    "attempt_id" TEXT,
    "phase" TEXT,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "raw_model" TEXT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cache_read_tokens" BIGINT NOT NULL,
    "cache_write_5m_tokens" BIGINT NOT NULL,
    "cache_write_1h_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "total_cost" DECIMAL(20,12),
    "reported_cost" DECIMAL(20,12),
    "status" TEXT NOT NULL,
    "price_version" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "cost_records_pkey" PRIMARY KEY ("id","occurred_at")
) PARTITION BY RANGE ("occurred_at");

-- An insert never fails for want of a month.
CREATE TABLE "cost_records_default" PARTITION OF "cost_records" DEFAULT;

-- CreateTable
CREATE TABLE "cost_rollups" (
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "project_id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "unpriced_calls" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cache_read_tokens" BIGINT NOT NULL,
    "cache_write_5m_tokens" BIGINT NOT NULL,
    "cache_write_1h_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "total_cost" DECIMAL(24,12) NOT NULL,

    CONSTRAINT "cost_rollups_pkey" PRIMARY KEY ("project_id","hour","ticket_id","agent_id","phase","provider","model")
);

-- CreateTable
CREATE TABLE "budgets" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "scope_kind" TEXT NOT NULL,
    "scope_target" TEXT,
    "scope_label" TEXT NOT NULL,
    "limit_usd" DECIMAL(20,12) NOT NULL,
    "period" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "warn_at" DECIMAL(4,3) NOT NULL,
    "critical_at" DECIMAL(4,3) NOT NULL,
    "on_exceed" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_periods" (
    "budget_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "spent_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "unpriced_calls" BIGINT NOT NULL DEFAULT 0,
    "warned_at" TIMESTAMPTZ(3),
    "critical_at" TIMESTAMPTZ(3),
    "exceeded_at" TIMESTAMPTZ(3),
    "hold_id" TEXT,

    CONSTRAINT "budget_periods_pkey" PRIMARY KEY ("budget_id","starts_at")
);

-- CreateIndex
CREATE INDEX "cost_records_project_id_occurred_at_id_idx" ON "cost_records"("project_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_occurred_at_id_idx" ON "cost_records"("occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_task_id_idx" ON "cost_records"("task_id");

-- CreateIndex
CREATE INDEX "cost_rollups_hour_idx" ON "cost_rollups"("hour");

-- AddForeignKey
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The parts below are not expressible in the Prisma schema.

ALTER TABLE "cost_records"
    ADD CONSTRAINT "cost_records_source_known" CHECK ("source" IN ('runner', 'gateway', 'otlp', 'api', 'import')),
    ADD CONSTRAINT "cost_records_status_known" CHECK ("status" IN ('priced', 'unpriced')),
    ADD CONSTRAINT "cost_records_cost_if_priced" CHECK (("total_cost" IS NULL) = ("status" = 'unpriced')),
    ADD CONSTRAINT "cost_records_counts_not_negative" CHECK ("input_tokens" >= 0 AND "cache_read_tokens" >= 0
        AND "cache_write_5m_tokens" >= 0 AND "cache_write_1h_tokens" >= 0 AND "output_tokens" >= 0);
ALTER TABLE "budgets"
    ADD CONSTRAINT "budgets_scope_known" CHECK ("scope_kind" IN ('global', 'project', 'ticket', 'agent', 'phase')),
    ADD CONSTRAINT "budgets_period_known" CHECK ("period" IN ('once', 'daily', 'weekly', 'monthly')),
    ADD CONSTRAINT "budgets_on_exceed_known" CHECK ("on_exceed" IN ('pause', 'notify')),
    ADD CONSTRAINT "budgets_limit_positive" CHECK ("limit_usd" > 0),
    ADD CONSTRAINT "budgets_thresholds_in_order" CHECK ("warn_at" > 0 AND "warn_at" <= "critical_at" AND "critical_at" <= 1);
CREATE INDEX "budgets_live" ON "budgets" ("scope_kind", "scope_target") WHERE "deleted_at" IS NULL;
CREATE INDEX "budget_periods_paused" ON "budget_periods" ("ends_at") WHERE "hold_id" IS NOT NULL;

-- Whether a budget pays for a call about these. The one place that says what each scope of a budget means.
CREATE FUNCTION budget_covers(budget "budgets", of_project text, of_ticket text, of_agent text, of_phase text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (budget.project_id IS NULL OR budget.project_id = of_project) AND coalesce(CASE budget.scope_kind
        WHEN 'global' THEN true
        WHEN 'project' THEN true
        WHEN 'ticket' THEN budget.scope_target = of_ticket
        WHEN 'agent' THEN budget.scope_target = of_agent
        WHEN 'phase' THEN budget.scope_target = of_phase
    END, false)
$$;

-- The period of a budget that an instant belongs to: [starts_at, ends_at). Where clocks go back over midnight, a day's
-- first midnight comes twice and the later one counts: what lies between them belongs to the period before.
CREATE FUNCTION budget_period(period text, zone text, instant timestamptz)
RETURNS TABLE (starts_at timestamptz, ends_at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    unit text := CASE period WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' WHEN 'monthly' THEN 'month' END;
    step interval := ('1 ' || unit)::interval;
    local_start timestamp := date_trunc(unit, instant AT TIME ZONE zone);
BEGIN
    IF period = 'once' THEN
        RETURN QUERY SELECT '1970-01-01T00:00:00Z'::timestamptz, NULL::timestamptz;
        RETURN;
    END IF;
    IF local_start AT TIME ZONE zone > instant THEN
        local_start := local_start - step;
    ELSIF (local_start + step) AT TIME ZONE zone <= instant THEN
        local_start := local_start + step;
    END IF;
    RETURN QUERY SELECT local_start AT TIME ZONE zone, (local_start + step) AT TIME ZONE zone;
END $$;

-- What the ledger holds against a budget in [starts, ends): whole hours from the roll-up, what is left from the records.
CREATE FUNCTION budget_spent(budget "budgets", starts timestamptz, ends timestamptz)
RETURNS TABLE (spent numeric, unpriced bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(part.cost), 0), coalesce(sum(part.unpriced), 0)::bigint FROM (
        SELECT sum(r.total_cost) AS cost, sum(r.unpriced_calls) AS unpriced FROM cost_rollups r
        WHERE r.hour >= date_bin('1 hour', starts + interval '1 hour' - interval '1 microsecond', 'epoch')
            AND (ends IS NULL OR r.hour < date_bin('1 hour', ends, 'epoch'))
            AND budget_covers(budget, r.project_id, r.ticket_id, r.agent_id, r.phase)
        UNION ALL
        SELECT sum(c.total_cost), count(*) FILTER (WHERE c.status = 'unpriced') FROM cost_records c
        WHERE c.occurred_at >= starts
            AND c.occurred_at < date_bin('1 hour', starts + interval '1 hour' - interval '1 microsecond', 'epoch')
            AND budget_covers(budget, c.project_id, c.ticket_id, c.agent_id, c.phase)
        UNION ALL
        SELECT sum(c.total_cost), count(*) FILTER (WHERE c.status = 'unpriced') FROM cost_records c
        WHERE c.occurred_at >= date_bin('1 hour', ends, 'epoch') AND c.occurred_at < ends
            AND budget_covers(budget, c.project_id, c.ticket_id, c.agent_id, c.phase)
    ) AS part
$$;
