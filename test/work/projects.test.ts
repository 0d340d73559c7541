import { describe, expect, it } from "vitest";
import { POST as createProjectRoute } from "@/app/api/v1/projects/route";
import type { Project } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aPerson, aProject, unique } from "../support/makers";

describe("projects", () => {
  it("have a short name of their own; a second one is refused at its field", async () => {
    const lead = await aPerson("lead");
    const slug = unique("s");
    const create = () =>
      call<Project>(createProjectRoute, { method: "POST", person: lead, body: { name: "P", slug } });
    expect((await create()).json).toMatchObject({ slug, version: 1 });
    const { status, problem } = await create();
    expect(status).toBe(409);
    expect(problem.issues).toMatchObject([{ in: "body", pointer: "/slug" }]);
  });

  it("exist from the first minute: there is a default one", async () => {
    const { items } = await work.listProjects(ADMIN, { limit: 1 });
    expect(items[0]).toMatchObject({ slug: "default" });
  });

  it("are listed in full to people, and to a bound key only its own", async () => {
    const project = await aProject();
    const { actor } = await aKey({ project });
    expect((await work.listProjects(actor, { limit: 200 })).items.map(({ id }) => id)).toEqual([project.id]);
    expect((await work.listProjects(ADMIN, { limit: 200 })).items.length).toBeGreaterThan(1);
  });
});
