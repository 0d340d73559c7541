-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "load" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "phase_affinity" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "state_reason" TEXT;

-- AlterTable
ALTER TABLE "artifacts" ADD COLUMN     "reference" TEXT;

-- AlterTable
ALTER TABLE "phase_history" ADD COLUMN     "detail" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "agent_id" TEXT,
ADD COLUMN     "cancel_cause" TEXT,
ADD COLUMN     "deadline" TIMESTAMPTZ(3),
ADD COLUMN     "dependants" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "effective_priority" TEXT,
ADD COLUMN     "is_parked" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "on_dependency_failure" TEXT NOT NULL DEFAULT 'fail',
ADD COLUMN     "open_dependencies" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "queue_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
ADD COLUMN     "queue_band" SMALLINT NOT NULL DEFAULT 1,
ADD COLUMN     "retry_of" TEXT,
ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "task_dependencies" (
    "task_id" TEXT NOT NULL,
    "depends_on_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,

    CONSTRAINT "task_dependencies_pkey" PRIMARY KEY ("task_id","depends_on_id")
);

-- CreateTable
CREATE TABLE "blobs" (
    "project_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "blobs_pkey" PRIMARY KEY ("project_id","sha256")
);

-- CreateTable
CREATE TABLE "holds" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "scope_kind" TEXT NOT NULL,
    "scope_target" TEXT,
    "scope_label" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "authority" INTEGER NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "is_settled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "priority_overrides" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_target" TEXT NOT NULL,
    "scope_label" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "authority" INTEGER NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "priority_overrides_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "capacity_reservations" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "agent_id" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_target" TEXT,
    "scope_label" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "authority" INTEGER NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "capacity_reservations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "task_dependencies_depends_on_id_idx" ON "task_dependencies"("depends_on_id");

-- CreateIndex
CREATE INDEX "holds_ended_at_id_idx" ON "holds"("ended_at", "id");

-- CreateIndex
CREATE INDEX "priority_overrides_ended_at_id_idx" ON "priority_overrides"("ended_at", "id");

-- CreateIndex
CREATE INDEX "priority_overrides_scope_target_idx" ON "priority_overrides"("scope_target");

-- CreateIndex
CREATE INDEX "capacity_reservations_ended_at_id_idx" ON "capacity_reservations"("ended_at", "id");

-- CreateIndex
CREATE INDEX "capacity_reservations_agent_id_idx" ON "capacity_reservations"("agent_id");

-- CreateIndex
CREATE INDEX "artifacts_attempt_id_idx" ON "artifacts"("attempt_id");

-- AddForeignKey
ALTER TABLE "task_dependencies" ADD CONSTRAINT "task_dependencies_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_dependencies" ADD CONSTRAINT "task_dependencies_depends_on_id_fkey" FOREIGN KEY ("depends_on_id") REFERENCES "tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "capacity_reservations" ADD CONSTRAINT "capacity_reservations_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The parts below are not expressible in the Prisma schema.

-- What is there already, in the new shape.
UPDATE "tasks" SET "effective_priority" = "priority",
    "agent_id" = (SELECT a."agent_id" FROM "attempts" a WHERE a."task_id" = "tasks"."id" ORDER BY a."number" DESC LIMIT 1),
    "started_at" = (SELECT a."started_at" FROM "attempts" a WHERE a."task_id" = "tasks"."id" ORDER BY a."number" DESC LIMIT 1),
    "cancel_cause" = CASE WHEN "cancel_requested_at" IS NOT NULL THEN 'cancel' END;
ALTER TABLE "tasks" ALTER COLUMN "effective_priority" SET NOT NULL;
UPDATE "agents" SET "load" = (SELECT count(*) FROM "attempts" a WHERE a."agent_id" = "agents"."id" AND a."ended_at" IS NULL);
INSERT INTO "blobs" ("project_id", "sha256", "content")
    SELECT a."project_id", a."sha256", c."content" FROM "artifacts" a JOIN "artifact_chunks" c ON c."artifact_id" = a."id"
    WHERE a."type" <> 'log' ON CONFLICT DO NOTHING;
