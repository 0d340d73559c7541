-- CreateTable
CREATE TABLE "guardian_policies" (
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'observe',
    "hash" TEXT NOT NULL,
    "file_hash" TEXT,
    "file_name" TEXT,
    "fault" TEXT,
    "fault_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "updated_by" TEXT NOT NULL,
    "updated_by_name" TEXT NOT NULL,

    CONSTRAINT "guardian_policies_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "guardian_policy_versions" (
    "policy" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "guardian_policy_versions_pkey" PRIMARY KEY ("policy","hash")
);

-- CreateTable
CREATE TABLE "guardian_policy_matches" (
    "policy" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "fired_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),

    CONSTRAINT "guardian_policy_matches_pkey" PRIMARY KEY ("policy","subject")
);

-- CreateTable
CREATE TABLE "guardian_firings" (
    "id" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "policy_hash" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_label" TEXT NOT NULL,
    "project_id" TEXT,
    "alert_id" TEXT,
    "facts" JSONB NOT NULL,
    "step" INTEGER NOT NULL,
    "intervention" JSONB,
    "outcome" TEXT NOT NULL,
    "detail" TEXT,
    "plan" JSONB,
    "action_id" TEXT,
    "fired_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "taken_at" TIMESTAMPTZ(3),
    "rolled_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "guardian_firings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "guardian_policy_versions_policy_at_idx" ON "guardian_policy_versions"("policy", "at");

-- CreateIndex
CREATE INDEX "guardian_firings_policy_fired_at_idx" ON "guardian_firings"("policy", "fired_at");

-- CreateIndex
CREATE INDEX "guardian_firings_policy_subject_fired_at_idx" ON "guardian_firings"("policy", "subject", "fired_at");

-- CreateIndex
CREATE INDEX "guardian_firings_action_id_idx" ON "guardian_firings"("action_id");

ALTER TABLE "guardian_policies"
    ADD CONSTRAINT "guardian_policies_mode_known" CHECK ("mode" IN ('off', 'observe', 'enforce'));
ALTER TABLE "guardian_firings"
    ADD CONSTRAINT "guardian_firings_mode_known" CHECK ("mode" IN ('observe', 'enforce')),
    ADD CONSTRAINT "guardian_firings_outcome_known"
        CHECK ("outcome" IN ('observed', 'acting', 'acted', 'asked', 'refused')),
    -- What only observes has done nothing.
    ADD CONSTRAINT "guardian_firings_observed_is_thought" CHECK ("mode" = 'enforce' OR "action_id" IS NULL);

-- What a policy was about to do when its replica died.
CREATE INDEX "guardian_firings_unfinished" ON "guardian_firings" ("id") WHERE "outcome" = 'acting';

-- Each firing names the text that it acted by, so no text may change or go.
CREATE TRIGGER "guardian_policy_versions_append_only" BEFORE UPDATE OR DELETE ON "guardian_policy_versions"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "guardian_policy_versions_no_truncate" BEFORE TRUNCATE ON "guardian_policy_versions"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
