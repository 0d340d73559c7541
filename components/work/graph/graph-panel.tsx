"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { graphQuery } from "@/lib/work/queries";
import type { TaskGraph } from "@/lib/work/schema";
import { connectedTasks, DRAWN_MAX, toDrawing } from "../prepare-graph";
import { Loaded } from "../state/loaded";
import { GraphDrawing } from "./graph-drawing";
import { GraphTable } from "./graph-table";

/** What waits for what: a drawing where there is room for one, and a table that says the same. */
export function GraphPanel({ ticketId, actions }: { ticketId: string; actions: ReactNode }) {
  const query = useQuery(graphQuery(ticketId));
  return (
    <Panel title="Tasks" actions={actions} flush>
      <Loaded query={query} what="the graph" skeleton={<SkeletonRows rows={6} label="Loading the graph" />}>
        {(graph) => <Graph graph={graph} />}
      </Loaded>
    </Panel>
  );
}

function Graph({ graph }: { graph: TaskGraph }) {
  const drawing = useMemo(() => toDrawing(graph), [graph]);
  if (graph.tasks.length === 0)
    return (
      <EmptyState
        title="No tasks yet"
        appears="Tasks appear here with lines to those that they wait for."
        how="Add a task in the list; one that depends on another is drawn behind it."
      />
    );
  const connected = connectedTasks(graph).length;
  return (
    <>
      {drawing && <GraphDrawing drawing={drawing} />}
      <p className="border-b border-line px-4 py-2 text-xs text-muted">
        {connected === 0 && "No task waits for another. "}
        {connected > DRAWN_MAX &&
          `More than ${DRAWN_MAX} tasks depend on each other, which no drawing shows well. `}
        {connected > 0 &&
          connected < graph.tasks.length &&
          "Tasks without dependencies are only in the table. "}
        {!graph.isComplete && `The ticket has more tasks than these ${graph.tasks.length}.`}
      </p>
      <GraphTable graph={graph} />
    </>
  );
}
