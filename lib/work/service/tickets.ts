import * as audit from "@/lib/platform/audit/service";
import { type Actor, maySee, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { listPhases, requireCriteria, requirePhase } from "../phases";
import { isOnwards, isOpen, phaseGap } from "../rules";
import type {
  Board,
  BoardQuery,
  CreateTicket,
  Phase,
  PhaseGap,
  Ticket,
  TicketDetail,
  TicketSummary,
  TicketsQuery,
  TransitionTicket,
  UpdateTicket,
} from "../schema";
import { listProducedTypes } from "../store/artifacts";
import { findProject } from "../store/projects";
import * as store from "../store/tickets";

export async function createTicket(actor: Actor, input: CreateTicket): Promise<Ticket> {
  requireScope(actor, "work:write");
  requirePhase(input.phase);
  return transact("ticket.create", async (tx) => {
    if (!maySee(actor, input.projectId) || !(await findProject(tx, input.projectId))) {
      throw new AppError("not_found", "There is no such project.");
    }
    const id = newId("tkt");
    const ticket = await store.insertTicket(tx, { id, ...input, createdBy: actor.id });
    const detail = { criteriaMet: [], forced: null };
    await recordPhase(tx, actor, ticket, { from: null, to: input.phase, reason: null, detail });
    await publish(tx, actor, {
      type: "ticket.created",
      entity: id,
      projectId: ticket.projectId,
      payload: { title: ticket.title, phase: ticket.phase },
    });
    return ticket;
  });
}

export async function updateTicket(actor: Actor, id: string, input: UpdateTicket): Promise<Ticket> {
  requireScope(actor, "work:write");
  return transact("ticket.update", async (tx) => {
    const before = seenBy(actor, "ticket", await store.findTicket(tx, id));
    await store.updateTicket(tx, id, input);
    // Closing a ticket stops its waiting tasks, reopening starts them: that is governance.
    if (input.status && input.status !== before.status) {
      const detail = { title: before.title, from: before.status, to: input.status };
      await audit.append(tx, {
        actor,
        act: "ticket.status",
        entity: id,
        projectId: before.projectId,
        detail,
      });
    }
    await publish(tx, actor, {
      type: "ticket.updated",
      entity: id,
      projectId: before.projectId,
      payload: { changed: Object.keys(input), ...(input.status ? { status: input.status } : {}) },
    });
    return seenBy(actor, "ticket", await store.findTicket(tx, id));
  });
}

/**
 * Moves a ticket to a phase that may follow its present one. Throws `invalid_state` naming the phases that may, or
 * what the present one still asks; with `force` that is no obstacle, and the history says so.
 */
export async function transitionTicket(
  actor: Actor,
  id: string,
  input: TransitionTicket,
): Promise<TicketDetail> {
  requireScope(actor, "work:write");
  if (input.force) requireScope(actor, "work:act");
  requirePhase(input.phase);
  return transact("ticket.transition", async (tx) => {
    const ticket = seenBy(actor, "ticket", await store.findTicket(tx, id));
    const phase = requireSuccessor(ticket, input.phase);
    requireCriteria(phase, input.criteriaMet);
    const gap = isOnwards(listPhases(), ticket.phase, input.phase)
      ? phaseGap(phase, await listProducedTypes(tx, id), input.criteriaMet)
      : NO_GAP;
    if (isOpen(gap) && !input.force) throw stillOpen(ticket, gap);
    if (!(await store.moveTicket(tx, id, ticket.phase, input.phase))) {
      throw new AppError("conflict", "Somebody else moved this ticket meanwhile.");
    }
    const move = { from: ticket.phase, to: input.phase };
    const detail = { criteriaMet: input.criteriaMet, forced: isOpen(gap) ? gap : null };
    await recordPhase(tx, actor, ticket, { ...move, reason: input.reason, detail });
    const { projectId } = ticket;
    const { reason } = input;
    const act = { title: ticket.title, ...move, ...detail };
    await audit.append(tx, { actor, act: "ticket.transition", entity: id, projectId, reason, detail: act });
    const payload = { ...move, reason };
    await publish(tx, actor, { type: "ticket.phase_changed", entity: id, projectId, payload });
    return readDetail(tx, seenBy(actor, "ticket", await store.findTicket(tx, id)));
  });
}

const NO_GAP: PhaseGap = { missingArtifacts: [], openCriteria: [] };

function phaseOf(ticket: Ticket): Phase | undefined {
  return listPhases().find((phase) => phase.id === ticket.phase);
}

/** The phase that the ticket leaves, if `to` may follow it. */
function requireSuccessor(ticket: Ticket, to: string): Phase {
  const phase = phaseOf(ticket);
  const next = phase?.next ?? [];
  if (phase && ticket.status === "open" && next.includes(to)) return phase;
  const why =
    ticket.status === "open"
      ? `From ${ticket.phase} it may go to: ${next.join(", ") || "nowhere"}.`
      : `It is ${ticket.status}.`;
  throw new AppError("invalid_state", `This ticket cannot move to ${to}. ${why}`, {
    facts: { phase: ticket.phase, status: ticket.status, next },
  });
}

function stillOpen(ticket: Ticket, gap: PhaseGap): AppError {
  const missing = [
    ...gap.missingArtifacts.map((type) => `the artifact ${type}`),
    ...gap.openCriteria.map(({ id }) => `the criterion ${id}`),
  ];
  return new AppError("invalid_state", `${ticket.phase} still asks for ${missing.join(", ")}.`, {
    facts: { phase: ticket.phase, ...gap },
  });
}

export async function getTicket(actor: Actor, id: string): Promise<TicketDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => readDetail(tx, seenBy(actor, "ticket", await store.findTicket(tx, id))));
}

async function readDetail(tx: Tx, ticket: Ticket): Promise<TicketDetail> {
  const produced = await listProducedTypes(tx, ticket.id);
  return {
    ...ticket,
    history: await store.listHistory(tx, ticket.id),
    gap: phaseGap(phaseOf(ticket), produced, []),
  };
}

/** The open tickets by phase, in the order of the phases; only phases that are configured. */
export async function getBoard(actor: Actor, query: BoardQuery): Promise<Board> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const board = await store.readBoard(tx, actor.projectId ?? query.project, query.perPhase);
    const columns = listPhases().map(({ id }) => ({ phase: id, total: 0, tickets: [], ...board.get(id) }));
    return { columns };
  });
}

export async function listTickets(actor: Actor, query: TicketsQuery): Promise<Page<TicketSummary>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listTickets(tx, { ...query, project: actor.projectId ?? query.project }));
}

export async function getPhases(actor: Actor): Promise<{ items: Phase[] }> {
  requireScope(actor, "work:read");
  return { items: listPhases() };
}

interface PhaseMove {
  from: string | null;
  to: string;
  reason: string | null;
  detail: { criteriaMet: string[]; forced: PhaseGap | null };
}

async function recordPhase(tx: Tx, actor: Actor, ticket: Ticket, move: PhaseMove): Promise<void> {
  await store.insertPhaseChange(tx, {
    id: newId("ph"),
    projectId: ticket.projectId,
    ticketId: ticket.id,
    fromPhase: move.from,
    toPhase: move.to,
    actor: actor.id,
    reason: move.reason,
    detail: move.detail,
  });
}
