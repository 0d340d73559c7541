-- What could be claimed now: due, waiting for nothing, its ticket open, under no live hold. OFFSET 0 has each task
-- asked in its turn: turned into joins, the questions would cost the order of the index.
CREATE VIEW "claimable_tasks" AS
    SELECT t."id", t."project_id", t."ticket_id", t."phase", t."effective_priority", t."required_capabilities",
        t."queue_band", t."queue_at"
    FROM "tasks" t
    WHERE t."state" = 'pending' AND t."open_dependencies" = 0 AND NOT t."is_parked" AND t."available_at" <= now()
        AND EXISTS (SELECT 1 FROM "tickets" k WHERE k."id" = t."ticket_id" AND k."status" = 'open' OFFSET 0)
        AND NOT EXISTS (SELECT 1 FROM "holds" h WHERE h."ended_at" IS NULL AND coalesce(h."expires_at" > now(), true)
            AND hold_covers(h, t, NULL) OFFSET 0);

-- Whether a claim wants the task; `kind` and `target` are a reservation's scope. Short, so that it is inlined.
CREATE FUNCTION is_wanted(task "claimable_tasks", able text[], only_urgent boolean, only_phases text[], kind text, target text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT task.required_capabilities <@ able
        AND (NOT only_urgent OR task.queue_band = 0)
        AND (only_phases IS NULL OR task.phase = ANY(only_phases))
        AND CASE kind WHEN 'ticket' THEN task.ticket_id = target WHEN 'phase' THEN task.phase = target
            WHEN 'priority_at_least' THEN priority_rank(task.effective_priority) >= priority_rank(target) ELSE true END
$$;

-- As before, but with the number of rows that the planner is to expect: told nothing it expects a thousand, and joins
-- the whole table to them. And without JIT: a walk that stops after a few tasks is costed as if it went to the end.
CREATE OR REPLACE FUNCTION pick_tasks(wanted bigint, of_project text, able text[], only_urgent boolean, only_phases text[], kind text, target text)
RETURNS TABLE (id text, queue_band smallint, queue_at timestamptz) LANGUAGE plpgsql ROWS 1
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF of_project IS NULL THEN
        RETURN QUERY SELECT t.id, t.queue_band, t.queue_at FROM claimable_tasks t
        WHERE is_wanted(t, able, only_urgent, only_phases, kind, target)
        ORDER BY t.queue_band, t.queue_at, t.id LIMIT wanted FOR UPDATE OF t SKIP LOCKED;
    ELSE
        RETURN QUERY SELECT t.id, t.queue_band, t.queue_at FROM claimable_tasks t
        WHERE t.project_id = of_project AND is_wanted(t, able, only_urgent, only_phases, kind, target)
        ORDER BY t.queue_band, t.queue_at, t.id LIMIT wanted FOR UPDATE OF t SKIP LOCKED;
    END IF;
END $$;
DROP FUNCTION may_be_picked;
