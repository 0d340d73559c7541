import { Ban, CircleDot, ClockAlert } from "lucide-react";
import { Popover } from "@/components/shell/popover";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button-class";
import { RelativeTime } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { TableRow, Td } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { FormState } from "@/lib/platform/http/form";
import { FormNotice } from "./form-notice";
import type { KeyState, ListedKey } from "./key-state";
import { LEVEL_WORDS } from "./words";

type Send = (form: FormData) => void;

export function KeyRow({ row, revoke, state }: { row: ListedKey; revoke: Send; state: FormState }) {
  return (
    <>
      <TableRow>
        <Td
          rowHeader
          className="sticky! left-0 z-1 max-w-40 min-w-32 bg-surface py-2 [tr:hover>&]:bg-hover whitespace-normal! sm:max-w-72"
        >
          {row.name}
          <code className="block font-normal text-muted">{row.prefix}…</code>
        </Td>
        <Td>
          <KeyStateBadge state={row.state} />
        </Td>
        <Td className="text-muted">
          {row.scopes.map((scope) => (
            <code key={scope} className="block leading-4">
              {scope}
            </code>
          ))}
        </Td>
        <Td>{LEVEL_WORDS[row.level].name}</Td>
        <Td>{row.projectName ?? "All projects"}</Td>
        <Td className="text-muted">
          <RelativeTime at={row.createdAt} column />
        </Td>
        <Td className="text-muted">{row.expiresAt ? <RelativeTime at={row.expiresAt} column /> : "Never"}</Td>
        <Td className="text-muted">
          {row.lastUsedAt ? <RelativeTime at={row.lastUsedAt} column /> : "Never"}
        </Td>
        <Td className="text-right">{row.state === "active" && <RevokeKey row={row} send={revoke} />}</Td>
      </TableRow>
      {state.status !== "idle" && (
        <tr>
          <td colSpan={9} className="border-b border-line px-4 py-2">
            <div className="sticky left-4 max-w-[calc(100vw-4.5rem)]">
              <FormNotice state={state} />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function KeyStateBadge({ state }: { state: KeyState }) {
  if (state === "revoked") return <Badge icon={Ban}>Revoked</Badge>;
  if (state === "expired") {
    return (
      <Badge icon={ClockAlert} tone="warning">
        Expired
      </Badge>
    );
  }
  return (
    <Badge icon={CircleDot} tone="info">
      Active
    </Badge>
  );
}

/** Asks first, in the browser's own popover, so that it asks before any JavaScript too. */
function RevokeKey({ row, send }: { row: ListedKey; send: Send }) {
  return (
    <Popover
      trigger={
        <>
          Revoke<VisuallyHidden> the key {row.name}</VisuallyHidden>
        </>
      }
      triggerClassName={buttonClass("ghost")}
      panelClassName="hang-end w-72"
    >
      <form action={send} className="flex flex-col gap-2 p-2 text-left whitespace-normal">
        <input type="hidden" name="id" value={row.id} />
        <p className="font-medium">Revoke “{row.name}”?</p>
        <p className="text-muted">
          Whatever uses this key is refused from its next request on. This cannot be undone.
        </p>
        <SubmitButton variant="danger">Revoke this key</SubmitButton>
      </form>
    </Popover>
  );
}
