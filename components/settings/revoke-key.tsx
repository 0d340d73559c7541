import { Popover } from "@/components/shell/popover";
import { buttonClass } from "@/components/ui/button-class";
import { SubmitButton } from "@/components/ui/submit-button";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { ListedKey } from "./key-state";

/** Asks first, in the browser's own popover, so that it asks before any JavaScript too. */
export function RevokeKey({ row, send }: { row: ListedKey; send: (form: FormData) => void }) {
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
