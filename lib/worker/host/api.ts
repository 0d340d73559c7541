// The calls a host makes, typed by the published contract.
import type { z } from "zod";
import type { ApiCall } from "@/lib/client/http";
import {
  Agent,
  type HostHeartbeat,
  HostHeartbeatReply,
  HostRequest,
  type HostResult,
  RegisteredHost,
  type RegisterHost,
} from "@/lib/work/schema";
import { createSend } from "../send";

export function createHostApi(call: ApiCall, requestTimeoutMs: number) {
  const send = createSend(call, requestTimeoutMs);
  return {
    register: (body: z.input<typeof RegisterHost>, signal?: AbortSignal) =>
      send("/hosts", body, RegisteredHost, { signal }),
    heartbeat: (hostId: string, body: HostHeartbeat, signal?: AbortSignal) =>
      send(`/hosts/${hostId}/heartbeat`, body, HostHeartbeatReply, { signal, waitMs: body.waitMs }),
    report: (hostId: string, requestId: string, body: HostResult, signal?: AbortSignal) =>
      send(`/hosts/${hostId}/requests/${requestId}/result`, body, HostRequest, { signal }),
    drainAgent: (agentId: string, signal?: AbortSignal) =>
      send(`/agents/${agentId}/drain`, {}, Agent, { signal }),
  };
}
export type HostApi = ReturnType<typeof createHostApi>;
