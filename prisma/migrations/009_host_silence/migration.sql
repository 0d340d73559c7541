-- AlterTable
ALTER TABLE "runner_hosts" ADD COLUMN     "offline_at" TIMESTAMPTZ(3);
