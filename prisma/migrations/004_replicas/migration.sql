-- CreateTable
CREATE TABLE "server_instances" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "node_version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "load" JSONB NOT NULL,

    CONSTRAINT "server_instances_pkey" PRIMARY KEY ("id")
);
