"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { TaskDetail } from "@/lib/work/schema";
import { OnDependencyFailure, type Ticket } from "@/lib/work/schema";
import { DeadlineField } from "../form/deadline-field";
import { PhaseField } from "../form/phase-field";
import { PriorityField } from "../form/priority-field";
import { FAILURE_WORDS, mayRewire } from "../prepare-task-form";
import { WaitsForField } from "./waits-for-field";

type Errors = Record<string, string>;

/** What a task is made of: of a new one of this ticket, or of one that is edited. */
export function TaskFields({
  ticket,
  task,
  errors,
}: { errors: Errors } & ({ ticket: Ticket; task?: never } | { task: TaskDetail; ticket?: never })) {
  return (
    <>
      <Field label="Title" required error={errors.title}>
        {(field) => (
          <Input {...field} name="title" maxLength={200} autoComplete="off" defaultValue={task?.title} />
        )}
      </Field>
      <Field
        label="Prompt"
        error={errors.description}
        hint="What the agent is told; a command reads it from its standard input."
      >
        {(field) => (
          <Textarea
            {...field}
            name="description"
            rows={6}
            maxLength={200_000}
            className="font-mono"
            defaultValue={task?.description}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityField
          defaultValue={task?.basePriority ?? ticket?.priority ?? "MEDIUM"}
          error={errors.priority}
        />
        {ticket && <PhaseField defaultValue={ticket.phase} error={errors.phase} />}
        <Field
          label="Required capabilities"
          error={errors.requiredCapabilities}
          hint="Separate with commas: typescript, docker"
        >
          {(field) => (
            <Input
              {...field}
              name="requiredCapabilities"
              autoComplete="off"
              spellCheck={false}
              defaultValue={task?.requiredCapabilities.join(", ")}
            />
          )}
        </Field>
        <LimitFields task={task} errors={errors} />
        <DeadlineField deadline={task?.deadline ?? null} error={errors.deadline} />
      </div>
      {(!task || mayRewire(task)) && (
        <>
          <WaitsForField
            of={task ?? { projectId: ticket.projectId, ticketId: ticket.id }}
            chosen={task?.dependsOn ?? []}
            error={errors.dependsOn}
          />
          <FailureField chosen={task?.onDependencyFailure ?? "fail"} error={errors.onDependencyFailure} />
        </>
      )}
    </>
  );
}

function LimitFields({ task, errors }: { task: TaskDetail | undefined; errors: Errors }) {
  const isEdit = task !== undefined;
  return (
    <>
      <Field
        label="Timeout in seconds"
        required={isEdit}
        error={errors.timeoutSeconds}
        hint={isEdit ? "For each attempt." : "For each attempt. One hour when left empty."}
      >
        {(field) => (
          <Input
            {...field}
            name="timeoutSeconds"
            type="number"
            inputMode="numeric"
            min={1}
            max={86_400}
            defaultValue={task?.timeoutSeconds}
          />
        )}
      </Field>
      <Field
        label="Attempts at most"
        required={isEdit}
        error={errors.maxAttempts}
        hint={isEdit ? undefined : "3 when left empty."}
      >
        {(field) => (
          <Input
            {...field}
            name="maxAttempts"
            type="number"
            inputMode="numeric"
            min={1}
            max={20}
            defaultValue={task?.maxAttempts}
          />
        )}
      </Field>
    </>
  );
}

function FailureField({ chosen, error }: { chosen: OnDependencyFailure; error: string | undefined }) {
  return (
    <Field label="When one it waits for fails" required error={error} hint="Or is cancelled.">
      {(field) => (
        <Select {...field} name="onDependencyFailure" defaultValue={chosen}>
          {OnDependencyFailure.options.map((choice) => (
            <option key={choice} value={choice}>
              {FAILURE_WORDS[choice]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
