-- AlterTable
ALTER TABLE "budgets" ADD COLUMN     "reserved_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
ADD COLUMN     "parked_groups" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "cost_reservations" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "project_id" TEXT,
    "ticket_id" TEXT,
    "task_id" TEXT,
    "agent_id" TEXT,
    "attempt_id" TEXT,
    "phase" TEXT,
    "amount_usd" DECIMAL(20,12) NOT NULL,
    "left_usd" DECIMAL(20,12) NOT NULL,
    "budget_ids" TEXT[],
    "drawn_from" TEXT,
    "drawn_usd" DECIMAL(20,12) NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "cost_reservations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cost_norms" (
    "project_id" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "p90_usd" DECIMAL(20,12) NOT NULL,
    "samples" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "cost_norms_pkey" PRIMARY KEY ("project_id","phase")
);

-- CreateTable
CREATE TABLE "cost_norm_samples" (
    "task_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_norm_samples_pkey" PRIMARY KEY ("task_id")
);

-- CreateIndex
CREATE INDEX "cost_norm_samples_project_id_phase_finished_at_idx" ON "cost_norm_samples"("project_id", "phase", "finished_at");

-- The parts below are not expressible in the Prisma schema.

ALTER TABLE "cost_reservations"
    ADD CONSTRAINT "cost_reservations_kind_known" CHECK ("kind" IN ('claim', 'call')),
    ADD CONSTRAINT "cost_reservations_amounts_not_negative" CHECK ("amount_usd" >= 0 AND "left_usd" >= 0 AND "drawn_usd" >= 0),
    ADD CONSTRAINT "cost_reservations_calls_expire" CHECK ("kind" = 'claim' OR "expires_at" IS NOT NULL),
    ADD CONSTRAINT "cost_reservations_claims_have_an_attempt" CHECK ("kind" = 'call' OR "attempt_id" IS NOT NULL),
    ADD CONSTRAINT "cost_reservations_end_has_a_reason" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL));
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_reserved_not_negative" CHECK ("reserved_usd" >= 0);
CREATE UNIQUE INDEX "cost_reservations_live_of_attempt" ON "cost_reservations" ("attempt_id") WHERE "kind" = 'claim' AND "ended_at" IS NULL;
CREATE INDEX "cost_reservations_live_of_task" ON "cost_reservations" ("task_id") WHERE "kind" = 'claim' AND "ended_at" IS NULL;
CREATE INDEX "cost_reservations_expiring" ON "cost_reservations" ("expires_at") WHERE "kind" = 'call' AND "ended_at" IS NULL;
CREATE INDEX "cost_reservations_ended" ON "cost_reservations" ("ended_at") WHERE "ended_at" IS NOT NULL;
CREATE INDEX "budgets_pausing" ON "budgets" ("id") WHERE "deleted_at" IS NULL AND "on_exceed" = 'pause';

-- What a budget has spent in its present period; one without a row has seen nothing yet.
CREATE FUNCTION budget_spent_now(budget "budgets") RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT p.spent_usd FROM budget_period(budget.period, budget.zone, clock_timestamp()) AS now_in
        JOIN budget_periods p ON p.budget_id = budget.id AND p.starts_at = now_in.starts_at), 0)
$$;

-- What a budget can still give: its limit, less what is spent in the present period and what is reserved.
CREATE FUNCTION budget_left(budget "budgets") RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT budget.limit_usd - budget.reserved_usd - budget_spent_now(budget)
$$;

-- What like tasks cost, or null while too few are known.
CREATE FUNCTION cost_norm(of_project text, of_phase text) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT n.p90_usd FROM cost_norms n WHERE n.project_id = of_project AND n.phase = of_phase AND n.samples >= 5
$$;

-- Reserves for one call in all budgets that cover it and pause: in all, or, when one has too little left, in none.
-- What the task's claim has reserved is used first. Budgets are locked in the order of their ids, before all else.
CREATE FUNCTION reserve_call(new_id text, of_project text, of_ticket text, of_task text, of_agent text, of_phase text,
    amount numeric, seconds double precision)
RETURNS TABLE (outcome text, refused_by text, label text, limit_is numeric, spent_is numeric, reserved_is numeric)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    covering text[];
    claim "cost_reservations";
    drawn numeric := 0;
    short "budgets";
