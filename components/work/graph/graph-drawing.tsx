"use client";

import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import Link from "next/link";
import { type RefObject, useEffect, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { type Drawing, type DrawnNode, NODE_HEIGHT, NODE_WIDTH } from "../prepare-graph";
import { TaskStateBadge } from "../tasks/task-state";
import { useWorkHref } from "../use-work-href";
import { GraphEdges } from "./graph-edges";

const STEP = 1.25;
const SCALE_MIN = 0.2;
const SCALE_MAX = 2;

/** Nodes are links; the lines between them are decoration, since the table says the same in words. */
export function GraphDrawing({ drawing }: { drawing: Drawing }) {
  const room = useRef<HTMLDivElement>(null);
  const fit = useFit(drawing.width, room);
  const [chosen, setChosen] = useState<number | null>(null);
  const scale = chosen ?? fit;
  const zoom = (factor: number) =>
    setChosen(Math.min(SCALE_MAX, Math.max(SCALE_MIN, Math.round(scale * factor * 100) / 100)));
  return (
    <div ref={room} className="border-b border-line bg-sunken max-md:hidden">
      <ScrollRegion label="Graph of the tasks" className="max-h-[60dvh] overflow-auto">
        <div
          className="relative overflow-hidden"
          style={{ width: drawing.width * scale, height: drawing.height * scale }}
        >
          <div
            className="absolute top-0 left-0 origin-top-left"
            style={{ width: drawing.width, height: drawing.height, transform: `scale(${scale})` }}
          >
            <GraphEdges drawing={drawing} />
            {drawing.nodes.map((node) => (
              <Node key={node.task.id} node={node} />
            ))}
          </div>
        </div>
      </ScrollRegion>
      <div className="flex justify-end gap-1 border-t border-line bg-surface px-2 py-1">
        <IconButton size="sm" label="Zoom out" icon={ZoomOut} onClick={() => zoom(1 / STEP)} />
        <IconButton size="sm" label="Zoom in" icon={ZoomIn} onClick={() => zoom(STEP)} />
        <IconButton size="sm" label="Fit the width" icon={Maximize} onClick={() => setChosen(null)} />
      </div>
    </div>
  );
}

function Node({ node: { task, x, y } }: { node: DrawnNode }) {
  const href = useWorkHref();
  return (
    <Link
      href={href(`/tasks/${task.id}`)}
      title={task.title}
      prefetch={false}
      className="absolute flex flex-col justify-center gap-1 rounded-lg border border-line-strong bg-surface px-3 hover:border-field hover:bg-hover"
      style={{ left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT }}
    >
      <span className="truncate font-medium">{task.title}</span>
      <span className="truncate text-xs">
        <TaskStateBadge task={task} />
      </span>
    </Link>
  );
}

/** The scale at which the width fits into the room, never enlarged. */
function useFit(width: number, room: RefObject<HTMLDivElement | null>): number {
  const [roomWidth, setRoomWidth] = useState(width);
  useEffect(() => {
    if (!room.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setRoomWidth(entry.contentRect.width));
    observer.observe(room.current);
    return () => observer.disconnect();
  }, [room]);
  const fit = roomWidth > 0 ? Math.min(1, roomWidth / width) : 1;
  return Math.max(SCALE_MIN, fit);
}
