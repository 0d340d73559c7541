import type { Metadata } from "next";
import { headers } from "next/headers";
import { DeadLink } from "@/components/access/dead-link";
import { JoinForm } from "@/components/access/join-form";
import { AuthFrame } from "@/components/shell/auth-frame";
import { join } from "@/lib/platform/auth/actions";
import { findPerson } from "@/lib/platform/auth/authenticate";
import { findInvitation } from "@/lib/platform/auth/service";

// No `referrer: "no-referrer"`: it makes browsers send `Origin: null` with a plain form, which Next refuses. The
// same-origin policy of every page keeps the token from other sites as well.
export const metadata: Metadata = { title: "Invitation" };

export default async function JoinPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const person = await findPerson(await headers());
  const { token } = await searchParams;
  const invitation = typeof token === "string" ? await findInvitation(token) : null;
  if (invitation?.state !== "open" || typeof token !== "string") {
    return <DeadLink invitation={invitation} isSignedIn={person !== null} />;
  }
  const isFirst = invitation.email === null;
  return (
    <AuthFrame
      title={isFirst ? "Create the first admin" : "Create your account"}
      description={isFirst ? "You can invite everybody else." : `You were invited as ${invitation.role}.`}
      footer={
        person &&
        `You are signed in as ${person.name}. With the new account you are signed in as that instead.`
      }
    >
      <JoinForm action={join} token={token} email={invitation.email} />
    </AuthFrame>
  );
}
