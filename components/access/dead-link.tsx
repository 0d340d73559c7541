import { AuthFrame } from "@/components/shell/auth-frame";
import { LinkButton } from "@/components/ui/link-button";
import { formatUtcLong } from "@/components/ui/time-format";
import type { Invitation, InvitationState } from "@/lib/platform/auth/schema";

type Found = Invitation & { state: InvitationState };

/** An invitation's link that opens nothing: what became of it, and where to go now. */
export function DeadLink({ invitation, isSignedIn }: { invitation: Found | null; isSignedIn: boolean }) {
  const { title, detail } = explain(invitation);
  return (
    <AuthFrame title={title}>
      <p className="mb-4 text-muted">{detail}</p>
      {isSignedIn ? (
        <LinkButton href="/">Go to the overview</LinkButton>
      ) : (
        <LinkButton href="/sign-in">Go to sign in</LinkButton>
      )}
    </AuthFrame>
  );
}

function explain(invitation: Found | null): { title: string; detail: string } {
  if (!invitation) {
    return {
      title: "This link opens nothing",
      detail: "Check that all of it was copied, up to its last character, or ask an admin for a new one.",
    };
  }
  const isFirst = invitation.email === null;
  const anew = isFirst
    ? "Start OmoiOS again, and its terminal prints a new one."
    : "Ask an admin for a new one.";
  if (invitation.state === "accepted") {
    const who = isFirst ? "The first admin was created with it." : `${invitation.email} has joined with it.`;
    return { title: "This link was used", detail: `${who} It works once; sign in with that account.` };
  }
  if (invitation.state === "expired") {
    const until = formatUtcLong(new Date(invitation.expiresAt));
    return { title: "This link has expired", detail: `It worked until ${until}. ${anew}` };
  }
  return {
    title: "This link was withdrawn",
    detail: isFirst
      ? "OmoiOS was started again since and printed a newer link: use that one."
      : `An admin revoked it or sent a newer one. ${anew}`,
  };
}
