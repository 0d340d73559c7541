import { Boxes, Database, ListTodo, ScrollText, Send, Webhook } from "lucide-react";
import { Stat, StatRow } from "@/components/ui/stat";
import type { System } from "@/lib/platform/system/schema";
import { toSystemFigures } from "./prepare-system";

export function SystemFigures({ system }: { system: System }) {
  const { database, replicas, jobs, events, webhooks, audit } = toSystemFigures(system);
  return (
    <section aria-label="In figures">
      <StatRow>
        <Stat label="Replicas" {...replicas} icon={Boxes} href="/system#replicas" />
        <Stat label="Database" {...database} icon={Database} href="/system#database" />
        <Stat label="Jobs waiting" {...jobs} icon={ListTodo} href="/system#jobs" />
        <Stat label="Events to react to" {...events} icon={Send} href="/system#events" />
        <Stat label="Messages waiting" {...webhooks} icon={Webhook} href="/system#webhooks" />
        <Stat label="Audit entries" {...audit} icon={ScrollText} href="/system#audit" />
      </StatRow>
    </section>
  );
}
