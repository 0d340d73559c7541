import * as audit from "@/lib/platform/audit/service";
import { type Actor, maySee, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import type { Page } from "@/lib/platform/schema";
import { listPhases, requirePhase } from "../phases";
import type {
  CreateTicket,
  Phase,
  Ticket,
  TicketDetail,
  TicketsQuery,
  TransitionTicket,
  UpdateTicket,
} from "../schema";
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
    await recordPhase(tx, actor, ticket, null, input.phase, null);
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
      const detail = { from: before.status, to: input.status };
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

/** Moves a ticket to a phase that may follow its present one; throws `invalid_state` naming those that may. */
export async function transitionTicket(
  actor: Actor,
  id: string,
  input: TransitionTicket,
): Promise<TicketDetail> {
  requireScope(actor, "work:write");
  requirePhase(input.phase);
  return transact("ticket.transition", async (tx) => {
    const ticket = seenBy(actor, "ticket", await store.findTicket(tx, id));
    const next = listPhases().find((phase) => phase.id === ticket.phase)?.next ?? [];
    if (ticket.status !== "open" || !next.includes(input.phase)) {
      const why =
        ticket.status === "open"
          ? `From ${ticket.phase} it may go to: ${next.join(", ") || "nowhere"}.`
          : `It is ${ticket.status}.`;
      throw new AppError("invalid_state", `This ticket cannot move to ${input.phase}. ${why}`, {
        facts: { phase: ticket.phase, status: ticket.status, next },
      });
    }
    if (!(await store.moveTicket(tx, id, ticket.phase, input.phase))) {
      throw new AppError("conflict", "Somebody else moved this ticket meanwhile.");
    }
    await recordPhase(tx, actor, ticket, ticket.phase, input.phase, input.reason);
    await audit.append(tx, {
      actor,
      act: "ticket.transition",
      entity: id,
      projectId: ticket.projectId,
      reason: input.reason,
      detail: { from: ticket.phase, to: input.phase },
    });
    await publish(tx, actor, {
      type: "ticket.phase_changed",
      entity: id,
      projectId: ticket.projectId,
      payload: { from: ticket.phase, to: input.phase, reason: input.reason },
    });
    return seenBy(actor, "ticket", await store.findTicketDetail(tx, id));
  });
}

export async function getTicket(actor: Actor, id: string): Promise<TicketDetail> {
  requireScope(actor, "work:read");
  return read(async (tx) => seenBy(actor, "ticket", await store.findTicketDetail(tx, id)));
}

export async function listTickets(actor: Actor, query: TicketsQuery): Promise<Page<Ticket>> {
  requireScope(actor, "work:read");
  return read((tx) => store.listTickets(tx, { ...query, project: actor.projectId ?? query.project }));
}

export async function getPhases(actor: Actor): Promise<{ items: Phase[] }> {
  requireScope(actor, "work:read");
  return { items: listPhases() };
}

async function recordPhase(
  tx: Tx,
  actor: Actor,
  ticket: Ticket,
  from: string | null,
  to: string,
  reason: string | null,
) {
  await store.insertPhaseChange(tx, {
    id: newId("ph"),
    projectId: ticket.projectId,
    ticketId: ticket.id,
    fromPhase: from,
    toPhase: to,
    actor: actor.id,
    reason,
  });
}
