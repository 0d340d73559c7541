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
      <NumberField
        label="Timeout in seconds"
        hint={isEdit ? "For each attempt." : "For each attempt. One hour when left empty."}
        name="timeoutSeconds"
        max={86_400}
        required={isEdit}
        value={task?.timeoutSeconds}
        error={errors.timeoutSeconds}
      />
      <NumberField
        label="Attempts at most"
        hint={isEdit ? undefined : "3 when left empty."}
        name="maxAttempts"
        max={20}
        required={isEdit}
        value={task?.maxAttempts}
        error={errors.maxAttempts}
      />
    </>
  );
}

/** A whole number from 1 on. */
function NumberField(props: {
  label: string;
  hint: string | undefined;
  name: string;
  max: number;
  required: boolean;
  value: number | undefined;
  error: string | undefined;
}) {
  const { label, hint, name, max, required, value, error } = props;
  return (
    <Field label={label} required={required} error={error} hint={hint}>
      {(field) => (
        <Input
          {...field}
          name={name}
          type="number"
          inputMode="numeric"
          min={1}
          max={max}
          defaultValue={value}
        />
      )}
    </Field>
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
