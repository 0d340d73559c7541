import { FileX2, SquareDashed } from "lucide-react";
import { Panel } from "@/components/ui/panel";
import type { PhaseGap } from "@/lib/work/schema";
import { artifactWords } from "../prepare-board";

/** What the present phase still asks for before the ticket may move on. */
export function TicketGap({ gap, phase }: { gap: PhaseGap; phase: string }) {
  const { missingArtifacts, openCriteria } = gap;
  if (missingArtifacts.length + openCriteria.length === 0) return null;
  return (
    <Panel title={`Before it leaves ${phase}`}>
      <ul className="flex flex-col gap-1.5">
        {missingArtifacts.map((type) => (
          <li key={type} className="flex gap-2">
            <FileX2 aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
            {artifactWords(type)} is missing
          </li>
        ))}
        {openCriteria.map(({ id, text }) => (
          <li key={id} className="flex gap-2">
            <SquareDashed aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <span>
              {text} <span className="text-muted">(to be confirmed)</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
