-- AlterTable
ALTER TABLE "cost_records" ADD COLUMN     "adjusted_cost" DECIMAL(20,12),
ADD COLUMN     "adjusted_version" TEXT,
ADD COLUMN     "assumed_cost" DECIMAL(20,12),
ADD COLUMN     "is_counted" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "is_estimated" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "is_sum" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "raw_provider" TEXT,
ADD COLUMN     "tier" TEXT;

-- AlterTable
ALTER TABLE "cost_rollups" ADD COLUMN     "assumed_cost" DECIMAL(24,12) NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "budget_periods" ADD COLUMN     "assumed_usd" DECIMAL(24,12) NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "cost_sources" (
    "attempt_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "cost_sources_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "cost_adjustments" (
    "id" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "from_cost" DECIMAL(20,12),
    "to_cost" DECIMAL(20,12) NOT NULL,
    "from_price_version" TEXT,
    "to_price_version" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "cost_adjustments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cost_unpriced" (
    "project_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,

    CONSTRAINT "cost_unpriced_pkey" PRIMARY KEY ("project_id","provider","model")
);

-- CreateIndex
CREATE INDEX "cost_adjustments_record_id_idx" ON "cost_adjustments"("record_id");

-- The parts below are not expressible in the Prisma schema.

-- Runners told sums, and were the first and only source of every attempt. Most records are theirs, so that the others
-- are rewritten: the ledger may be large.
UPDATE "cost_records" SET "is_sum" = false WHERE "source" <> 'runner';
ALTER TABLE "cost_records" ALTER COLUMN "is_sum" SET DEFAULT false;
INSERT INTO "cost_sources" ("attempt_id", "source")
    SELECT DISTINCT ON ("attempt_id") "attempt_id", "source" FROM "cost_records" WHERE "attempt_id" IS NOT NULL
    ORDER BY "attempt_id", "recorded_at";
-- Models that are known to have no price are no news.
INSERT INTO "cost_unpriced" ("project_id", "provider", "model")
    SELECT DISTINCT "project_id", "provider", "model" FROM "cost_rollups" WHERE "unpriced_calls" > 0;

-- What the ledger holds against a budget in [starts, ends): whole hours from the roll-up, what is left from the records
-- that count. `assumed` is what calls without a price are taken to cost. A function of its own, since its plan is long:
-- as a part of another statement it would be planned, and compiled, with each of those.
DROP FUNCTION budget_spent("budgets", timestamptz, timestamptz);
CREATE FUNCTION budget_spent(budget "budgets", starts timestamptz, ends timestamptz)
RETURNS TABLE (spent numeric, unpriced bigint, assumed numeric) LANGUAGE sql STABLE ROWS 1 SET jit = off AS $$
    SELECT coalesce(sum(part.cost), 0), coalesce(sum(part.unpriced), 0)::bigint, coalesce(sum(part.assumed), 0) FROM (
        SELECT sum(r.total_cost) AS cost, sum(r.unpriced_calls) AS unpriced, sum(r.assumed_cost) AS assumed
        FROM cost_rollups r
        WHERE r.hour >= date_bin('1 hour', starts + interval '1 hour' - interval '1 microsecond', 'epoch')
            AND (ends IS NULL OR r.hour < date_bin('1 hour', ends, 'epoch'))
            AND budget_covers(budget, r.project_id, r.ticket_id, r.agent_id, r.phase)
        UNION ALL
        SELECT sum(coalesce(c.adjusted_cost, c.total_cost)),
            count(*) FILTER (WHERE coalesce(c.adjusted_cost, c.total_cost) IS NULL),
            sum(c.assumed_cost) FILTER (WHERE coalesce(c.adjusted_cost, c.total_cost) IS NULL)
        FROM cost_records c
        WHERE c.is_counted AND (
            (c.occurred_at >= starts
                AND c.occurred_at < date_bin('1 hour', starts + interval '1 hour' - interval '1 microsecond', 'epoch'))
            OR (c.occurred_at >= date_bin('1 hour', ends, 'epoch') AND c.occurred_at < ends))
            AND budget_covers(budget, c.project_id, c.ticket_id, c.agent_id, c.phase)
    ) AS part
$$;

ALTER FUNCTION budget_period(text, text, timestamptz) ROWS 1;

-- What a budget has spent in its present period, and is feared to have; one without a row has seen nothing yet.
CREATE OR REPLACE FUNCTION budget_spent_now(budget "budgets") RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT p.spent_usd + p.assumed_usd
        FROM budget_period(budget.period, budget.zone, clock_timestamp()) AS now_in
        JOIN budget_periods p ON p.budget_id = budget.id AND p.starts_at = now_in.starts_at), 0)
