import { statusLooks } from "@/components/ui/status-tones";
import { toneClasses } from "@/components/ui/tones";
import type { TicketSummary } from "@/lib/work/schema";
import { toCounts } from "../prepare-board";

/** A ticket's tasks by state, as icons with figures. */
export function TaskCounts({ counts }: { counts: TicketSummary["taskCounts"] }) {
  const shown = toCounts(counts);
  if (shown.length === 0) return <span className="text-faint">No tasks yet</span>;
  return shown.map(({ state, count }) => {
    const { label, tone, icon: Icon } = statusLooks.task[state];
    const word = label.toLowerCase();
    return (
      <span key={state} className="inline-flex items-center gap-1 tabular-nums" title={`${count} ${word}`}>
        <Icon aria-hidden="true" className={`size-3.5 ${toneClasses[tone].text}`} />
        {count.toLocaleString("en")}
        <span className="sr-only"> {word}</span>
      </span>
    );
  });
}