BEGIN
    covering := ARRAY(SELECT b.id FROM budgets b WHERE b.deleted_at IS NULL AND b.on_exceed = 'pause'
        AND budget_covers(b, of_project, of_ticket, of_agent, of_phase));
    IF covering = '{}' THEN
        RETURN QUERY SELECT 'free', NULL::text, NULL::text, NULL::numeric, NULL::numeric, NULL::numeric;
        RETURN;
    END IF;
    SELECT * INTO claim FROM cost_reservations r
        WHERE r.task_id = of_task AND r.kind = 'claim' AND r.ended_at IS NULL ORDER BY r.id DESC LIMIT 1;
    PERFORM 1 FROM budgets b WHERE b.id = ANY(covering || coalesce(claim.budget_ids, '{}')) ORDER BY b.id FOR NO KEY UPDATE;
    -- As they are now that nobody changes them.
    SELECT * INTO claim FROM cost_reservations r WHERE r.id = claim.id AND r.ended_at IS NULL;
    drawn := least(amount, coalesce(claim.left_usd, 0));
    SELECT * INTO short FROM budgets b WHERE b.id = ANY(covering) AND b.deleted_at IS NULL AND b.on_exceed = 'pause'
        AND budget_left(b) < amount - CASE WHEN b.id = ANY(claim.budget_ids) THEN drawn ELSE 0 END
        ORDER BY budget_left(b), b.id LIMIT 1;
    IF short.id IS NOT NULL THEN
        RETURN QUERY SELECT 'refused', short.id, short.scope_label, short.limit_usd, budget_spent_now(short), short.reserved_usd;
        RETURN;
    END IF;
    IF drawn > 0 THEN
        UPDATE cost_reservations SET left_usd = left_usd - drawn WHERE id = claim.id;
        UPDATE budgets SET reserved_usd = reserved_usd - drawn WHERE id = ANY(claim.budget_ids);
    END IF;
    UPDATE budgets SET reserved_usd = reserved_usd + amount WHERE id = ANY(covering);
    INSERT INTO cost_reservations (id, kind, project_id, ticket_id, task_id, agent_id, attempt_id, phase, amount_usd,
        left_usd, budget_ids, drawn_from, drawn_usd, expires_at)
    VALUES (new_id, 'call', of_project, of_ticket, of_task, of_agent, claim.attempt_id, of_phase, amount, amount, covering,
        claim.id, drawn, clock_timestamp() + make_interval(secs => seconds));
    RETURN QUERY SELECT 'reserved', NULL::text, NULL::text, NULL::numeric, NULL::numeric, NULL::numeric;
END $$;