$$;

-- Makes the partition of a month (UTC) of a table that is partitioned by this instant, unless it is there, and moves
-- what the default part holds of it. The table is filled before it is attached, so that readers and writers of other
-- months are not held up.
CREATE FUNCTION make_month_partition(parent text, instant text, month date) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
DECLARE
    part text := parent || to_char(month, '"_"YYYY_MM');
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(parent || '_partitions'));
    -- Asked of the catalogue: to_regclass would answer as it was before another maker was waited for.
    IF EXISTS (SELECT 1 FROM pg_class c JOIN pg_class p USING (relnamespace)
        WHERE p.oid = parent::regclass AND c.relname = part) THEN
        RETURN false;
    END IF;
    -- What is written now may belong to this month: a row on its way into the default part would be refused there.
    IF starts <= now() THEN
        EXECUTE format('LOCK TABLE ONLY %I IN SHARE ROW EXCLUSIVE MODE', parent);
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        parent || '_default', instant, starts, instant, ends, part);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, starts, ends);
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION make_events_partition(month date) RETURNS boolean LANGUAGE sql AS $$
    SELECT make_month_partition('events', 'occurred_at', month)
$$;

-- The months that the ledger has no part of its own for yet: this one, those ahead, and those of the last three years
-- that something was recorded of late. What is older stays where it is: so many parts would only make looking slower.
CREATE FUNCTION missing_cost_months(ahead int) RETURNS TABLE (month date) LANGUAGE sql STABLE AS $$
    SELECT wanted::date FROM (
        SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n) FROM generate_series(0, ahead) AS n
        UNION SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC') FROM cost_records_default
            WHERE occurred_at >= now() - interval '3 years'
    ) AS months (wanted)
    WHERE to_regclass(to_char(wanted, '"cost_records_"YYYY_MM')) IS NULL ORDER BY wanted
$$;

DO $$
DECLARE
    missing date;
BEGIN
    FOREACH missing IN ARRAY ARRAY(SELECT month FROM missing_cost_months(2)) LOOP
        PERFORM make_month_partition('cost_records', 'occurred_at', missing);
    END LOOP;
END $$;

-- Indexes come last: what was rewritten and moved above would have been written into each of them.

-- CreateIndex
CREATE INDEX "cost_records_ticket_id_occurred_at_id_idx" ON "cost_records"("ticket_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_agent_id_occurred_at_id_idx" ON "cost_records"("agent_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_phase_occurred_at_id_idx" ON "cost_records"("phase", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_source_occurred_at_id_idx" ON "cost_records"("source", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "cost_records_model_occurred_at_id_idx" ON "cost_records"("model", "occurred_at", "id");

-- What still has no price: few of very many.
CREATE INDEX "cost_records_unpriced" ON "cost_records" ("occurred_at", "id") WHERE "total_cost" IS NULL AND "adjusted_cost" IS NULL;
-- What another source's word is taken for: few of very many, too.
CREATE INDEX "cost_records_uncounted" ON "cost_records" ("occurred_at", "id") WHERE NOT "is_counted";

-- Without figures of the new parts the first questions would be answered by reading all of them.
ANALYZE "cost_records";
