-- CreateTable
CREATE TABLE "audit_chain" (
    "position" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
    "body" TEXT NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "audit_chain_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_chain_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "position" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("position","key_id")
);

-- CreateTable
CREATE TABLE "audit_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "sealed_xid" BIGINT NOT NULL,
    "sealed_seq" BIGINT NOT NULL,

    CONSTRAINT "audit_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_refusals" (
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "actor_name" TEXT NOT NULL,
    "project_id" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "codes" JSONB NOT NULL DEFAULT '{}',
    "entities" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "until" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "audit_refusals_pkey" PRIMARY KEY ("actor","act","minute")
);

-- CreateTable
CREATE TABLE "audit_checks" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "result" JSONB NOT NULL,

    CONSTRAINT "audit_checks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_chain_seq_key" ON "audit_chain"("seq");

-- CreateIndex
CREATE INDEX "audit_entries_project_id_seq_idx" ON "audit_entries"("project_id", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_actor_seq_idx" ON "audit_entries"("actor", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_act_seq_idx" ON "audit_entries"("act", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- The parts below are not expressible in the Prisma schema.

ALTER TABLE "audit_chain_head" ADD CONSTRAINT "audit_chain_head_one" CHECK ("id" = 1);
ALTER TABLE "audit_clock" ADD CONSTRAINT "audit_clock_one" CHECK ("id" = 1);
ALTER TABLE "audit_checks" ADD CONSTRAINT "audit_checks_one" CHECK ("id" = 1);

INSERT INTO "audit_chain_head" ("id", "position", "hash") VALUES (1, 0, repeat('0', 64));
INSERT INTO "audit_clock" ("id", "run_at", "sealed_xid", "sealed_seq")
    SELECT 1, '2000-01-01', "xid", "seq" FROM "event_horizon";

-- The whole entry as RFC 8785 has it: names in order, and to_json escapes a text as JSON.stringify does. A number
-- that a double does not hold is a string. `detail` is canonical JSON already.
CREATE FUNCTION audit_number(value bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value <= 9007199254740991 THEN value::text ELSE '"' || value::text || '"' END
$$;
CREATE FUNCTION audit_body(e audit_entries, place bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"act":' || to_json(e.act)::text
        || ',"actor":' || to_json(e.actor)::text
        || ',"actorName":' || to_json(e.actor_name)::text
        || ',"at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || '","detail":' || e.detail
        || ',"entity":' || to_json(e.entity)::text
        || ',"id":' || to_json(e.id)::text
        || ',"position":' || audit_number(place)
        || ',"projectId":' || coalesce(to_json(e.project_id)::text, 'null')
        || ',"reason":' || coalesce(to_json(e.reason)::text, 'null')
        || ',"seq":' || audit_number(e.seq) || '}'
$$;
CREATE FUNCTION audit_hash(prev_hash text, body text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(prev_hash || body, 'UTF8')), 'hex')
$$;

-- Links an entry to the chain. Deferred to the commit, so that the one head row is locked after all that a use case
-- locks, and no longer than the commit takes: no cycle of waiting, and no gap, since what rolls back takes no place.
CREATE FUNCTION link_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_chain_head;
    link_body text;
    link_hash text;
BEGIN
    SELECT * INTO STRICT head FROM audit_chain_head WHERE id = 1 FOR UPDATE;
    link_body := audit_body(NEW, head.position + 1);
    link_hash := audit_hash(head.hash, link_body);
    INSERT INTO audit_chain (position, seq, body, prev_hash, hash)
        VALUES (head.position + 1, NEW.seq, link_body, head.hash, link_hash);
    UPDATE audit_chain_head SET position = head.position + 1, hash = link_hash WHERE id = 1;
    RETURN NULL;
END $$;

-- Entries from before there was a chain, in their order. A replica of the release before that still runs waits: what it
-- appended between this and the trigger would never be linked.
DO $$
DECLARE
    entry audit_entries;
    place bigint := 0;
    last_hash text := repeat('0', 64);
    link_body text;
    link_hash text;
BEGIN
    LOCK TABLE audit_entries IN SHARE ROW EXCLUSIVE MODE;
    FOR entry IN SELECT * FROM audit_entries ORDER BY seq LOOP
        place := place + 1;
        link_body := audit_body(entry, place);
        link_hash := audit_hash(last_hash, link_body);
        INSERT INTO audit_chain (position, seq, body, prev_hash, hash)
            VALUES (place, entry.seq, link_body, last_hash, link_hash);
        last_hash := link_hash;
    END LOOP;
    UPDATE audit_chain_head SET position = place, hash = last_hash WHERE id = 1;
END $$;

CREATE CONSTRAINT TRIGGER "audit_entries_linked" AFTER INSERT ON "audit_entries"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_audit_entry();

-- The chain grows by that trigger alone, and nothing in it changes.
CREATE TRIGGER "audit_chain_append_only" BEFORE UPDATE OR DELETE ON "audit_chain"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_chain_no_truncate" BEFORE TRUNCATE ON "audit_chain"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_chain_by_trigger" BEFORE INSERT ON "audit_chain"
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_chain_head_by_trigger" BEFORE INSERT OR UPDATE ON "audit_chain_head"
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_chain_head_stays" BEFORE DELETE ON "audit_chain_head"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_chain_head_no_truncate" BEFORE TRUNCATE ON "audit_chain_head"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_heads_append_only" BEFORE UPDATE OR DELETE ON "audit_heads"
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_heads_no_truncate" BEFORE TRUNCATE ON "audit_heads"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- As before, and the place up to which events are sealed moves along.
CREATE OR REPLACE FUNCTION realign_events() RETURNS boolean LANGUAGE plpgsql AS $$
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
    UPDATE audit_clock c SET sealed_xid = base,
        sealed_seq = (SELECT count(*) FROM events e WHERE (e.xid, e.seq) <= (c.sealed_xid, c.sealed_seq));
    UPDATE event_horizon SET xid = base, seq = 0 WHERE xid > 0;
    UPDATE events e SET xid = base, seq = o.place
    FROM (SELECT xid, seq, occurred_at, row_number() OVER (ORDER BY xid, seq) AS place FROM events) AS o
    WHERE (e.xid, e.seq, e.occurred_at) = (o.xid, o.seq, o.occurred_at);
    RETURN true;
END $$;
