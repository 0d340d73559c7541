"use client";

import { Ban, Bot, Gauge, Hourglass, Lock, type LucideIcon, Network, Users, Wallet } from "lucide-react";
import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import type { TaskDetail, WaitReason } from "@/lib/work/schema";
import { entityPath } from "../links";
import { useWorkHref } from "../use-work-href";

const LOOKS: Record<WaitReason["kind"], { title: string; icon: LucideIcon }> = {
  ticket_closed: { title: "Its ticket is not open", icon: Lock },
  dependencies: { title: "It waits for other tasks", icon: Network },
  held: { title: "A hold is in force", icon: Ban },
  budget: { title: "A budget has too little left", icon: Wallet },
  backoff: { title: "It waits after a failed attempt", icon: Hourglass },
  no_agent: { title: "No agent can do it", icon: Bot },
  no_capacity: { title: "No agent has room", icon: Gauge },
  queued: { title: "It is in the queue", icon: Users },
};

/** Why no agent has claimed a pending task, what is to be looked at first on top. */
export function WaitingPanel({ task }: { task: TaskDetail }) {
  if (task.waiting.length === 0) return null;
  return (
    <Panel title="Why is it waiting?" flush>
      <ol>
        {task.waiting.map((reason) => (
          <Reason key={`${reason.kind} ${reason.entity}`} reason={reason} />
        ))}
      </ol>
    </Panel>
  );
}

function Reason({ reason }: { reason: WaitReason }) {
  const href = useWorkHref();
  const { title, icon: Icon } = LOOKS[reason.kind];
  const path = reason.entity && entityPath(reason.entity);
  return (
    <li className="flex gap-3 border-b border-line px-4 py-2.5 last:border-b-0">
      <Icon aria-hidden="true" className="mt-0.75 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-muted wrap-anywhere">{reason.detail}</p>
      </div>
      {path && (
        <Link href={href(path)} className="shrink-0 self-start underline hover:no-underline">
          Open<span className="sr-only"> what it waits for: {reason.detail}</span>
        </Link>
      )}
    </li>
  );
}
