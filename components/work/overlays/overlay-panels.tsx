"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { usePausable } from "@/components/live/use-pausable";
import { StatusBadge } from "@/components/ui/status";
import { RowLink } from "@/components/ui/table";
import { holdsQuery, type OverlayFilter, overridesQuery, reservationsQuery } from "@/lib/work/queries";
import { heldWords } from "../prepare-overlay";
import { useWorkHref } from "../use-work-href";
import { HoldButton } from "./hold-button";
import { OverlayPanel } from "./overlay-panel";
import { OverrideButton } from "./override-button";
import { ReserveButton } from "./reserve-button";

export function OverlayPanels({ filter, mayAct }: { filter: OverlayFilter; mayAct: boolean }) {
  const projectId = filter.project;
  // How many tasks a hold stops changes with every task, which is more than needs following.
  const options = usePausable({ placeholderData: keepPreviousData, refetchInterval: 30_000 });
  const holds = useInfiniteQuery({ ...holdsQuery(filter), ...options });
  const overrides = useInfiniteQuery({ ...overridesQuery(filter), ...options });
  const reservations = useInfiniteQuery({ ...reservationsQuery(filter), ...options });
  const href = useWorkHref();
  return (
    <div className="flex flex-col gap-4">
      <OverlayPanel
        kind="holds"
        title="Holds"
        query={holds}
        mayAct={mayAct}
        place={mayAct && <HoldButton projectId={projectId} />}
        columns={[{ head: "Stops", cell: (hold) => heldWords(hold) }]}
        empty={{
          title: "Nothing is on hold",
          appears: "A hold stops agents from claiming what is in its scope; it stands here until it ends.",
          how: mayAct ? "Place one here, on a ticket or on an agent." : "Leads and admins place them.",
        }}
      />
      <OverlayPanel
        kind="priority-overrides"
        title="Priority overrides"
        query={overrides}
        mayAct={mayAct}
        place={mayAct && <OverrideButton projectId={projectId} />}
        columns={[
          {
            head: "Priority",
            cell: (override) => <StatusBadge kind="priority" value={override.priority} />,
          },
        ]}
        empty={{
          title: "No priority is overridden",
          appears: "An override lets a task or a ticket go earlier or later than its own priority says.",
          how: mayAct ? "Override one here or on a task's page." : "Leads and admins lay them.",
        }}
      />
      <OverlayPanel
        kind="capacity-reservations"
        title="Capacity reservations"
        query={reservations}
        mayAct={mayAct}
        place={mayAct && <ReserveButton projectId={projectId} />}
        columns={[
          {
            head: "Agent",
            cell: (reservation) => (
              <RowLink href={href(`/agents/${reservation.agentId}`)}>{reservation.agentName}</RowLink>
            ),
          },
          {
            head: "Slots in use",
            numeric: true,
            cell: (reservation) => `${reservation.slotsUsed} of ${reservation.slots}`,
          },
        ]}
        empty={{
          title: "No capacity is reserved",
          appears: "A reservation keeps slots of an agent for a project, a ticket, a phase or urgent tasks.",
          how: mayAct ? "Reserve some here or on an agent's page." : "Leads and admins reserve it.",
        }}
      />
    </div>
  );
}
