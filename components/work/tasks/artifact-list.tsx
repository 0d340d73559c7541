"use client";

import { Download, ExternalLink } from "lucide-react";
import { buttonClass } from "@/components/ui/button-class";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { Artifact, TaskDetail } from "@/lib/work/schema";
import { artifactHref } from "../links";
import { whereWords } from "../prepare-size";

export function ArtifactList({ task }: { task: TaskDetail }) {
  return (
    <Panel title="Artifacts" count={task.artifacts.length} flush>
      {task.artifacts.length === 0 ? (
        <EmptyState
          title="No artifacts"
          appears="Logs, diffs, reports and test results appear here."
          how="An agent uploads them while it works."
        />
      ) : (
        <ul>
          {task.artifacts.map((artifact) => (
            <ArtifactRow key={artifact.id} artifact={artifact} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ArtifactRow({ artifact }: { artifact: Artifact }) {
  const { name, sha256, reference } = artifact;
  return (
    <li className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p className="flex items-center gap-1 text-xs text-muted tabular-nums">
          <span className="truncate" title={reference ?? undefined}>
            {artifact.type.replaceAll("_", " ")} · {whereWords(artifact)}
          </span>
          {sha256 && (
            <>
              <span aria-hidden="true">·</span>
              <code title={`SHA-256 ${sha256}`}>{sha256.slice(0, 8)}</code>
              <CopyButton text={sha256} label={`Copy SHA-256 of ${name}`} />
            </>
          )}
        </p>
      </div>
      {reference ? (
        <a
          href={reference}
          target="_blank"
          rel="noopener noreferrer"
          title={`Open ${name} at ${reference}`}
          aria-label={`Open ${name} in a new tab`}
          className={buttonClass("ghost", "sm", true)}
        >
          <ExternalLink aria-hidden="true" />
        </a>
      ) : (
        <a
          href={artifactHref(artifact)}
          download={name}
          title={`Download ${name}`}
          aria-label={`Download ${name}`}
          className={buttonClass("ghost", "sm", true)}
        >
          <Download aria-hidden="true" />
        </a>
      )}
    </li>
  );
}
