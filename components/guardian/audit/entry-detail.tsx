"use client";

import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DataList, Fact } from "@/components/ui/data-list";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { formatUtcLong } from "@/components/ui/time-format";
import { CodeBlock } from "@/components/work/code-block";
import type { AuditEntry } from "@/lib/platform/audit/schema";
import { shortHash } from "./prepare-audit";
import { type Change, shown, splitDetail } from "./prepare-detail";
import { auditParams } from "./search-params";

/** All that an entry holds: what changed, the facts it saw, and its place in the chain. */
export function EntryDetail({ entry }: { entry: AuditEntry }) {
  const [, setParams] = useQueryStates(auditParams);
  const { changes, facts, rest } = splitDetail(entry.detail);
  return (
    <div className="grid gap-4 border-t border-line bg-sunken px-4 py-3 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        {changes.length > 0 && <Changes changes={changes} />}
        {Object.keys(facts).length > 0 && (
          <Part title="Facts it saw">
            <DataList>
              {Object.entries(facts).map(([name, value]) => (
                <Fact key={name} term={name}>
                  <span className="wrap-anywhere">{shown(value)}</span>
                </Fact>
              ))}
            </DataList>
          </Part>
        )}
        {Object.keys(rest).length > 0 && (
          <Part title="Detail">
            <CodeBlock label="Detail" text={JSON.stringify(rest, null, 2)} />
          </Part>
        )}
        {changes.length + Object.keys(facts).length + Object.keys(rest).length === 0 && (
          <p className="text-muted">The act tells nothing beyond what it is.</p>
        )}
      </div>
      <div className="min-w-0">
        <Part title="Place in the chain">
          <DataList>
            <Fact term="Position">{entry.position?.toLocaleString("en") ?? "none: it was never linked"}</Fact>
            <Fact term="Hash">{entry.hash ? <Copied text={entry.hash} what="hash" /> : "–"}</Fact>
            <Fact term="Hash before">
              {entry.prevHash ? <Copied text={entry.prevHash} what="previous hash" /> : "–"}
            </Fact>
            <Fact term="Entry">
              <Copied text={entry.id} what="id of the entry" isWhole />
            </Fact>
            <Fact term="About">
              <Copied text={entry.entity} what="id of what it is about" isWhole />
            </Fact>
            <Fact term="By">
              <Copied text={entry.actor} what="id of who did it" isWhole />
            </Fact>
            <Fact term="At">{formatUtcLong(new Date(entry.at))}</Fact>
          </DataList>
        </Part>
        <div className="mt-3 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void setParams({ entity: entry.entity })}>
            All about this
          </Button>
          <Button size="sm" onClick={() => void setParams({ actor: entry.actor })}>
            All by {entry.actorName}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  return (
    <Part title="What changed">
      <div className="rounded-md border border-line bg-surface">
        <Table label="What changed" scroll="pane">
          <TableHead>
            <Th>Field</Th>
            <Th>Before</Th>
            <Th>After</Th>
          </TableHead>
          <TableBody>
            {changes.map(({ field, before, after }) => (
              <TableRow key={field}>
                <Td rowHeader>{field}</Td>
                <Td wrap className="wrap-anywhere">
                  {before}
                </Td>
                <Td wrap className="wrap-anywhere">
                  {after}
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1.5 text-xs font-medium text-muted">{title}</h3>
      {children}
    </section>
  );
}

function Copied({ text, what, isWhole = false }: { text: string; what: string; isWhole?: boolean }) {
  return (
    <span className="-my-1 inline-flex max-w-full items-center gap-1 align-top pointer-coarse:-my-2">
      <code title={text} className="min-w-0 truncate">
        {isWhole ? text : shortHash(text)}
      </code>
      <CopyButton text={text} label={`Copy the ${what}`} />
    </span>
  );
}
