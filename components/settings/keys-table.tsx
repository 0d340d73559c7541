"use client";

import { Ban, CircleDot, ClockAlert, KeyRound } from "lucide-react";
import { useActionState } from "react";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import type { KeyState, ListedKey } from "./key-state";
import { RevokeKey } from "./revoke-key";
import { LEVEL_WORDS } from "./words";

const COLUMNS: Column<ListedKey>[] = [
  {
    head: "Name",
    as: "name",
    className: "max-w-72 min-w-32 py-2 whitespace-normal!",
    cell: (key) => (
      <>
        {key.name}
        <code className="block font-normal text-muted">{key.prefix}…</code>
      </>
    ),
  },
  { head: "State", as: "mark", cell: (key) => <KeyStateBadge state={key.state} /> },
  {
    head: "Scopes",
    className: "text-muted",
    cell: (key) =>
      key.scopes.map((scope) => (
        <code key={scope} className="block leading-4 stacked:inline">
          {scope}{" "}
        </code>
      )),
  },
  { head: "Level", cell: (key) => LEVEL_WORDS[key.level].name },
  { head: "Project", cell: (key) => key.projectName ?? "All projects" },
  { head: "Created", className: "text-muted", cell: (key) => <RelativeTime at={key.createdAt} column /> },
  { head: "Expires", className: "text-muted", cell: (key) => <At at={key.expiresAt} /> },
  { head: "Last used", className: "text-muted", cell: (key) => <At at={key.lastUsedAt} /> },
];

export function KeysTable({ keys, revoke }: { keys: ListedKey[]; revoke: FormAction }) {
  const [state, send] = useActionState(revoke, IDLE);
  const columns: Column<ListedKey>[] = [
    ...COLUMNS,
    {
      head: "Revoke",
      className: "stacked:-ml-3",
      as: "acts",
      cell: (key) => key.state === "active" && <RevokeKey row={key} send={send} />,
    },
  ];
  return (
    <Panel title="Keys" count={keys.length} flush>
      {keys.length === 0 ? (
        <EmptyState
          icon={KeyRound}
          title="No keys yet"
          appears="A key lets an agent or another program in: it says which project it may see and what it may do there."
          how="Issue one below, then start a runner with it."
        />
      ) : (
        <ListTable
          label="Keys"
          columns={columns}
          rows={keys}
          note={({ id }) => state.values?.id === id && <FormNotice state={state} />}
        />
      )}
    </Panel>
  );
}

function KeyStateBadge({ state }: { state: KeyState }) {
  if (state === "revoked") return <Badge icon={Ban}>Revoked</Badge>;
  if (state === "expired") {
    return (
      <Badge icon={ClockAlert} tone="warning">
        Expired
      </Badge>
    );
  }
  return (
    <Badge icon={CircleDot} tone="info">
      Active
    </Badge>
  );
}

function At({ at }: { at: string | null }) {
  return at ? <RelativeTime at={at} column /> : "Never";
}
