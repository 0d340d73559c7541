// What laying and ending an overlay has in common, whatever it does to the queue.
import { z } from "zod";
import { type Actor, maySee, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { EventType } from "@/lib/platform/events/schema";
import { requirePhase } from "../phases";
import { HoldScope, type OverrideScope, type ReservationScope, wholeOf } from "../schema";
import { findAgent } from "../store/agents";
import * as store from "../store/overlays";
import { findProject } from "../store/projects";
import { findTask } from "../store/tasks";
import { findTicket } from "../store/tickets";
import { recordAct } from "./record";

export interface Ends {
  reason: string;
  expiresInSeconds?: number | undefined;
}

/** Throws unless the actor may lay overlays; a key must say when its overlay ends, since it may die. */
export function requireOverlayRight(actor: Actor, ends: Ends): void {
  requireScope(actor, "work:act");
  if (actor.kind === "key" && ends.expiresInSeconds === undefined) {
    const detail = "A key must say how long this lasts, so that nothing stays when its owner is gone.";
    throw new AppError("invalid_request", detail, {
      issues: [{ in: "body", pointer: "/expiresInSeconds", detail }],
    });
  }
}

/** Throws `forbidden` for what stops everything, whoever asks: that is the guardian's, which asks a second person. */
export function requireByHand(actor: Actor, scope: HoldScope): void {
  requireScope(actor, "work:act");
  const whole = wholeOf(scope);
  if (whole === null) return;
  const [route, pause] = ["/api/v1/guardian/intervention/pause", "a pause of the guardian"];
  const detail = `A hold on ${whole} is not placed by hand. Ask for ${pause}, which another person approves: POST ${route}, or Guardian → Intervene.`;
  throw new AppError("forbidden", detail, {
    facts: { hold: scope, route },
    issues: [{ in: "body", pointer: "/scope", detail }],
  });
}

export function ownerOf(actor: Actor): store.OverlayOwner {
  return { id: actor.id, name: actor.name, authority: actor.authority };
}

/** The scope as it is stored, with its project and its name in words. Throws `not_found` for what is not there. */
export async function resolveScope(
  tx: Tx,
  actor: Actor,
  scope: HoldScope | OverrideScope | ReservationScope,
): Promise<store.StoredScope> {
  const { kind } = scope;
  if (kind === "task") {
    const task = seenBy(actor, "task", await findTask(tx, scope.taskId));
    return { kind, target: task.id, projectId: task.projectId, label: `Task “${task.title}”` };
  }
  if (kind === "ticket") {
    const ticket = seenBy(actor, "ticket", await findTicket(tx, scope.ticketId));
    return { kind, target: ticket.id, projectId: ticket.projectId, label: `Ticket “${ticket.title}”` };
  }
  if (kind === "agent") {
    const agent = seenBy(actor, "agent", await findAgent(tx, scope.agentId));
    return { kind, target: agent.id, projectId: agent.projectId, label: `Agent ${agent.name}` };
  }
  const project = await resolveProject(tx, actor, kind === "all" ? undefined : scope.projectId);
  const where = project ? ` in ${project.name}` : "";
  const projectId = project?.id ?? null;
  if (kind === "all") return { kind, target: null, projectId, label: `All work${where}` };
  if (kind === "project") return { kind, target: null, projectId, label: `Project ${project?.name}` };
  if (kind === "phase") {
    const phase = requirePhase(scope.phase, "/scope/phase");
    return { kind, target: phase.id, projectId, label: `Phase ${phase.name}${where}` };
  }
  const direction = kind === "priority_at_most" ? "and below" : "and above";
  return {
    kind,
    target: scope.priority,
    projectId,
    label: `Priority ${scope.priority} ${direction}${where}`,
  };
}

/** What stands for a scope where one entity is named: its target, else its project, else `all`. */
export function entityOf({ target, projectId }: store.StoredScope): string {
  return target ?? projectId ?? "all";
}

/** Where a hold says what it is about; what else it says may be wrong. */
const HoldTarget = z.object({ scope: HoldScope });

/** The scope that a refused request named, in words; throws for what the actor does not see. */
export async function aboutHold(actor: Actor, { body }: { body: unknown }) {
  const asked = HoldTarget.safeParse(body);
  return asked.success ? aboutScope(actor, asked.data.scope) : null;
}

/** A scope as the trail tells of it; throws for what the actor does not see. */
export async function aboutScope(actor: Actor, asked: Parameters<typeof resolveScope>[2]) {
  const scope = await read((tx) => resolveScope(tx, actor, asked));
  const entity = entityOf(scope);
  return { entity, detail: { targetEntity: entity, targetLabel: scope.label } };
}

/** A key that is bound to a project reaches no further: for it, every project means that one. */
async function resolveProject(tx: Tx, actor: Actor, id: string | undefined) {
  const projectId = id ?? actor.projectId;
  if (!projectId) return null;
  const project = maySee(actor, projectId) ? await findProject(tx, projectId) : null;
  if (!project) throw new AppError("not_found", "There is no such project.");
  return project;
}

/** What was asked for when an overlay is laid, whatever kind it is. */
interface Laid extends Ends {
  scope: HoldScope | OverrideScope | ReservationScope;
}

/** Tells that an overlay was laid; `own` is what its kind has beside its scope and its end. */
export async function recordPlaced(
  tx: Tx,
  actor: Actor,
  overlay: { type: EventType; id: string; scope: store.StoredScope },
  input: Laid,
  own: Record<string, unknown> = {},
): Promise<void> {
  const { type, id: entity } = overlay;
  const { projectId, label } = overlay.scope;
  const { scope, reason, expiresInSeconds = null } = input;
  const detail = { scope, label, ...own, expiresInSeconds };
  await recordAct(tx, actor, { type, entity, projectId, reason, detail });
}

export type EndedOverlay = Pick<store.OverlayRow, "id" | "projectId" | "scopeLabel" | "owner">;

export async function recordEnded(
  tx: Tx,
  actor: Actor,
  type: EventType,
  { id: entity, projectId, scopeLabel: label, owner }: EndedOverlay,
  reason: string | undefined,
): Promise<void> {
  await recordAct(tx, actor, { type, entity, projectId, reason, detail: { label, owner } });
}

/** Ends a live overlay for the actor. Ending an ended one changes nothing and returns null. */
export async function endOwn(
  tx: Tx,
  actor: Actor,
  kind: store.OverlayKind,
  id: string,
): Promise<store.OverlayRow | null> {
  requireScope(actor, "work:act");
  const overlay = seenBy(actor, "overlay", await store.findOverlay(tx, kind, id));
  if (overlay.authority > actor.authority) {
    throw new AppError("forbidden", `${overlay.ownerName} has more authority than you; ask them to end it.`, {
      facts: { authority: overlay.authority },
    });
  }
  return store.endOverlay(tx, kind, id, actor.id);
}
