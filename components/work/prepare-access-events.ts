// Events of members, invitations, keys and webhooks in words; what they are about is named beside them.
import type { EventRecord } from "@/lib/platform/events/schema";
import type { Tone } from "../ui/tones";

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  tone?: Tone;
}

const KEY_ACTS: Record<string, Words> = {
  issued: { what: "Key issued", tone: "info" },
  revoked: { what: "Key revoked", tone: "warning" },
};
const INVITATION_ACTS: Record<string, Words> = {
  created: { what: "Invited", tone: "info" },
  revoked: { what: "Invitation revoked", tone: "warning" },
};

export const ACCESS_EVENTS = {
  "access.key_changed": ({ act }: Payload): Words => KEY_ACTS[String(act)] ?? { what: "Key changed" },
  "access.invitation_changed": (payload: Payload): Words => {
    const words = INVITATION_ACTS[String(payload.act)] ?? { what: "Invitation changed" };
    return payload.act === "created" ? { ...words, what: `${words.what}${asRole(payload)}` } : words;
  },
  "access.member_changed": (payload: Payload): Words => {
    if (payload.act === "joined") return { what: `Joined${asRole(payload)}`, tone: "info" };
    if (payload.act === "disabled") return { what: "Member disabled", tone: "warning" };
    if (payload.act === "enabled") return { what: "Member enabled again" };
    return payload.act === "role_changed" && typeof payload.role === "string"
      ? { what: `Role set to ${payload.role}` }
      : { what: "Member changed" };
  },
};

function asRole({ role }: Payload): string {
  return typeof role === "string" ? ` as ${role}` : "";
}
