-- Events, partitioned by month, so that old ones go by dropping a table. Few indexes: every write of the queue
-- inserts here.
ALTER TABLE "events" RENAME TO "events_flat";
ALTER TABLE "events_flat" DROP CONSTRAINT "events_pkey";
DROP INDEX "events_id_key";
DROP INDEX "events_xid_seq_idx";
DROP INDEX "events_entity_xid_seq_idx";
DROP INDEX "events_project_id_xid_seq_idx";

-- A transaction number at the instant of writing: the writer's own or the latest that ended, whichever is higher.
-- Never below the writer's own, so a reader below every running transaction misses nothing; and never below what
-- the writer waited for, so events of one record keep the order of its changes, which the own number alone does
-- not give: it is drawn at the transaction's first write, perhaps long before it got the record's lock.
CREATE FUNCTION event_xid() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN greatest(
        pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1);
END $$;

-- CreateTable
CREATE TABLE "events" (
    "xid" BIGINT NOT NULL DEFAULT event_xid(),
    "seq" BIGINT NOT NULL DEFAULT nextval('events_seq_seq'::regclass),
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "project_id" TEXT,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "events_pkey" PRIMARY KEY ("xid", "seq", "occurred_at")
) PARTITION BY RANGE ("occurred_at");

ALTER SEQUENCE "events_seq_seq" OWNED BY "events"."seq";

-- CreateIndex
CREATE INDEX "events_entity_xid_seq_idx" ON "events"("entity", "xid", "seq");

-- CreateIndex
CREATE INDEX "events_project_id_xid_seq_idx" ON "events"("project_id", "xid", "seq");

-- An insert never fails for want of a month; what landed here moves when its month is made.
CREATE TABLE "events_default" PARTITION OF "events" DEFAULT;

-- CreateTable: everything up to this position was dropped.
CREATE TABLE "event_horizon" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "xid" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "event_horizon_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "event_horizon_one_row" CHECK ("id" = 1)
);
INSERT INTO "event_horizon" ("xid", "seq") VALUES (0, 0);

-- CreateTable: how far each reaction has come; moved in the transaction of its effect.
CREATE TABLE "reactions" (
    "name" TEXT NOT NULL,
    "types" TEXT[],
    "xid" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
    "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "reactions_pkey" PRIMARY KEY ("name")
);

-- CreateTable: events that a reaction failed on, kept whole until it succeeds or a person decides.
CREATE TABLE "reaction_failures" (
    "reaction" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL,
    "error" TEXT NOT NULL,
    "next_try_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "reaction_failures_pkey" PRIMARY KEY ("reaction", "event_id")
);

-- CreateIndex
CREATE INDEX "reaction_failures_next_try_at_idx" ON "reaction_failures"("next_try_at");

-- Makes the partition of a month (UTC) unless it is there. The table is filled before it is attached, so that
-- readers and writers of other months are not held up.
CREATE FUNCTION make_events_partition(month date) RETURNS boolean LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
DECLARE
    part text := to_char(month, '"events_"YYYY_MM');
    starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('events_partitions'));
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS)', part);
    LOCK TABLE events_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM events_default WHERE occurred_at >= %L AND occurred_at < %L RETURNING *)
         INSERT INTO %I SELECT * FROM moved', starts, ends, part);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, starts, ends);
    RETURN true;
END $$;

