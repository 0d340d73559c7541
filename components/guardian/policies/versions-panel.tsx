"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { usePausable } from "@/components/live/use-pausable";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { useDialog } from "@/components/work/form/use-dialog";
import { LoadedPages } from "@/components/work/state/loaded-pages";
import { policyVersionsQuery } from "@/lib/guardian/queries";
import type { PolicyVersion } from "@/lib/guardian/schema";

const load = () => import("./dialogs/version-dialog").then((it) => ({ default: it.VersionDialog }));
const VersionDialog = lazy(load);

/** Every text that the policy ever had, and how each differs from the current one. */
export function VersionsPanel({ name, hash }: { name: string; hash: string }) {
  const query = useInfiniteQuery(
    usePausable({ ...policyVersionsQuery(name), refetchInterval: false as number | false }),
  );
  return (
    <Panel title="Versions" flush>
      <LoadedPages query={query} nouns={["version", "versions"]} rows={3} empty={null}>
        {(versions) => {
          const current = versions.find((version) => version.hash === hash);
          return (
            <ul>
              {versions.map((version) => (
                <VersionItem key={version.hash} version={version} current={current} />
              ))}
            </ul>
          );
        }}
      </LoadedPages>
    </Panel>
  );
}

function VersionItem({ version, current }: { version: PolicyVersion; current: PolicyVersion | undefined }) {
  const dialog = useDialog(load);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <code className="text-xs">{version.hash.slice(0, 12)}</code>
          {version.isCurrent && <Badge tone="info">Current version</Badge>}
          {version.isFile && <Badge>File</Badge>}
        </p>
        <p className="truncate text-xs text-muted" title={version.authorName}>
          <RelativeTime at={version.at} /> by {version.authorName}
        </p>
      </div>
      <Button size="sm" {...dialog.trigger}>
        {version.isCurrent ? "Text" : "Compare"}
        <span className="sr-only">: {version.hash.slice(0, 12)}</span>
      </Button>
      {dialog.render(VersionDialog, { version, current })}
    </li>
  );
}
