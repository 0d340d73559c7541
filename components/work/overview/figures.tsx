"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Bot,
  CircleCheck,
  CircleDashed,
  CirclePlay,
  CircleSlash,
  CircleX,
  Moon,
  Ticket,
  TriangleAlert,
} from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat, StatRow } from "@/components/ui/stat";
import { overviewQuery } from "@/lib/work/queries";
import type { Overview } from "@/lib/work/schema";
import { AT_WORK, UNDOABLE_MAX } from "@/lib/work/schema";
import { toFigures } from "../prepare-overview";
import { Loaded } from "../state/loaded";
import { useWorkHref } from "../use-work-href";

export function Figures({ projectId }: { projectId: string | undefined }) {
  const query = useQuery(overviewQuery(projectId));
  return (
    <section aria-label="In figures" className="flex flex-col gap-3">
      <Loaded query={query} what="the figures" skeleton={<FiguresSkeleton />}>
        {(overview) => (
          <>
            <WorkFigures overview={overview} />
            <FleetFigures overview={overview} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function WorkFigures({ overview }: { overview: Overview }) {
  const href = useWorkHref();
  const { waiting, atWork } = toFigures(overview);
  const { completed, failed } = overview.finishedLastHour;
  return (
    <StatRow>
      <Stat
        label="Waiting"
        value={waiting.toLocaleString("en")}
        note={
          overview.oldestPendingAt ? (
            <>
              {overview.blockedTasks > 0 && `${overview.blockedTasks.toLocaleString("en")} blocked, `}
              oldest from <RelativeTime at={overview.oldestPendingAt} />
            </>
          ) : (
            "nothing waits"
          )
        }
        icon={CircleDashed}
        href={href("/tasks", { state: "pending" })}
      />
      <Stat
        label="At work"
        value={atWork.toLocaleString("en")}
        note={`${overview.tasksByState.running} running, ${overview.tasksByState.claimed} claimed`}
        icon={CirclePlay}
        tone={atWork > 0 ? "progress" : "neutral"}
        href={href("/tasks", { state: AT_WORK.join(",") })}
      />
      <Stat
        label="Failed"
        value={failed.toLocaleString("en")}
        note="in the last hour"
        icon={CircleX}
        tone={failed > 0 ? "danger" : "neutral"}
        href={href("/tasks", { state: "failed" })}
      />
      <Stat
        label="Completed"
        value={completed.toLocaleString("en")}
        note="in the last hour"
        icon={CircleCheck}
        tone={completed > 0 ? "success" : "neutral"}
        href={href("/tasks", { state: "completed" })}
      />
    </StatRow>
  );
}

function FleetFigures({ overview }: { overview: Overview }) {
  const href = useWorkHref();
  const { agents } = toFigures(overview);
  const undoable = overview.undoableTasks;
  return (
    <StatRow>
      <Stat
        label="Agents working"
        value={agents.working.toLocaleString("en")}
        note="hold at least one task"
        icon={Bot}
        tone={agents.working > 0 ? "progress" : "neutral"}
        href={href("/agents", { show: "working" })}
      />
      <Stat
        label="Agents idle"
        value={agents.idle.toLocaleString("en")}
        note="wait for work"
        icon={Moon}
        href={href("/agents", { show: "idle" })}
      />
      <Stat
        label="Need attention"
        value={agents.attention.toLocaleString("en")}
        note="stale, lost or quarantined"
        icon={TriangleAlert}
        tone={agents.attention > 0 ? "warning" : "neutral"}
        href={href("/agents", { show: "attention" })}
      />
      <Stat
        label="Nobody can do"
        value={`${undoable.toLocaleString("en")}${undoable >= UNDOABLE_MAX ? "+" : ""}`}
        note={undoable > 0 ? "tasks no active agent is fit for" : "an agent fits every task"}
        icon={CircleSlash}
        tone={undoable > 0 ? "warning" : "neutral"}
        href={href("/tasks", { undoable: "true" })}
      />
      <Stat
        label="Open tickets"
        value={overview.ticketsOpen.toLocaleString("en")}
        note="in all phases"
        icon={Ticket}
        href={href("/tickets")}
      />
    </StatRow>
  );
}

const CELLS = { work: ["a", "b", "c", "d"], fleet: ["a", "b", "c", "d", "e"] };

function FiguresSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">Loading the figures</span>
      {Object.entries(CELLS).map(([row, cells]) => (
        <StatRow key={row}>
          {cells.map((cell) => (
            <Skeleton key={cell} className="h-25 rounded-lg" />
          ))}
        </StatRow>
      ))}
    </div>
  );
}
