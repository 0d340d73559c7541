import { Alert } from "@/components/ui/alert";
import { RelativeTime } from "@/components/ui/relative-time";
import type { System } from "@/lib/platform/system/schema";

/** In one word how things are and, where they are not well, what is wrong and what to do. */
export function SystemState({ system }: { system: System }) {
  const { findings, at } = system;
  if (findings.length === 0) {
    return (
      <Alert tone="success" title="OK">
        The database answers, replicas send their heartbeats, jobs and events keep up, webhooks get their
        messages. Looked at <RelativeTime at={at} />.
      </Alert>
    );
  }
  const count = findings.length === 1 ? "one finding" : `${findings.length} findings`;
  return (
    <Alert tone="warning" title={`Degraded: ${count}`}>
      <ul className="flex flex-col gap-2">
        {findings.map(({ part, what, advice }) => (
          <li key={`${part} ${what}`} className="wrap-anywhere">
            <span className="text-fg">{what}</span> {advice}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
