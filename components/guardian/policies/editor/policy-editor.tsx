"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { useSettled } from "@/components/work/use-settled";
import { validationQuery } from "@/lib/guardian/queries";
import type { PolicyDetail } from "@/lib/guardian/schema";
import { EndNote } from "./end-note";
import { FaultList } from "./fault-list";
import { PlainEditor } from "./plain-editor";
import { useSavePolicy } from "./use-save-policy";

// A seventh of a megabyte, which nobody needs who only looks.
const CodeEditor = lazyPart(() => import("./code-editor").then((module) => module.CodeEditor), {
  fallback: (props) => <PlainEditor {...props} />,
  instead: PlainEditor,
});
const DryRunPanel = lazyPart(() => import("../dry-run/dry-run-panel").then((module) => module.DryRunPanel));

/** The text of a policy, with what is wrong with it, and what it would have done. */
export function PolicyEditor({
  policy,
  mayManage,
  mayTry,
}: {
  policy: PolicyDetail;
  mayManage: boolean;
  mayTry: boolean;
}) {
  const hintId = useId();
  // What was read when the editing began; null: nothing has been changed.
  const [draft, setDraft] = useState<{ text: string; hash: string } | null>(null);
  const text = draft?.text ?? policy.text;
  const isChanged = draft !== null && draft.text !== policy.text;
  const validation = useQuery(validationQuery(policy.name, useSettled(text)));
  const faults = validation.data?.faults ?? [];
  const meaning = validation.data?.meaning;
  const { save, isSaving, refusal } = useSavePolicy(policy.name, () => setDraft(null));
  const isOvertaken = draft !== null && draft.hash !== policy.hash;
  // The editor tells also of what it was given, which is no edit.
  const edit = (next: string) =>
    setDraft((was) => (next === policy.text ? null : { text: next, hash: was?.hash ?? policy.hash }));
  const props = {
    label: `Text of ${policy.name}`,
    value: text,
    faults,
    isReadOnly: !mayManage,
    hintId,
    onChange: edit,
  };
  return (
    <>
      <Panel
        title="Text"
        actions={
          mayManage && (
            <>
              {policy.isEdited && policy.fileText !== null && text !== policy.fileText && (
                <Button size="sm" onClick={() => edit(policy.fileText ?? "")}>
                  Reset to file
                </Button>
              )}
              {isChanged && (
                <Button size="sm" onClick={() => setDraft(null)}>
                  Discard
                </Button>
              )}
              {isChanged && (
                <Button
                  size="sm"
                  variant="primary"
                  className="aria-disabled:opacity-50"
                  loading={isSaving}
                  aria-disabled={faults.length > 0}
                  onClick={() => {
                    if (faults.length === 0) save({ text, expectedHash: draft.hash });
                  }}
                >
                  Save
                </Button>
              )}
            </>
          )
        }
      >
        <div className="flex flex-col gap-3">
          {isOvertaken && (
            <Alert
              announce
              tone="warning"
              title="Somebody else has changed this policy meanwhile"
              action={
                <Button size="sm" onClick={() => setDraft({ text, hash: policy.hash })}>
                  Keep mine
                </Button>
              }
            >
              Discard to see their text; keep yours to save it over theirs, which stays among the versions.
            </Alert>
          )}
          {refusal && (
            <Alert announce tone="danger" title="It was not saved">
              {refusal}
            </Alert>
          )}
          <CodeEditor {...props} />
          <p id={hintId} className="text-xs text-muted">
            {mayManage
              ? "Press Escape and then Tab to leave the editor. Names of facts are completed while you type, or with Ctrl+Space."
              : "Admins change it."}
          </p>
          <FaultList
            faults={faults}
            isSound={validation.isSuccess && faults.length === 0}
            isChanged={isChanged}
          />
          {meaning && <EndNote meaning={meaning} />}
        </div>
      </Panel>
      {mayTry && (
        <DryRunPanel name={policy.name} text={isChanged ? text : null} isSound={faults.length === 0} />
      )}
    </>
  );
}
