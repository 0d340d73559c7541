import { beforeEach, describe, expect, it } from "vitest";
import { POST as createRoute } from "@/app/api/v1/webhooks/route";
import type { Resolve } from "@/lib/platform/webhooks/address";
import * as service from "@/lib/platform/webhooks/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aPerson } from "../support/makers";
import { aReceiver } from "../support/receiver";
import {
  create,
  endedOf,
  entityOf,
  LIMITS,
  onlyDelivery,
  publishOne,
  run,
  settings,
} from "./support/webhooks";

const admin = aPerson("admin");
describe("addresses that are not public", () => {
  beforeEach(() => {
    settings.WEBHOOK_ALLOW_PRIVATE = false;
  });

  it.each([
    ...["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
    ...["224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[ff02::1]"],
    ...["[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]"],
    ...["2130706433", "0x7f.1", "127.1", "localhost"],
  ])("are refused at creation: %s", async (host) => {
    const person = await admin;
    const body = { name: "w", url: `http://${host}:8080/hook` };
    const { status, problem } = await call(createRoute, { method: "POST", person, body });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/url"]);
    expect(problem.issues?.[0]?.detail).toContain("not a public address");
  });

  it.each(["1.1.1.1", "[2606:4700:4700::1111]", "8.8.8.8"])("others are taken: %s", async (host) => {
    expect((await create(`https://${host}/hook`)).webhook.url).toBe(`https://${host}/hook`);
  });

  it.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:pass@example.com/",
    "https://user@1.1.1.1/",
    "hook",
    "javascript:alert(1)",
  ])("nor are other schemes or credentials: %s", async (url) => {
    const person = await admin;
    const { status, problem } = await call(createRoute, { method: "POST", person, body: { name: "w", url } });
    expect([status, problem.issues?.[0]?.pointer]).toEqual([400, "/url"]);
  });

  it("are refused where the connection is made, so that a name that changes its mind gains nothing", async () => {
    const receiver = await aReceiver();
    let isPublic = true;
    const resolve: Resolve = async () => [{ address: isPublic ? "1.1.1.1" : "127.0.0.1", family: 4 }];
    const input = {
      name: "w",
      url: `http://rebound.example:${receiver.port}/`,
      types: ["ticket.*"],
      projectId: null,
    };
    const { webhook } = await service.createWebhook(ADMIN, input, resolve);
    isPublic = false;
    await run({ ...LIMITS, retryMs: [] }, resolve);
    await publishOne();
    await endedOf(webhook.id);
    const { state, lastAttempt } = await onlyDelivery(webhook.id);
    expect(state).toBe("dead");
    expect(lastAttempt?.error).toBe("rebound.example leads to 127.0.0.1, which is not a public address.");
    expect(receiver.received).toEqual([]);
    // With private addresses allowed the same name is connected to: nothing else had kept it off.
    settings.WEBHOOK_ALLOW_PRIVATE = true;
    const entity = await publishOne();
    await endedOf(webhook.id, 2);
    expect(receiver.received.map(entityOf)).toEqual([entity]);
  });

  it("given as a bare address or a real name are refused at the attempt too", async () => {
    const receiver = await aReceiver();
    settings.WEBHOOK_ALLOW_PRIVATE = true;
    const urls = [
      receiver.url,
      `http://localhost:${receiver.port}/`,
      `http://[::ffff:127.0.0.1]:${receiver.port}/`,
    ];
    const ids: string[] = [];
    for (const url of urls) ids.push((await create(url)).webhook.id);
    settings.WEBHOOK_ALLOW_PRIVATE = false;
    await run({ ...LIMITS, retryMs: [] });
    await publishOne();
    for (const id of ids) {
      await endedOf(id);
      expect((await onlyDelivery(id)).lastAttempt?.error).toContain("not a public address");
    }
    expect(receiver.received).toEqual([]);
  });
});
