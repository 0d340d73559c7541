-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "state_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "host_requests" ADD COLUMN     "replaces" TEXT;

-- CreateIndex
CREATE INDEX "host_requests_agent_id_idx" ON "host_requests"("agent_id");

-- AddForeignKey
ALTER TABLE "host_requests" ADD CONSTRAINT "host_requests_replaces_fkey" FOREIGN KEY ("replaces") REFERENCES "agents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What follows Prisma's schema language cannot say.
-- An agent has one replacement at a time, whoever asks.
CREATE UNIQUE INDEX "host_requests_one_replacement" ON "host_requests" ("replaces") WHERE "ended_at" IS NULL;