-- Drops whole months that ended before the instant, and notes how far that reached. A month that a reaction
-- which still runs has not read to its end stays.
CREATE FUNCTION drop_events_before(cutoff timestamptz) RETURNS text[] LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
DECLARE
    part record;
    last record;
    slowest record;
    dropped text[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('events_partitions'));
    SELECT xid, seq INTO slowest FROM reactions
        WHERE moved_at > now() - interval '7 days' ORDER BY xid, seq LIMIT 1;
    FOR part IN
        SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'events'::regclass AND c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
          AND (to_date(right(c.relname, 7), 'YYYY_MM')::timestamp + interval '1 month') AT TIME ZONE 'UTC' <= cutoff
        ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT xid, seq FROM %I ORDER BY xid DESC, seq DESC LIMIT 1', part.name) INTO last;
        EXIT WHEN last.xid IS NOT NULL AND slowest.xid IS NOT NULL AND (last.xid, last.seq) > (slowest.xid, slowest.seq);
        UPDATE event_horizon SET xid = last.xid, seq = last.seq WHERE (xid, seq) < (last.xid, last.seq);
        EXECUTE format('DROP TABLE %I', part.name);
        dropped := dropped || part.name::text;
    END LOOP;
    FOR last IN
        WITH gone AS (DELETE FROM events_default WHERE occurred_at < cutoff
            AND (slowest.xid IS NULL OR (xid, seq) <= (slowest.xid, slowest.seq)) RETURNING xid, seq)
        SELECT xid, seq FROM gone ORDER BY xid DESC, seq DESC LIMIT 1
    LOOP
        UPDATE event_horizon SET xid = last.xid, seq = last.seq WHERE (xid, seq) < (last.xid, last.seq);
    END LOOP;
    RETURN dropped;
END $$;

-- A dump restored into another server brings numbers that lie ahead of that server's, which nobody could read and
-- new events would fall before. Renumbers all in their order, below every number of a server, and positions with them.
CREATE FUNCTION realign_events() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    highest bigint;
    base bigint := 1;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('events_partitions'));
    SELECT xid INTO highest FROM events ORDER BY xid DESC LIMIT 1;
    IF highest IS NULL OR highest < pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN
        RETURN false;
    END IF;
    -- Not the number of an earlier renumbering: two rows must never meet on the way.
    IF EXISTS (SELECT 1 FROM events WHERE xid = 1) THEN
        base := 2;
    END IF;
    UPDATE reactions r SET xid = base, seq = (SELECT count(*) FROM events e WHERE (e.xid, e.seq) <= (r.xid, r.seq));
    UPDATE event_horizon SET xid = base, seq = 0 WHERE xid > 0;
    UPDATE events e SET xid = base, seq = o.place
    FROM (SELECT xid, seq, occurred_at, row_number() OVER (ORDER BY xid, seq) AS place FROM events) AS o
    WHERE (e.xid, e.seq, e.occurred_at) = (o.xid, o.seq, o.occurred_at);
    RETURN true;
END $$;

-- The months that the kept events are of, this one and the next two.
SELECT make_events_partition(month::date) FROM (
    SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC') AS month FROM events_flat
    UNION SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n) FROM generate_series(0, 2) AS n
) AS months ORDER BY month;

INSERT INTO "events" ("xid", "seq", "id", "type", "entity", "project_id", "actor", "actor_name", "correlation_id", "payload", "occurred_at")
    SELECT "xid", "seq", "id", "type", "entity", "project_id", "actor", "actor_name", "correlation_id", "payload", "occurred_at" FROM "events_flat";
DROP TABLE "events_flat";

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[],
    "project_id" TEXT,
    "secret_sealed" TEXT NOT NULL,
    "former_secret_sealed" TEXT,
    "former_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_endpoints_disabled_says_why" CHECK (("disabled_at" IS NULL) = ("disabled_reason" IS NULL))
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "replay_of" TEXT,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "lease" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_deliveries_state_known" CHECK ("state" IN ('pending', 'delivered', 'dead')),
    CONSTRAINT "webhook_deliveries_ended_says_when" CHECK (("state" = 'pending') = ("ended_at" IS NULL))
);

-- CreateTable
CREATE TABLE "webhook_attempts" (
    "delivery_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "response" TEXT,

    CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("delivery_id", "number")
);

-- CreateIndex
CREATE INDEX "webhook_deliveries_endpoint_id_id_idx" ON "webhook_deliveries"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_ended_at_idx" ON "webhook_deliveries"("ended_at");

-- What is due, by endpoint; the finished ones, which are nearly all, are not in it.
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries"("endpoint_id", "next_attempt_at") WHERE "state" = 'pending';

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "webhook_deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;
