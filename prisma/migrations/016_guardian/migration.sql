-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "state_owner" TEXT;

-- AlterTable
ALTER TABLE "holds" ADD COLUMN     "released_percent" SMALLINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "guardian_actions" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "action_type" TEXT NOT NULL,
    "target_entity" TEXT NOT NULL,
    "target_label" TEXT NOT NULL,
    "authority_level" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "initiated_by" TEXT NOT NULL,
    "initiated_by_name" TEXT NOT NULL,
    "initiated_kind" TEXT NOT NULL,
    "approved_by" TEXT,
    "approved_by_name" TEXT,
    "status" TEXT NOT NULL DEFAULT 'proposed',
    "plan" TEXT NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "ttl_seconds" INTEGER,
    "policy_name" TEXT,
    "policy_hash" TEXT,
    "firing_id" TEXT,
    "alert_id" TEXT,
    "approval_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "approval_expires_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decision_note" TEXT,
    "is_self_approved" BOOLEAN NOT NULL DEFAULT false,
    "is_break_glass" BOOLEAN NOT NULL DEFAULT false,
    "reviewed_by" TEXT,
    "reviewed_by_name" TEXT,
    "reviewed_at" TIMESTAMPTZ(3),
    "review_verdict" TEXT,
    "review_note" TEXT,
    "rollback_when" TEXT,
    "rollback_keep_seconds" INTEGER,
    "rollback_holds_since" TIMESTAMPTZ(3),
    "executed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "reverted_at" TIMESTAMPTZ(3),
    "revert_cause" TEXT,
    "release_due_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "audit_log" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "guardian_actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guardian_effects" (
    "action_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "ref_id" TEXT,
    "label" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "guardian_effects_pkey" PRIMARY KEY ("action_id","number")
);

-- CreateIndex
CREATE INDEX "guardian_actions_status_id_idx" ON "guardian_actions"("status", "id");

-- CreateIndex
CREATE INDEX "guardian_actions_target_entity_id_idx" ON "guardian_actions"("target_entity", "id");

-- CreateIndex
CREATE INDEX "guardian_actions_policy_name_id_idx" ON "guardian_actions"("policy_name", "id");

-- CreateIndex
CREATE INDEX "guardian_actions_alert_id_idx" ON "guardian_actions"("alert_id");

-- CreateIndex
CREATE INDEX "guardian_effects_ref_id_idx" ON "guardian_effects"("ref_id");

-- AddForeignKey
ALTER TABLE "guardian_effects" ADD CONSTRAINT "guardian_effects_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "guardian_actions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "guardian_actions"
    ADD CONSTRAINT "guardian_actions_type_known" CHECK ("action_type" IN
        ('cancel_task', 'override_priority', 'reallocate', 'pause', 'quarantine_agent', 'replace_agent')),
    ADD CONSTRAINT "guardian_actions_status_known" CHECK ("status" IN ('proposed', 'approved', 'executing', 'executed',
        'reverting', 'reverted', 'rejected', 'expired', 'failed', 'stale')),
    ADD CONSTRAINT "guardian_actions_kind_known" CHECK ("initiated_kind" IN ('person', 'key', 'policy')),
    ADD CONSTRAINT "guardian_actions_cause_known" CHECK ("revert_cause" IN ('by_hand', 'rollback', 'expired', 'ended')),
    ADD CONSTRAINT "guardian_actions_verdict_known" CHECK ("review_verdict" IN ('justified', 'not_justified')),
    ADD CONSTRAINT "guardian_actions_authority_known" CHECK ("authority_level" BETWEEN 1 AND 5),
    -- A day: whatever a guardian laid ends, also when the guardian died. Only a decision makes it longer.
    ADD CONSTRAINT "guardian_actions_ttl_within_a_day" CHECK ("ttl_seconds" BETWEEN 1 AND 86400),
    -- Who asked approves only where that was switched on, and then it is marked.
    ADD CONSTRAINT "guardian_actions_other_approves" CHECK ("is_self_approved" OR "approved_by" <> "initiated_by"),
    ADD CONSTRAINT "guardian_actions_other_reviews" CHECK ("reviewed_by" <> "initiated_by"),
    ADD CONSTRAINT "guardian_actions_proposal_ends" CHECK ("status" <> 'proposed' OR "approval_expires_at" IS NOT NULL),
    ADD CONSTRAINT "guardian_actions_executed_when" CHECK (("executed_at" IS NOT NULL)
        = ("status" IN ('executing', 'executed', 'reverting', 'reverted', 'failed'))),
    ADD CONSTRAINT "guardian_actions_reverted_when" CHECK (("status" = 'reverted') = ("reverted_at" IS NOT NULL)),
    ADD CONSTRAINT "guardian_actions_lasting_ends" CHECK ("executed_at" IS NULL OR "ttl_seconds" IS NULL OR "expires_at" IS NOT NULL),
    ADD CONSTRAINT "guardian_actions_policy_named" CHECK (("initiated_kind" = 'policy') = ("policy_name" IS NOT NULL));
