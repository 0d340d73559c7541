import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { System } from "@/lib/platform/system/schema";

/** How far what reacts to events is behind them. */
export function EventsPanel({ events }: { events: System["events"] }) {
  const { reactions, newestAt } = events;
  return (
    <div id="events">
      <Panel title="Events" flush>
        {reactions.length === 0 ? (
          <EmptyState
            title="Nothing reacts to events yet"
            appears="Each reaction with what it has still to handle."
            how="Webhooks and other reactions register when the server starts."
          />
        ) : (
          <Table label="Reactions to events">
            <TableHead>
              <Th>Reaction</Th>
              <Th numeric>Events behind</Th>
              <Th numeric>Seconds behind</Th>
              <Th numeric>Tried again</Th>
              <Th numeric>Given up</Th>
            </TableHead>
            <TableBody>
              {reactions.map(({ name, eventsBehind, secondsBehind, retrying, parked }) => (
                <TableRow key={name}>
                  <Td rowHeader>{name}</Td>
                  <Td numeric>{eventsBehind.toLocaleString("en")}</Td>
                  <Td numeric>{Math.ceil(secondsBehind).toLocaleString("en")}</Td>
                  <Td numeric>{retrying.toLocaleString("en")}</Td>
                  <Td numeric>{parked.toLocaleString("en")}</Td>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
        <p className="border-t border-line px-4 py-2 text-xs text-muted">
          {newestAt ? (
            <>
              The newest event is from <RelativeTime at={newestAt} />.{" "}
            </>
          ) : (
            "There is no event yet. "
          )}
          What a reaction has given up on waits for a person: see <code>GET /reactions</code> of the API.
        </p>
      </Panel>
    </div>
  );
}
