"use client";

import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Ticket } from "@/lib/work/schema";
import { ShortId } from "../short-id";

export function TicketFacts({ ticket, phase }: { ticket: Ticket; phase: string }) {
  return (
    <Panel title="Facts">
      <DataList>
        <Fact term="Phase">{phase}</Fact>
        <Fact term="Created">
          <RelativeTime at={ticket.createdAt} />
        </Fact>
        <Fact term="Changed">
          <RelativeTime at={ticket.updatedAt} />
        </Fact>
        <Fact term="Id">
          <ShortId id={ticket.id} label="Copy ticket id" />
        </Fact>
      </DataList>
    </Panel>
  );
}
