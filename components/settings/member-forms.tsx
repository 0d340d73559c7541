import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { Role } from "@/lib/platform/auth/access";
import type { Member } from "@/lib/platform/auth/schema";
import type { FormState } from "@/lib/platform/http/form";
import { typed } from "./plain-form";
import { ROLE_NAMES } from "./words";

type Send = (form: FormData) => void;

export function RoleForm({ member, send, state }: { member: Member; send: Send; state: FormState }) {
  const role = typed(state).role ?? member.role;
  return (
    <form action={send} className="flex items-center gap-2 stacked:inline-flex">
      <input type="hidden" name="id" value={member.id} />
      {/* A select keeps its first default for ever; a new one has the new default. */}
      <Select
        key={`${member.role} ${role}`}
        name="role"
        defaultValue={role}
        aria-label={`Role of ${member.name}`}
        className="w-28! pointer-coarse:w-32!"
      >
        {Role.options.map((option) => (
          <option key={option} value={option}>
            {ROLE_NAMES[option]}
          </option>
        ))}
      </Select>
      <SubmitButton variant="secondary">
        Save<VisuallyHidden> the role of {member.name}</VisuallyHidden>
      </SubmitButton>
    </form>
  );
}

export function AccessForm({ member, send }: { member: Member; send: Send }) {
  const isDisabled = member.disabledAt !== null;
  return (
    <form action={send}>
      <input type="hidden" name="id" value={member.id} />
      <input type="hidden" name="disabled" value={String(!isDisabled)} />
      <SubmitButton variant="ghost">
        {isDisabled ? "Enable" : "Disable"}
        <VisuallyHidden> {member.name}</VisuallyHidden>
      </SubmitButton>
    </form>
  );
}
