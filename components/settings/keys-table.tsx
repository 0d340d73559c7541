"use client";

import { KeyRound } from "lucide-react";
import { useActionState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Table, TableBody, TableHead, Th } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { type FormAction, IDLE } from "@/lib/platform/http/form";
import { KeyRow } from "./key-row";
import type { ListedKey } from "./key-state";

export function KeysTable({ keys, revoke }: { keys: ListedKey[]; revoke: FormAction }) {
  const [state, send] = useActionState(revoke, IDLE);
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
        <Table label="Keys">
          <TableHead>
            <Th className="sticky left-0">Name</Th>
            <Th>State</Th>
            <Th>Scopes</Th>
            <Th>Level</Th>
            <Th>Project</Th>
            <Th>Created</Th>
            <Th>Expires</Th>
            <Th>Last used</Th>
            <Th>
              <VisuallyHidden>Revoke</VisuallyHidden>
            </Th>
          </TableHead>
          <TableBody>
            {keys.map((key) => (
              <KeyRow
                key={key.id}
                row={key}
                revoke={send}
                state={state.values?.id === key.id ? state : IDLE}
              />
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}
