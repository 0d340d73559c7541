"use client";

import { useQueryStates } from "nuqs";
import { lazyPart } from "@/components/ui/lazy-part";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Ticket } from "@/lib/work/schema";
import { ticketTaskParams } from "../search-params";
import { TaskList } from "../tasks/task-list";
import { NewTaskButton } from "./new-task-button";
import { TasksToggle } from "./tasks-toggle";

const GraphPanel = lazyPart(() => import("../graph/graph-panel").then((module) => module.GraphPanel), {
  fallback: <SkeletonRows rows={6} label="Loading the graph" />,
});

/** A ticket's tasks: as a list, or as a graph of what waits for what. */
export function TicketTasks({ ticket, mayWrite }: { ticket: Ticket; mayWrite: boolean }) {
  const [{ tasks }, setParams] = useQueryStates(ticketTaskParams);
  const mayAdd = mayWrite && ticket.status === "open";
  const actions = (
    <>
      <TasksToggle current={tasks} onChange={(next) => void setParams({ tasks: next })} />
      {mayAdd && <NewTaskButton ticket={ticket} />}
    </>
  );
  if (tasks === "graph") {
    return <GraphPanel ticketId={ticket.id} actions={actions} />;
  }
  return (
    <TaskList
      title="Tasks"
      filter={{ ticket: ticket.id }}
      hide={["ticket"]}
      actions={actions}
      empty={{
        title: "No tasks yet",
        appears: "A task is one prompt that an agent claims, works on and reports back.",
        how: mayAdd ? "Add the first one with New task." : "Leads and admins add tasks to open tickets.",
      }}
    />
  );
}