DELETE FROM "artifact_chunks" c USING "artifacts" a WHERE a."id" = c."artifact_id" AND a."type" <> 'log';

-- The order of claims: a strict band for CRITICAL, then age with a head start, so that old low work rises.
CREATE FUNCTION place_in_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."effective_priority" := coalesce(NEW."effective_priority", NEW."priority");
    NEW."queue_band" := CASE NEW."effective_priority" WHEN 'CRITICAL' THEN 0 ELSE 1 END;
    NEW."queue_at" := NEW."enqueued_at" - CASE NEW."effective_priority"
        WHEN 'HIGH' THEN interval '4 hours' WHEN 'MEDIUM' THEN interval '1 hour' ELSE interval '0' END;
    RETURN NEW;
END $$;
CREATE TRIGGER "tasks_place_in_queue" BEFORE INSERT OR UPDATE OF "effective_priority", "enqueued_at" ON "tasks"
    FOR EACH ROW EXECUTE FUNCTION place_in_queue();
UPDATE "tasks" SET "effective_priority" = "effective_priority" WHERE "state" = 'pending';

-- How urgent a priority is, as a number: 4 for CRITICAL to 1 for LOW.
CREATE FUNCTION priority_rank(priority text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE priority WHEN 'CRITICAL' THEN 4 WHEN 'HIGH' THEN 3 WHEN 'MEDIUM' THEN 2 WHEN 'LOW' THEN 1 END
$$;

ALTER TABLE "tasks"
    ADD CONSTRAINT "tasks_effective_priority_known" CHECK ("effective_priority" IN ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
    ADD CONSTRAINT "tasks_on_dependency_failure_known" CHECK ("on_dependency_failure" IN ('fail', 'ignore')),
    ADD CONSTRAINT "tasks_counts_not_negative" CHECK ("open_dependencies" >= 0 AND "dependants" >= 0),
    ADD CONSTRAINT "tasks_cancel_cause_known" CHECK ("cancel_cause" IN ('cancel', 'timeout', 'deadline'));
ALTER TABLE "task_dependencies" ADD CONSTRAINT "task_dependencies_not_itself" CHECK ("task_id" <> "depends_on_id");
ALTER TABLE "agents" ADD CONSTRAINT "agents_load_not_negative" CHECK ("load" >= 0);
ALTER TABLE "holds" ADD CONSTRAINT "holds_scope_known"
    CHECK ("scope_kind" IN ('all', 'project', 'ticket', 'phase', 'priority_at_most', 'agent'));
ALTER TABLE "priority_overrides"
    ADD CONSTRAINT "priority_overrides_scope_known" CHECK ("scope_kind" IN ('task', 'ticket')),
    ADD CONSTRAINT "priority_overrides_priority_known" CHECK ("priority" IN ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW'));
ALTER TABLE "capacity_reservations"
    ADD CONSTRAINT "capacity_reservations_scope_known" CHECK ("scope_kind" IN ('project', 'ticket', 'phase', 'priority_at_least')),
    ADD CONSTRAINT "capacity_reservations_slots_positive" CHECK ("slots" >= 1);

-- Only what could be claimed now, in the order of claims: finished, blocked and held tasks do not slow the queue.
DROP INDEX "tasks_claimable";
CREATE INDEX "tasks_claimable" ON "tasks" ("queue_band", "queue_at", "id")
    WHERE "state" = 'pending' AND "open_dependencies" = 0 AND NOT "is_parked";
CREATE INDEX "tasks_claimable_of_project" ON "tasks" ("project_id", "queue_band", "queue_at", "id")
    WHERE "state" = 'pending' AND "open_dependencies" = 0 AND NOT "is_parked";
CREATE INDEX "tasks_with_deadline" ON "tasks" ("deadline") WHERE "deadline" IS NOT NULL AND "finished_at" IS NULL;
CREATE INDEX "holds_live" ON "holds" ("scope_kind", "scope_target") WHERE "ended_at" IS NULL;
CREATE INDEX "priority_overrides_live" ON "priority_overrides" ("scope_target") WHERE "ended_at" IS NULL;
CREATE INDEX "capacity_reservations_live" ON "capacity_reservations" ("agent_id") WHERE "ended_at" IS NULL;

-- Whether a live hold covers a task for an agent. The one place that says what each scope of a hold means.
CREATE FUNCTION hold_covers(hold "holds", task "tasks", agent_id text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (hold.project_id IS NULL OR hold.project_id = task.project_id) AND CASE hold.scope_kind
        WHEN 'all' THEN true
        WHEN 'project' THEN true
        WHEN 'ticket' THEN hold.scope_target = task.ticket_id
        WHEN 'phase' THEN hold.scope_target = task.phase
        WHEN 'priority_at_most' THEN priority_rank(task.effective_priority) <= priority_rank(hold.scope_target)
        WHEN 'agent' THEN hold.scope_target = agent_id
    END
$$;
-- An attempt is made by the claim alone, from rows that it holds locked and that are never deleted: the checks would
-- only cost. What is alive is found by attempts_one_live; without an index over the lease a heartbeat rewrites no index.
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_task_id_fkey", DROP CONSTRAINT "attempts_agent_id_fkey";
DROP INDEX "attempts_live_of_agent";
DROP INDEX "attempts_live_lease";
CREATE INDEX "tasks_parked" ON "tasks" ("id") WHERE "is_parked";

-- The priority that live overrides give a task, or null: the higher authority's, then the nearer, then the newer.
CREATE FUNCTION live_priority(the_task text, the_ticket text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT priority FROM priority_overrides
    WHERE ended_at IS NULL AND ((scope_kind = 'task' AND scope_target = the_task) OR (scope_kind = 'ticket' AND scope_target = the_ticket))
    ORDER BY authority DESC, scope_kind = 'task' DESC, id DESC LIMIT 1
$$;

-- The next tasks in the order of claims that an agent may have, locked; those that others are claiming are skipped.
-- A function of its own because of its settings: however little the planner knows of the table, it walks the index
-- in order, and looks at no more tasks than are wanted.
CREATE FUNCTION pick_tasks(wanted bigint, of_project text, able text[], only_urgent boolean, only_phases text[], kind text, target text)
RETURNS TABLE (id text, queue_band smallint, queue_at timestamptz) LANGUAGE plpgsql
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF of_project IS NULL THEN
        RETURN QUERY SELECT t.id, t.queue_band, t.queue_at FROM tasks t
        WHERE t.state = 'pending' AND t.open_dependencies = 0 AND NOT t.is_parked
            AND may_be_picked(t, able, only_urgent, only_phases, kind, target)
        ORDER BY t.queue_band, t.queue_at, t.id LIMIT wanted FOR UPDATE OF t SKIP LOCKED;
    ELSE
        RETURN QUERY SELECT t.id, t.queue_band, t.queue_at FROM tasks t
        WHERE t.project_id = of_project AND t.state = 'pending' AND t.open_dependencies = 0 AND NOT t.is_parked
            AND may_be_picked(t, able, only_urgent, only_phases, kind, target)
        ORDER BY t.queue_band, t.queue_at, t.id LIMIT wanted FOR UPDATE OF t SKIP LOCKED;
    END IF;
END $$;

-- Whether a claimable task is due, wanted, and under no hold; `kind` and `target` are a reservation's scope.
CREATE FUNCTION may_be_picked(task "tasks", able text[], only_urgent boolean, only_phases text[], kind text, target text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT task.available_at <= now() AND task.required_capabilities <@ able
        AND (NOT only_urgent OR task.queue_band = 0)
        AND (only_phases IS NULL OR task.phase = ANY(only_phases))
        AND CASE kind WHEN 'ticket' THEN task.ticket_id = target WHEN 'phase' THEN task.phase = target
            WHEN 'priority_at_least' THEN priority_rank(task.effective_priority) >= priority_rank(target) ELSE true END
        AND EXISTS (SELECT 1 FROM tickets k WHERE k.id = task.ticket_id AND k.status = 'open')
        AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ended_at IS NULL AND coalesce(h.expires_at > now(), true)
            AND hold_covers(h, task, NULL))
$$;
