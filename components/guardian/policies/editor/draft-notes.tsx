import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { PolicyDetail } from "@/lib/guardian/schema";
import type { useDraft } from "./use-draft";

/** What whoever edits should know of their text: that it was kept, and that somebody else was quicker. */
export function DraftNotes({
  id,
  policy,
  editing,
  isOvertaken,
}: {
  id: string;
  policy: PolicyDetail;
  editing: ReturnType<typeof useDraft>;
  isOvertaken: boolean;
}) {
  return (
    <div id={id} className="flex flex-col gap-3 empty:hidden">
      {editing.isRestored && editing.isChanged && (
        <Alert announce title="Your unsaved text was kept">
          Save it, or discard it to see the text in force.
        </Alert>
      )}
      {editing.older && (
        <Alert
          announce
          title="Another unsaved text of yours was kept"
          action={
            <Button size="sm" onClick={editing.bringBack}>
              Bring it back
            </Button>
          }
        >
          You had written it before. Bringing it back replaces what is in the editor now.
        </Alert>
      )}
      {isOvertaken && (
        <Alert
          announce
          tone="warning"
          title="Somebody else has changed this policy meanwhile"
          action={
            <Button size="sm" onClick={editing.keepOver}>
              Keep mine
            </Button>
          }
        >
          It was {policy.updatedByName}, <RelativeTime at={policy.updatedAt} />. Discard to see their text;
          keep yours to save it over theirs, which stays among the versions.
        </Alert>
      )}
    </div>
  );
}
