"use server";

import { z } from "zod";
import { submitByPerson } from "@/lib/platform/auth/submit-by-person";
import type { FormState } from "@/lib/platform/http/form";
import { CreateProject, ProjectId } from "./schema";
import * as service from "./service";

// A form sends words; "" stands for what was not filled in.
const blankToNull = (value: unknown) => (typeof value === "string" && value.trim() === "" ? null : value);
const fields = {
  name: CreateProject.shape.name,
  repositoryUrl: z.preprocess(blankToNull, CreateProject.shape.repositoryUrl),
};

const NewProjectForm = z
  .object({ ...fields, slug: z.string().trim() })
  .transform((input) => ({ ...input, slug: input.slug || toSlug(input.name) }))
  .pipe(z.object({ ...CreateProject.shape, repositoryUrl: z.string().nullable() }));

export async function createProject(_: FormState, form: FormData): Promise<FormState> {
  const state = await submitByPerson(
    { name: "Create a project", path: "/settings/projects" },
    form,
    NewProjectForm,
    async (actor, input) => {
      const project = await service.createProject(actor, input);
      return { message: `The project "${project.name}" was created.`, values: { id: project.id } };
    },
  );
  // A short name that was made here and refused is shown, so that it can be corrected.
  const { name = "", slug } = state.values ?? {};
  if (state.fields?.slug && slug === "") return { ...state, values: { ...state.values, slug: toSlug(name) } };
  return state;
}

const EditProjectForm = z.object({ id: ProjectId, ...fields });

export async function updateProject(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Change a project", path: "/settings/projects" },
    form,
    EditProjectForm,
    async (actor, { id, ...change }) => {
      const project = await service.updateProject(actor, id, change);
      return { message: `The project "${project.name}" was saved.` };
    },
  );
}

/** "Café Checkout v2" → "cafe-checkout-v2"; empty where no letter or digit of ASCII is left. */
function toSlug(name: string): string {
  const ascii = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, "-").replace(/^-/, "");
  return words.slice(0, 48).replace(/-$/, "");
}
