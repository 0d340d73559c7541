// What goes wrong is said in one line, and the exit code tells scripts what it was.
import { beforeAll, describe, expect, test } from "vitest";
import "../support/embedded";
import { aKey, aProject, aTask, type TestKey } from "../support/makers";
import { aRealRoom, RealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";

const room = aRealRoom();

let project: { id: string };
let key: TestKey;
beforeAll(async () => {
  project = await aProject();
  key = await aKey({
    project,
    scopes: ["work:read", "work:write", "work:act", "work:run"],
    level: "GUARDIAN",
  });
});
const run = (line: string | string[]) => cli(line, { url: room.url, key: key.secret });

describe("what goes wrong", () => {
  test.each([
    "keys list",
    "keys issue --name ci --scope work:run",
    "keys revoke key_01h455vb4pex5vsknk084sn02q",
  ])("%s is refused to a key with where a person does it", async (line) => {
    const { code, stderr, stdout } = await run(line);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(/access:manage.*No key has that right.*Settings → Keys\. \(req_\w+\)\n$/);
  });

  test("what is of another project is as absent as what never was", async () => {
    const foreign = await aTask();
    const none = "task_01h455vb4pex5vsknk084sn02q";
    for (const id of [foreign.id, none]) {
      expect(await run(`tasks show ${id}`)).toMatchObject({
        code: 5,
        stderr: expect.stringMatching(/^There is no such task\. \(req_\w+\)\n$/),
      });
    }
  });

  test("a state that does not allow it is 6, and with --json the problem is on stderr as it came", async () => {
    const { id: ended } = await aTask({ project });
    await run(["tasks", "cancel", ended, "--reason", "Enough"]);
    const { code, stderr, stdout } = await run(["tasks", "cancel", ended, "--reason", "Late", "--json"]);
    expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({
      code: "invalid_state",
      status: 422,
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test("a wrong key is 4, and nobody there is 3", async () => {
    const denied = await cli("tasks list", { url: room.url, key: "omoi_wrong" });
    expect(denied).toMatchObject({ code: 4, stderr: expect.stringContaining("Check --key or OMOI_KEY.") });
    const gone = new RealRoom();
    await gone.start();
    await gone.stop();
    const nobody = { url: gone.url, key: "k" };
    expect(await cli("tasks list", nobody)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/could not be reached.*ECONNREFUSED/),
    });
    expect((await cli("events --follow", nobody)).code).toBe(3);
  });

  test.each([
    ["tasks list --state runing", "--state"],
    ["tasks list --state blocked,failed", "--state: blocked goes with no other state."],
    ["agents list --status asleep", "--status"],
    ["tasks show", "<task>: Is required."],
    ["tasks show tkt_1", '<task>: Must be an id that starts with "task_".'],
    ["tasks create --title x", "--ticket: Is required."],
    ["tasks create --ticket tkt_01h455vb4pex5vsknk084sn02q --title x --timeout soon", "--timeout"],
    ["tasks lst", 'There is no command "tasks lst". See omoios tasks --help.'],
    ["tasks list --colour", "Unknown option '--colour'. See omoios tasks list --help."],
    ["tasks list extra", '"extra" is one word too many.'],
    ["tasks list --all --limit 3", "Give either --all or --limit."],
    ["tickets edit tkt_01h455vb4pex5vsknk084sn02q", "Say what to change"],
    ["holds place --reason x", "Say what to hold with --scope"],
    [
      "holds place --scope all --ticket tkt_01h455vb4pex5vsknk084sn02q",
      "--ticket does not go with --scope all.",
    ],
    ["holds place --scope phase --reason x", "--phase: Is required."],
  ])("%s is wrong usage", async (line, sentence) => {
    const { code, stderr, stdout } = await run(line);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("what a problem says of the whole and of its one field is told once", async () => {
    const { stderr } = await run("holds place --scope priority --priority LOW --reason x");
    expect(stderr.split("A key must say how long this lasts")).toHaveLength(2);
    expect(stderr).toMatch(/^A key must say .* its owner is gone\. \(req_\w+\)\n$/);
  });

  test("without address or key it says which is missing", async () => {
    expect(await cli("tasks list")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--url or OMOI_URL/),
    });
    expect(await cli("tasks list", { url: room.url })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/OMOI_KEY or --key/),
    });
  });
});
