import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { System } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

const COLUMNS: Column<System["events"]["reactions"][number]>[] = [
  { head: "Reaction", as: "name", cell: ({ name }) => name },
  { head: "Events behind", numeric: true, cell: (it) => it.eventsBehind.toLocaleString("en") },
  { head: "Seconds behind", numeric: true, cell: (it) => Math.ceil(it.secondsBehind).toLocaleString("en") },
  { head: "Tried again", numeric: true, cell: (it) => it.retrying.toLocaleString("en") },
  { head: "Given up", numeric: true, cell: (it) => it.parked.toLocaleString("en") },
];

const NONE = {
  title: "Nothing reacts to events yet",
  appears: "Each reaction with what it has still to handle.",
  how: "Webhooks and other reactions register when the server starts.",
};

/** How far what reacts to events is behind them. */
export function EventsPanel({ events }: { events: System["events"] }) {
  const { reactions, newestAt } = events;
  const rows = reactions.map((reaction) => ({ ...reaction, id: reaction.name }));
  return (
    <SystemPanel
      id="events"
      title="Events"
      empty={reactions.length === 0 && NONE}
      note={
        <>
          {newestAt ? (
            <>
              The newest event is from <RelativeTime at={newestAt} />.{" "}
            </>
          ) : (
            "There is no event yet. "
          )}
          What a reaction has given up on waits for a person: see <code>GET /reactions</code> of the API.
        </>
      }
    >
      <ListTable label="Reactions to events" columns={COLUMNS} rows={rows} places={false} />
    </SystemPanel>
  );
}
