import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { System } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

const NONE = {
  title: "Nothing reacts to events yet",
  appears: "Each reaction with what it has still to handle.",
  how: "Webhooks and other reactions register when the server starts.",
};

/** How far what reacts to events is behind them. */
export function EventsPanel({ events }: { events: System["events"] }) {
  const { reactions, newestAt } = events;
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
    </SystemPanel>
  );
}
