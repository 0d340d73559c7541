import { Panel } from "@/components/ui/panel";
import { ScrollRegion } from "@/components/ui/scroll-region";

export function TicketDescription({ text }: { text: string }) {
  return (
    <Panel title="Description">
      {text ? (
        <ScrollRegion label="Description" className="max-h-80 overflow-y-auto">
          <p className="max-w-prose whitespace-pre-wrap wrap-anywhere">{text}</p>
        </ScrollRegion>
      ) : (
        <p className="text-muted">No description.</p>
      )}
    </Panel>
  );
}
