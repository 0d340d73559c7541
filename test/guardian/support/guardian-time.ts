// What time and the host bring about for what guardians did, in the product and in the model alike.
import { expect } from "vitest";
import { RegisterAgent } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { change, rows } from "../../support/sql";
import { back } from "../../work/support/walk";
import { approve, extend } from "./calls";
import { attempt, type Taker } from "./guardian-acts";

export const GUARDIAN_TIME_ACTS = {
  approvalOver: async (world, { at }) => {
    const action = back(
      world.actions.filter(({ status }) => status === "proposed"),
      at,
    );
    if (!action) return null;
    await change`UPDATE guardian_actions SET approval_expires_at = now() - interval '1 second' WHERE id = ${action.id}`;
    expect(await attempt(() => approve(world.leads[0], action.id, action.hash))).toBeNull();
    action.status = "expired";
    return world.tick();
  },
  timeOver: async (world, { at }) => {
    const action = back(
      world.actions.filter(({ status, effects }) => status === "executed" && effects.length > 0),
      at,
    );
    if (!action) return null;
    action.isTimeOver = true;
    const over = "1 second";
    await change`UPDATE guardian_actions SET expires_at = now() - ${over}::interval WHERE id = ${action.id} AND expires_at IS NOT NULL`;
    for (const effect of action.effects) {
      if (!("id" in effect)) continue;
      await change`UPDATE holds SET expires_at = now() - ${over}::interval WHERE id = ${effect.id}`;
      await change`UPDATE priority_overrides SET expires_at = now() - ${over}::interval WHERE id = ${effect.id}`;
      await change`UPDATE capacity_reservations SET expires_at = now() - ${over}::interval WHERE id = ${effect.id}`;
      for (const list of ["holds", "overrides", "reservations"] as const) {
        const model = world.model as unknown as Record<string, { id: string }[]>;
        model[list] = (model[list] ?? []).filter(({ id }) => id !== effect.id);
      }
    }
    return world.tick();
  },

  /** The host tells what it runs, and starts what it is asked for. */
  hostBeat: async (world, { flag }) => {
    const { model, requests, walk, hostId } = world;
    const isNamed = (request: (typeof requests)[number]) =>
      request.state === "open" || (request.state === "done" && request.fresh?.state !== "retired");
    for (const request of requests) if (!isNamed(request)) request.state = "over";
    const running = requests.filter(isNamed).map(({ id }) => ({ requestId: id, agentId: null }));
    const beat = () => work.beatHost(walk.key.actor, hostId, { running, isDraining: false, waitMs: 0 });
    // The first time it is handed out, the second time it is named.
    await work.beatHost(walk.key.actor, hostId, {
      running: running.filter(
        ({ requestId }) => requests.find(({ id }) => id === requestId)?.state === "done",
      ),
      isDraining: false,
      waitMs: 0,
    });
    await beat();
    const open = requests.find(({ state }) => state === "open");
    if (!open || !flag) return running.length > 0 ? "done" : null;
    const [row] = await rows<{ template: string }>`SELECT template FROM host_requests WHERE id = ${open.id}`;
    const skills = row?.template === "gpu" ? ["gpu"] : [];
    expect(skills).toEqual(expect.arrayContaining(open.old.skills));
    const capacity = 2;
    // As the walk names its agents, so that it can register them again.
    const name = `a${model.agents.length}`;
    const input = RegisterAgent.parse({ name, capacity, capabilities: skills });
    const { agent } = await work.registerAgent(walk.key.actor, input);
    await work.reportStart(walk.key.actor, hostId, open.id, { status: "done", agentId: agent.id });
    open.state = "done";
    open.fresh = { id: agent.id, skills, phases: [], capacity, silent: false, state: "active" };
    model.agents.push(open.fresh);
    return "done";
  },

  /** The next stage of a pause that is let go in stages. */
  releaseStep: async (world, { at }) => {
    const action = back(
      world.actions.filter(({ status, effects }) => status === "reverting" && effects[0]?.kind === "hold"),
      at,
    );
    if (!action) return null;
    const due = await change`
      UPDATE guardian_actions SET release_due_at = now() WHERE id = ${action.id} AND release_due_at IS NOT NULL`;
    if (due === 1) world.releaseFurther(action);
    return world.tick();
  },
  /** A decision to have it last longer changes nothing now. */
  gExtend: async (world, { at }) => {
    const action = back(
      world.actions.filter(({ status }) => status === "executed"),
      at,
    );
    return action && (await attempt(() => extend(world.leads[0], action.id))) ? "done" : null;
  },
} satisfies Record<string, Taker>;
