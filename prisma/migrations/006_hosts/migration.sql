-- CreateTable
CREATE TABLE "runner_hosts" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "name" TEXT NOT NULL,
    "machine" TEXT,
    "registered_by" TEXT NOT NULL,
    "agents_max" INTEGER NOT NULL,
    "templates" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "last_heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "runner_hosts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host_requests" (
    "id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "project_id" TEXT,
    "template" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'requested',
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "agent_id" TEXT,
    "detail" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "host_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "runner_hosts_state_id_idx" ON "runner_hosts"("state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "runner_hosts_registered_by_name_key" ON "runner_hosts"("registered_by", "name");

-- CreateIndex
CREATE INDEX "host_requests_host_id_id_idx" ON "host_requests"("host_id", "id");

-- AddForeignKey
ALTER TABLE "runner_hosts" ADD CONSTRAINT "runner_hosts_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_requests" ADD CONSTRAINT "host_requests_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "runner_hosts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_requests" ADD CONSTRAINT "host_requests_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What follows Prisma's schema language cannot say.
ALTER TABLE "runner_hosts"
    ADD CONSTRAINT "runner_hosts_state_known" CHECK ("state" IN ('active', 'draining', 'retired')),
    ADD CONSTRAINT "runner_hosts_agents_positive" CHECK ("agents_max" >= 1);
ALTER TABLE "host_requests"
    ADD CONSTRAINT "host_requests_status_known" CHECK ("status" IN ('requested', 'accepted', 'done', 'failed', 'expired', 'cancelled')),
    ADD CONSTRAINT "host_requests_ended_unless_live" CHECK ("ended_at" IS NOT NULL OR "status" IN ('requested', 'accepted', 'done')),
    ADD CONSTRAINT "host_requests_open_have_not_ended" CHECK ("ended_at" IS NULL OR "status" NOT IN ('requested', 'accepted'));

-- The places of a host that are taken, which every request and heartbeat counts.
CREATE INDEX "host_requests_live" ON "host_requests" ("host_id", "id") WHERE "ended_at" IS NULL;
-- What the clock looks for.
CREATE INDEX "host_requests_open" ON "host_requests" ("expires_at") WHERE "status" IN ('requested', 'accepted');
