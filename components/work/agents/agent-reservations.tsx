"use client";

import { useQuery } from "@tanstack/react-query";
import { Panel } from "@/components/ui/panel";
import { liveReservationsQuery } from "@/lib/work/queries";
import type { Agent } from "@/lib/work/schema";
import { EndButton } from "../overlays/end-button";
import { TimeLeft } from "../overlays/time-left";
import { reservationsOf } from "../prepare-overlay";

/** For what the agent's slots are kept. */
export function AgentReservations({ agent, mayAct }: { agent: Agent; mayAct: boolean }) {
  const live = useQuery(liveReservationsQuery(agent.projectId ?? undefined));
  const reservations = reservationsOf(agent.id, live.data?.items ?? []);
  if (reservations.length === 0) return null;
  return (
    <Panel title="Reserved capacity" flush>
      <ul>
        {reservations.map((reservation) => (
          <li
            key={reservation.id}
            className="flex items-start gap-3 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <div className="min-w-0 flex-1">
              <p className="font-medium wrap-anywhere">{reservation.scopeLabel}</p>
              <p className="text-muted wrap-anywhere">{reservation.reason}</p>
              <p className="text-xs text-faint">
                {reservation.slotsUsed} of {reservation.slots} slots in use · {reservation.ownerName} ·{" "}
                <TimeLeft expiresAt={reservation.expiresAt} />
              </p>
            </div>
            {mayAct && <EndButton overlay={{ ...reservation, kind: "capacity-reservations" }} label="End" />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
