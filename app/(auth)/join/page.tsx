import type { Metadata } from "next";
import { connection } from "next/server";
import { JoinForm } from "@/components/access/join-form";
import { AuthFrame } from "@/components/shell/auth-frame";
import { LinkButton } from "@/components/ui/link-button";
import { join } from "@/lib/platform/auth/actions";
import { findInvitation } from "@/lib/platform/auth/service";

export const metadata: Metadata = { title: "Create your account", referrer: "no-referrer" };

export default async function JoinPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  await connection();
  const { token } = await searchParams;
  const invitation = typeof token === "string" ? await findInvitation(token) : null;
  if (!invitation || typeof token !== "string") {
    return (
      <AuthFrame title="This link is not valid any more">
        <p className="mb-4 text-muted">
          It was used, revoked, or has expired. Ask an admin for a new one; for the first admin, start OmoiOS
          again.
        </p>
        <LinkButton href="/sign-in">Go to sign in</LinkButton>
      </AuthFrame>
    );
  }
  const isFirst = invitation.email === null;
  return (
    <AuthFrame
      title={isFirst ? "Create the first admin" : "Create your account"}
      description={isFirst ? "You can invite everybody else." : `You were invited as ${invitation.role}.`}
    >
      <JoinForm action={join} token={token} email={invitation.email} />
    </AuthFrame>
  );
}
