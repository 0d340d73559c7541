"use client";

import { FileX2 } from "lucide-react";
import { Checkbox } from "@/components/ui/checkbox";
import type { PhaseGap } from "@/lib/work/schema";
import { artifactWords } from "../prepare-board";

/** What a phase still asks for: artifacts that no task has produced, and criteria to confirm one by one. */
export function PhaseGapFields({
  gap,
  phase,
  confirmed,
  onConfirm,
}: {
  gap: PhaseGap;
  phase: string;
  confirmed: string[];
  onConfirm: (ids: string[]) => void;
}) {
  const { missingArtifacts, openCriteria } = gap;
  if (missingArtifacts.length + openCriteria.length === 0) return null;
  return (
    <>
      {missingArtifacts.length > 0 && (
        <div>
          <h3 className="font-medium">Missing from {phase}</h3>
          <ul className="mt-1.5 flex flex-col gap-1">
            {missingArtifacts.map((type) => (
              <li key={type} className="flex items-center gap-2">
                <FileX2 aria-hidden="true" className="size-4 shrink-0 text-warning" />
                {artifactWords(type)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {openCriteria.length > 0 && (
        <fieldset className="flex flex-col items-start gap-2">
          <legend className="mb-1.5 font-medium">Confirm before it leaves {phase}</legend>
          {openCriteria.map(({ id, text }) => (
            <Checkbox
              key={id}
              label={text}
              checked={confirmed.includes(id)}
              onChange={(event) =>
                onConfirm(event.target.checked ? [...confirmed, id] : confirmed.filter((each) => each !== id))
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
