"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { useSettled } from "@/components/work/use-settled";
import { policyQuery, validationQuery } from "@/lib/guardian/queries";
import type { PolicyDetail } from "@/lib/guardian/schema";
import { DraftNotes } from "./draft-notes";
import { EndNote } from "./end-note";
import { FaultList } from "./fault-list";
import { TextEditor } from "./text-editor";
import { useDraft } from "./use-draft";
import { useSavePolicy } from "./use-save-policy";

const DryRunPanel = lazyPart(() => import("../dry-run/dry-run-panel").then((module) => module.DryRunPanel));

/** The text of a policy, with what is wrong with it, and what it would have done. */
export function PolicyEditor({
  policy: given,
  personId,
  mayManage,
  mayTry,
}: {
  policy: PolicyDetail;
  personId: string;
  mayManage: boolean;
  mayTry: boolean;
}) {
  // Read here too: in the moment in which a draft is gone because it was saved, what is saved is there.
  const { data: policy = given } = useQuery(policyQuery(given.name));
  const hintId = useId();
  const notesId = useId();
  const editing = useDraft(policy, mayManage ? personId : null);
  const { draft, isChanged } = editing;
  const text = draft?.text ?? policy.text;
  const validation = useQuery(validationQuery(policy.name, useSettled(text)));
  const faults = validation.data?.faults ?? [];
  const meaning = validation.data?.meaning;
  const { save, isSaving, refusal } = useSavePolicy(policy.name, editing.saved);
  const isOvertaken = isChanged && draft?.hash !== policy.hash;
  const isSavable = faults.length === 0 && !isOvertaken;
  const props = {
    label: `Text of ${policy.name}`,
    value: text,
    faults,
    isReadOnly: !mayManage,
    hintId,
    // It tells also of what it was given, which is no edit.
    onChange: editing.edit,
  };
  return (
    <>
      <Panel
        title="Text"
        actions={
          mayManage && (
            <>
              {policy.isEdited && policy.fileText !== null && text !== policy.fileText && (
                <Button size="sm" onClick={() => editing.edit(policy.fileText ?? "")}>
                  Reset to file
                </Button>
              )}
              {isChanged && (
                <Button size="sm" onClick={editing.discard}>
                  Discard
                </Button>
              )}
              {isChanged && (
                <Button
                  size="sm"
                  variant="primary"
                  className="aria-disabled:opacity-50"
                  loading={isSaving}
                  aria-disabled={!isSavable}
                  aria-describedby={isOvertaken ? notesId : undefined}
                  onClick={() => {
                    if (isSavable) save({ text, expectedHash: policy.hash });
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
          <DraftNotes id={notesId} policy={policy} editing={editing} isOvertaken={isOvertaken} />
          {refusal && (
            <Alert announce tone="danger" title="It was not saved">
              {refusal}
            </Alert>
          )}
          <TextEditor {...props} />
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
