import { Ban } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TableRow, Td } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { Role } from "@/lib/platform/auth/access";
import type { Member } from "@/lib/platform/auth/schema";
import type { FormState } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import { typed } from "./plain-form";
import { ROLE_NAMES } from "./words";

type Send = (form: FormData) => void;

export function MemberRow({
  member,
  isSelf,
  manage,
  state,
}: {
  member: Member;
  isSelf: boolean;
  manage: Send | null;
  state: FormState;
}) {
  return (
    <>
      <TableRow>
        <Td
          rowHeader
          className="sticky! left-0 z-1 max-w-44 bg-surface py-2 [tr:hover>&]:bg-hover whitespace-normal! sm:max-w-96"
        >
          <span className="flex items-center gap-2">
            {member.name}
            {isSelf && <Badge>You</Badge>}
          </span>
          <span className="block font-normal text-muted">{member.email}</span>
        </Td>
        <Td>{manage ? <RoleForm member={member} send={manage} state={state} /> : ROLE_NAMES[member.role]}</Td>
        <Td className="text-muted">
          <RelativeTime at={member.createdAt} column />
        </Td>
        <Td>
          {member.disabledAt ? (
            <Badge icon={Ban}>Disabled</Badge>
          ) : (
            <span className="text-muted">Active</span>
          )}
        </Td>
        {manage && <Td className="text-right">{!isSelf && <AccessForm member={member} send={manage} />}</Td>}
      </TableRow>
      {state.status !== "idle" && (
        <tr>
          <td colSpan={manage ? 5 : 4} className="border-b border-line px-4 py-2">
            <div className="sticky left-4 max-w-[calc(100vw-4.5rem)]">
              <FormNotice state={state} />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function RoleForm({ member, send, state }: { member: Member; send: Send; state: FormState }) {
  const role = typed(state).role ?? member.role;
  return (
    <form action={send} className="flex items-center gap-2">
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

/** Nobody locks themselves out by a slip: one's own row has none. */
function AccessForm({ member, send }: { member: Member; send: Send }) {
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
