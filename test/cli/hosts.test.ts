import { expect, test } from "vitest";
import { RegisterHost } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { aKey, aProject } from "../support/makers";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();

test("hosts are listed, asked for an agent, asked no more, and drained", async () => {
  const project = await aProject();
  const runner = await aKey({ project });
  const templates = [{ name: "coder" }];
  const input = RegisterHost.parse({ name: "box", agentsMax: 1, templates });
  const { host } = await work.registerHost(runner.actor, input);
  const key = (await aKey({ project, scopes: ["work:read", "work:act"] })).secret;
  const run = (line: string) => cli(line, { url: room.url, key });

  const list = await run("hosts list");
  expect(list.stdout).toMatch(/^ID +STATUS +LOAD +TEMPLATES +HEARD OF +NAME\n/);
  expect(list.stdout).toMatch(/online +0\/1 +coder .* box\n/);

  const request = await run(`hosts start ${host.id} --template coder --reason Hands`);
  expect(request).toMatchObject({ code: 0, stdout: expect.stringMatching(/^hreq_\w+\n$/) });
  const full = await run(`hosts start ${host.id} --template coder --reason Hands`);
  expect(full.code).toBe(6);
  expect(full.stderr).toContain("box is full: 1 of 1");
  const wrong = await run(`hosts start ${host.id} --reason Hands`);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("--template: Is required.") });

  const asked = JSON.parse((await run(`hosts requests ${host.id} --json`)).stdout);
  expect(asked.items).toMatchObject([{ status: "requested", template: "coder", reason: "Hands" }]);
  expect((await run(`hosts cancel ${host.id} ${request.stdout.trim()}`)).stdout).toBe("cancelled\n");
  expect((await run(`hosts drain ${host.id}`)).stdout).toMatch(/status +draining\n/);
});