-- The budgets in which these live reservations, or those that they were drawn from, hold something. Each part finds its
-- rows by their ids: with an OR all that ended in a week would be looked at for each call.
CREATE FUNCTION budgets_of_reservations(these text[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT unnest(r.budget_ids) FROM cost_reservations r WHERE r.id = ANY(these) AND r.ended_at IS NULL
    UNION ALL
    SELECT unnest(c.budget_ids) FROM cost_reservations r JOIN cost_reservations c ON c.id = r.drawn_from
    WHERE r.id = ANY(these) AND r.ended_at IS NULL AND c.ended_at IS NULL
$$;

-- Locks them.
CREATE FUNCTION lock_reserved_budgets(these text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM budgets b WHERE b.id IN (SELECT * FROM budgets_of_reservations(these)) ORDER BY b.id FOR NO KEY UPDATE;
END $$;

-- Ends reservations and frees what they still hold; what a call drew from its task's claim goes back there. Returns how
-- many ended here: ending one twice does nothing.
CREATE FUNCTION end_reservations(these text[], why text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    ended bigint;
BEGIN
    PERFORM lock_reserved_budgets(these);
    WITH over AS (
        UPDATE cost_reservations SET ended_at = clock_timestamp(), end_reason = why
        WHERE id = ANY(these) AND ended_at IS NULL RETURNING *
    ), back AS (
        UPDATE cost_reservations c SET left_usd = c.left_usd + given.sum
        FROM (SELECT drawn_from, sum(drawn_usd) AS sum FROM over WHERE drawn_usd > 0 GROUP BY 1) AS given
        WHERE c.id = given.drawn_from AND c.ended_at IS NULL AND c.id <> ALL(these)
        RETURNING c.budget_ids, given.sum
    ), change AS (
        SELECT id, sum(usd) AS usd FROM (
            SELECT unnest(budget_ids) AS id, -left_usd AS usd FROM over
            UNION ALL SELECT unnest(budget_ids), sum FROM back
        ) AS part GROUP BY 1
    ), moved AS (
        UPDATE budgets b SET reserved_usd = b.reserved_usd + change.usd FROM change WHERE b.id = change.id
    )
    SELECT count(*) INTO ended FROM over;
    RETURN ended;
END $$;

-- Takes what attempts have cost from what their claims reserved. The budgets are locked.
CREATE FUNCTION draw_claims(attempts text[], costs numeric[]) RETURNS void LANGUAGE sql AS $$
    WITH spent AS (
        SELECT attempt_id, sum(cost) AS cost FROM unnest(attempts, costs) AS one (attempt_id, cost) GROUP BY 1
    ), drawn AS (
        SELECT r.id, r.budget_ids, least(r.left_usd, spent.cost) AS usd
        FROM cost_reservations r JOIN spent ON spent.attempt_id = r.attempt_id
        WHERE r.kind = 'claim' AND r.ended_at IS NULL AND spent.cost > 0
    ), less AS (
        UPDATE cost_reservations r SET left_usd = r.left_usd - drawn.usd FROM drawn WHERE r.id = drawn.id
    )
    UPDATE budgets b SET reserved_usd = b.reserved_usd - of_budget.usd
    FROM (SELECT unnest(budget_ids) AS id, sum(usd) AS usd FROM drawn GROUP BY 1) AS of_budget WHERE b.id = of_budget.id
$$;

-- The next tasks that an agent may have and that every pausing budget can carry, with what each is to reserve. The
-- caller has locked those budgets, so nothing is given away twice. One that is beyond them is passed over.
CREATE FUNCTION pick_affordable_tasks(wanted bigint, of_project text, able text[], only_urgent boolean,
    only_phases text[], kind text, target text, of_agent text)
RETURNS TABLE (id text, queue_band smallint, queue_at timestamptz, norm numeric) LANGUAGE plpgsql ROWS 1
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    ids text[];
    lefts numeric[];
    dearest numeric;
    stop record;
    one record;
    place record;
BEGIN
    SELECT array_agg(purse.id), array_agg(purse.has) INTO ids, lefts FROM (
        SELECT b.id, budget_left(b) AS has FROM budgets b WHERE b.deleted_at IS NULL AND b.on_exceed = 'pause'
            AND (b.project_id IS NULL OR of_project IS NULL OR b.project_id = of_project)
            AND (b.scope_kind <> 'agent' OR b.scope_target = of_agent)) AS purse;
    SELECT coalesce(max(n.p90_usd), 0) INTO dearest FROM cost_norms n
        WHERE n.samples >= 5 AND (of_project IS NULL OR n.project_id = of_project);
    -- Where all have more than enough, nobody need be asked about each task.
    IF (SELECT coalesce(bool_and(has > 0 AND has >= wanted * dearest), true) FROM unnest(lefts) AS has) THEN
        RETURN QUERY SELECT p.id, p.queue_band, p.queue_at, coalesce(cost_norm(t.project_id, t.phase), 0)
        FROM pick_tasks(wanted, of_project, able, only_urgent, only_phases, kind, target) p JOIN tasks t ON t.id = p.id;
        RETURN;
    END IF;
    SELECT -1::smallint AS band, '-infinity'::timestamptz AS at, '' AS id INTO place;
    FOR turn IN 1..wanted LOOP
        SELECT * INTO stop FROM budgets_blocking(ids, lefts);
        EXIT WHEN stop.is_all OR of_project = ANY(stop.projects);
        IF of_project IS NULL THEN
            SELECT t.id, t.queue_band, t.queue_at, t.project_id, t.ticket_id, t.phase,
                coalesce(cost_norm(t.project_id, t.phase), 0) AS norm INTO one
            FROM claimable_tasks t WHERE (t.queue_band, t.queue_at, t.id) > (place.band, place.at, place.id)
                AND is_wanted(t, able, only_urgent, only_phases, kind, target)
                AND CASE WHEN t.project_id || ' ' || t.phase = ANY(stop.kinds) OR t.project_id = ANY(stop.projects)
                    OR t.phase = ANY(stop.phases) OR t.ticket_id = ANY(stop.tickets)
                    OR t.ticket_id || ' ' || t.phase = ANY(stop.ticket_kinds) THEN false
                    ELSE is_carried(ids, lefts, t.project_id, t.ticket_id, of_agent, t.phase) END
            ORDER BY t.queue_band, t.queue_at, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
        ELSE
            SELECT t.id, t.queue_band, t.queue_at, t.project_id, t.ticket_id, t.phase,
                coalesce(cost_norm(t.project_id, t.phase), 0) AS norm INTO one
            FROM claimable_tasks t WHERE t.project_id = of_project
                AND (t.queue_band, t.queue_at, t.id) > (place.band, place.at, place.id)
                AND is_wanted(t, able, only_urgent, only_phases, kind, target)
                AND CASE WHEN t.project_id || ' ' || t.phase = ANY(stop.kinds)
                    OR t.phase = ANY(stop.phases) OR t.ticket_id = ANY(stop.tickets)
                    OR t.ticket_id || ' ' || t.phase = ANY(stop.ticket_kinds) THEN false
                    ELSE is_carried(ids, lefts, t.project_id, t.ticket_id, of_agent, t.phase) END
            ORDER BY t.queue_band, t.queue_at, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED;
        END IF;
        EXIT WHEN one.id IS NULL;
        lefts := ARRAY(SELECT purse.has - CASE
                WHEN budget_covers(b, one.project_id, one.ticket_id, of_agent, one.phase) THEN one.norm ELSE 0 END
            FROM unnest(ids, lefts) WITH ORDINALITY AS purse (id, has, n) JOIN budgets b ON b.id = purse.id ORDER BY purse.n);
        SELECT one.queue_band AS band, one.queue_at AS at, one.id AS id INTO place;
        RETURN QUERY SELECT one.id, one.queue_band, one.queue_at, one.norm;
    END LOOP;
END $$;

-- What is_carried refuses, worked out once instead of for each task that a claim walks past: everything, projects,
-- phases, tickets, phases of projects, and phases of tickets. The budgets are those of one claim.
CREATE FUNCTION budgets_blocking(ids text[], lefts numeric[])
RETURNS TABLE (is_all boolean, projects text[], phases text[], tickets text[], kinds text[], ticket_kinds text[])
LANGUAGE sql STABLE AS $$
    WITH purse AS (
        SELECT b.project_id, b.scope_kind, b.scope_target, has
        FROM unnest(ids, lefts) AS one (id, has) JOIN budgets b ON b.id = one.id
    ), dear AS (
        SELECT purse.scope_kind, purse.scope_target, n.project_id, n.phase FROM purse JOIN cost_norms n
            ON n.samples >= 5 AND purse.has < n.p90_usd AND (purse.project_id IS NULL OR purse.project_id = n.project_id)
            AND (purse.scope_kind <> 'phase' OR purse.scope_target = n.phase)
    ), dry AS (
        SELECT * FROM purse WHERE has <= 0
    )
    SELECT EXISTS (SELECT 1 FROM dry WHERE scope_kind IN ('global', 'agent') AND project_id IS NULL),
        ARRAY(SELECT project_id FROM dry WHERE scope_kind IN ('project', 'agent') AND project_id IS NOT NULL),
        ARRAY(SELECT scope_target FROM dry WHERE scope_kind = 'phase' AND project_id IS NULL),
        ARRAY(SELECT scope_target FROM dry WHERE scope_kind = 'ticket'),
        ARRAY(SELECT project_id || ' ' || scope_target FROM dry WHERE scope_kind = 'phase' AND project_id IS NOT NULL
            UNION SELECT project_id || ' ' || phase FROM dear WHERE scope_kind <> 'ticket'),
        ARRAY(SELECT scope_target || ' ' || phase FROM dear WHERE scope_kind = 'ticket')
$$;

-- Whether budgets with this much left can carry a task of this place: each that covers it has what like tasks cost, or
-- where that is not known, anything.
CREATE FUNCTION is_carried(ids text[], lefts numeric[], of_project text, of_ticket text, of_agent text, of_phase text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM unnest(ids, lefts) AS purse (id, has) JOIN budgets b ON b.id = purse.id
        WHERE (purse.has <= 0 OR purse.has < coalesce(cost_norm(of_project, of_phase), 0))
            AND budget_covers(b, of_project, of_ticket, of_agent, of_phase))
$$;

-- Whether one budget can, as it is now.
CREATE FUNCTION budget_carries(budget "budgets", of_project text, of_phase text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT has > 0 AND has >= coalesce(cost_norm(of_project, of_phase), 0) FROM budget_left(budget) AS has
$$;

-- The kinds of tasks (project and phase, or * for all) that a budget cannot carry as it is now.
CREATE FUNCTION budget_beyond(budget "budgets") RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN budget.deleted_at IS NOT NULL OR budget.on_exceed <> 'pause' OR budget.scope_kind = 'agent' THEN '{}'
        WHEN has <= 0 THEN '{*}'
        ELSE ARRAY(SELECT n.project_id || ' ' || n.phase FROM cost_norms n WHERE n.samples >= 5 AND n.p90_usd > has
            AND (budget.project_id IS NULL OR n.project_id = budget.project_id)
            AND (budget.scope_kind <> 'phase' OR n.phase = budget.scope_target) ORDER BY 1) END
    FROM budget_left(budget) AS has
$$;
