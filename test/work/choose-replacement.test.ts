import { describe, expect, it } from "vitest";
import { chooseReplacement, type Replaced } from "@/lib/work/replacement";
import type { Host, HostTemplate } from "@/lib/work/schema";

const PROJECT = "prj_00000000000000000000000001";
const template = (name: string, own: Partial<HostTemplate> = {}): HostTemplate => ({
  ...{ name, capabilities: ["typescript"], capacity: 1, model: null, profile: null },
  ...own,
});
const host = (name: string, own: Partial<Host> = {}): Host => ({
  ...{ id: name, name, projectId: PROJECT, machine: null, agentsMax: 3, load: 0, unheard: 0 },
  status: "online",
  ...{ templates: [template("coder")], lastHeartbeatAt: "", createdAt: "", version: 1 },
  ...own,
});
const agent = (own: Partial<Replaced> = {}): Replaced => ({
  ...{ capabilities: ["typescript"], capacity: 1, model: null, projectId: PROJECT, origin: null },
  ...own,
});
const chosen = (...given: Parameters<typeof chooseReplacement>) => {
  const choice = chooseReplacement(...given);
  return typeof choice === "string" ? choice : `${choice.host.name}/${choice.template.name}`;
};

describe("who replaces an agent", () => {
  it("has all of its capabilities, whatever else would speak for another", () => {
    const wanted = agent({ capabilities: ["typescript", "gpu"] });
    const full = template("all", { capabilities: ["gpu", "python", "typescript"] });
    const hosts = [host("empty"), host("busy", { load: 2, templates: [template("coder"), full] })];
    expect(chosen(wanted, {}, hosts)).toBe("busy/all");
    expect(chosen(wanted, {}, [host("empty")])).toBe("empty has no template with typescript, gpu");
  });

  it("comes from its own host and template, if they can; else from the host with most places", () => {
    const origin = { hostId: "own", template: "second" };
    const own = host("own", { load: 2, templates: [template("coder"), template("second")] });
    const hosts = [host("other", { load: 1 }), host("third"), own];
    expect(chosen(agent({ origin }), {}, hosts)).toBe("own/second");
    expect(chosen(agent({ origin }), {}, [hosts[0] as Host, hosts[1] as Host])).toBe("third/coder");
    const full = { ...own, load: 3 };
    expect(chosen(agent({ origin }), {}, [hosts[0] as Host, full])).toBe("other/coder");
  });

  it("has its model and capacity where there is a choice, and as few other capabilities as may be", () => {
    const templates = [
      template("a", { capabilities: ["typescript", "gpu"], model: "m" }),
      template("b", { model: "m", capacity: 2 }),
      template("c", { capabilities: ["typescript", "gpu"], model: "m", capacity: 2 }),
      template("d", { capacity: 2 }),
    ];
    expect(chosen(agent({ model: "m", capacity: 2 }), {}, [host("h", { templates })])).toBe("h/b");
  });

  it("is of a host that was heard of lately rather than of a silent one", () => {
    expect(chosen(agent(), {}, [host("silent", { status: "stale", agentsMax: 9 }), host("well")])).toBe(
      "well/coder",
    );
  });

  it.each([
    [{ status: "offline" as const }, "box is offline and starts no agents"],
    [{ status: "draining" as const }, "box is draining and starts no agents"],
    [{ load: 3 }, "box is full: 3 of 3 agents run or are being started"],
    [{ templates: [template("x", { capabilities: [] })] }, "box has no template with typescript"],
    [{ projectId: "prj_00000000000000000000000002" }, "No host serves the same projects as this agent"],
  ])("is none where the host cannot: %o", (own, why) => {
    expect(chooseReplacement(agent(), {}, [host("box", own)])).toBe(why);
  });

  it("serves every project if the agent did: a host of one project cannot start it", () => {
    const everywhere = agent({ projectId: null });
    const hosts = [host("one"), host("every", { projectId: null, load: 2 })];
    expect(chosen(everywhere, {}, hosts)).toBe("every/coder");
    expect(chosen(agent(), {}, hosts)).toBe("one/coder");
  });

  it("is what was asked for, or nothing", () => {
    const templates = [template("coder"), template("other", { capabilities: [] })];
    const hosts = [host("a", { load: 2, templates }), host("b")];
    expect(chosen(agent(), { hostId: "a" }, hosts)).toBe("a/coder");
    expect(chosen(agent(), { hostId: "a", template: "other" }, hosts)).toBe(
      "a has the template other without typescript",
    );
    expect(chosen(agent(), { hostId: "b", template: "other" }, hosts)).toBe("b has no template other");
  });
});