ALTER TABLE "guardian_effects"
    ADD CONSTRAINT "guardian_effects_kind_known" CHECK ("kind" IN ('task_cancelled', 'task_stopped', 'task_requeued',
        'priority_override', 'capacity_reservation', 'hold', 'agent_quarantined', 'agent_started')),
    ADD CONSTRAINT "guardian_effects_state_known" CHECK ("state" IN ('pending', 'done', 'live', 'failed', 'ended',
        'reverted', 'already_gone', 'conflict', 'not_revertible'));

-- A firing of a policy acts once on a target, however many replicas evaluate it.
CREATE UNIQUE INDEX "guardian_actions_one_of_firing" ON "guardian_actions" ("firing_id", "action_type", "target_entity")
    WHERE "firing_id" IS NOT NULL;

-- The guardian's clock asks only about what is open.
CREATE INDEX "guardian_actions_open" ON "guardian_actions" ("id")
    WHERE "status" IN ('proposed', 'executing', 'executed', 'reverting', 'failed');
CREATE INDEX "guardian_actions_unreviewed" ON "guardian_actions" ("id") WHERE "is_break_glass" AND "reviewed_at" IS NULL;
CREATE INDEX "guardian_effects_live" ON "guardian_effects" ("action_id") WHERE "state" IN ('live', 'pending');

-- Work that gives way to more urgent work goes back to the queue, and its attempt does not count as one.
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_outcome_known",
    ADD CONSTRAINT "attempts_outcome_known" CHECK ("outcome" IN ('completed', 'failed', 'cancelled', 'lost', 'preempted'));
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_cancel_cause_known",
    ADD CONSTRAINT "tasks_cancel_cause_known" CHECK ("cancel_cause" IN ('cancel', 'timeout', 'deadline', 'preempt'));
ALTER TABLE "holds" ADD CONSTRAINT "holds_released_percent_known" CHECK ("released_percent" BETWEEN 0 AND 100);

-- As before, less the share of the tasks that a hold has let go: by the hash of their ids, so that it grows and never
-- swaps one task for another.
CREATE OR REPLACE FUNCTION hold_covers(hold "holds", task "tasks", agent_id text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (hold.project_id IS NULL OR hold.project_id = task.project_id) AND CASE hold.scope_kind
        WHEN 'all' THEN true
        WHEN 'project' THEN true
        WHEN 'ticket' THEN hold.scope_target = task.ticket_id
        WHEN 'phase' THEN hold.scope_target = task.phase
        WHEN 'priority_at_most' THEN priority_rank(task.effective_priority) <= priority_rank(hold.scope_target)
        WHEN 'agent' THEN hold.scope_target = agent_id
    END AND (hold.released_percent = 0 OR (hashtext(task.id)::bigint + 2147483648) % 100 >= hold.released_percent)
$$;
