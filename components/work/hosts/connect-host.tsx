"use client";

import { Server } from "lucide-react";
import { useSyncExternalStore } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { HOST_FILE_EXAMPLE, hostCommand } from "@/lib/client/runner-command";

/** No host is there: what one does, and the two things that bring one here. */
export function ConnectHost() {
  const origin = useSyncExternalStore(nothingToFollow, readOrigin, () => "http://localhost:3000");
  return (
    <>
      <EmptyState
        icon={Server}
        title="No hosts yet"
        appears="A host is a machine of yours that starts agents when asked from here, and retires them, within its own limit."
        how="Write on that machine what it can start, then run the command there, with a key that carries work:run and work:read in place of the dots."
      />
      <div className="mx-auto flex max-w-3xl flex-col gap-3 px-4 pb-8">
        <Copyable label="File omoios-host.yaml" text={HOST_FILE_EXAMPLE} />
        <Copyable label="Command that starts a host" text={hostCommand(origin, "…")} />
      </div>
    </>
  );
}

function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="text-xs font-medium text-muted">{label}</p>
      <div className="flex w-full min-w-0 items-start gap-2 rounded-md border border-line bg-sunken pr-1.5">
        <ScrollRegion
          label={label}
          className="min-w-0 flex-1 overflow-x-auto focus-visible:-outline-offset-2"
        >
          <pre className="px-3 py-2">{text}</pre>
        </ScrollRegion>
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}

const nothingToFollow = () => () => {};
const readOrigin = () => window.location.origin;
