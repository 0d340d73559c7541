"use client";

import { clsx } from "clsx";
import { Check } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { runnerCommand } from "@/lib/client/runner-command";
import { workHref } from "../links";
import type { Beginnings } from "../prepare-overview";

/** What to do in a new installation, until the first agent has come. */
export function FirstSteps({
  done,
  newTicket,
  mayIssueKeys,
}: {
  done: Beginnings;
  newTicket: ReactNode;
  mayIssueKeys: boolean;
}) {
  const origin = useSyncExternalStore(nothingToFollow, readOrigin, () => "http://localhost:3000");
  const command = runnerCommand(origin, "…");
  return (
    <Panel title="First steps">
      <ol className="flex max-w-3xl flex-col gap-5">
        <Step
          number={1}
          isDone={done.hasTickets}
          title="Create a ticket"
          text="A ticket is a piece of work. Its tasks are the prompts that agents take."
        >
          {done.hasTickets || !newTicket ? (
            <LinkButton size="sm" href={workHref("/tickets")}>
              See the tickets
            </LinkButton>
          ) : (
            newTicket
          )}
        </Step>
        <Step
          number={2}
          title="Issue a key"
          text="A runner signs in with a key that carries the scopes work:run and work:read. It is shown once."
        >
          {mayIssueKeys ? (
            <LinkButton size="sm" href={workHref("/settings/keys")}>
              Settings → Keys
            </LinkButton>
          ) : (
            <p>An admin issues it in Settings → Keys.</p>
          )}
        </Step>
        <Step
          number={3}
          isDone={done.hasAgents}
          title="Start a runner"
          text="Run this where the code is, with your key in place of the dots. Any command that reads a prompt from its standard input becomes an agent."
        >
          <div className="flex w-full min-w-0 items-center gap-2 rounded-md border border-line bg-sunken pr-1.5">
            <ScrollRegion
              label="Command that starts a runner"
              className="min-w-0 flex-1 overflow-x-auto focus-visible:-outline-offset-2"
            >
              <pre className="px-3 py-2">{command}</pre>
            </ScrollRegion>
            <CopyButton text={command} label="Copy command" />
          </div>
        </Step>
      </ol>
    </Panel>
  );
}

function Step({
  number,
  isDone,
  title,
  text,
  children,
}: {
  number: number;
  isDone?: boolean;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <li className="flex gap-3">
      <span
        className={clsx(
          "grid size-6 shrink-0 place-items-center rounded-full border text-xs font-medium tabular-nums",
          isDone ? "border-success-line bg-success-soft text-success" : "border-line-strong text-muted",
        )}
      >
        {isDone ? <Check aria-label="Done" className="size-3.5" /> : number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
        <div>
          <h3 className="font-semibold">{title}</h3>
          <p className="text-muted">{text}</p>
        </div>
        {children}
      </div>
    </li>
  );
}

const nothingToFollow = () => () => {};
const readOrigin = () => window.location.origin;
