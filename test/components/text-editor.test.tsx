// A policy's text before the editor's code is there, and what of it outlives the page.
import { prerender } from "react-dom/static";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findDraft, keepDraft, placeOf } from "@/components/guardian/policies/editor/kept-drafts";
import { TextEditor } from "@/components/guardian/policies/editor/text-editor";

const draft = { text: "policy: {}\n", hash: "a".repeat(64) };

describe("the server's page of a policy", () => {
  it("has its text in a field, to be read and changed before any code is there", async () => {
    const { prelude } = await prerender(
      <TextEditor
        label="Text of steady-hand"
        value={"policy:\n  name: steady-hand\n"}
        faults={[]}
        isReadOnly={false}
        hintId="hint"
        onChange={() => {}}
      />,
    );
    const html = await new Response(prelude).text();
    expect(html).toMatch(
      /<textarea[^>]*aria-label="Text of steady-hand"[^>]*>\s*policy:\n {2}name: steady-hand/,
    );
    expect(html).not.toMatch(/readonly/i);
  });
});

describe("a text that was not saved", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is kept for the person who wrote it, until it is saved or discarded", () => {
    const stored = new Map<string, string>();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
    keepDraft(placeOf("usr_1", "steady-hand"), draft);
    expect(findDraft(placeOf("usr_1", "steady-hand"))).toEqual(draft);
    expect(findDraft(placeOf("usr_2", "steady-hand"))).toBeNull();
    expect(findDraft(placeOf("usr_1", "lost-agent"))).toBeNull();
    keepDraft(placeOf("usr_1", "steady-hand"), null);
    expect([findDraft(placeOf("usr_1", "steady-hand")), stored.size]).toEqual([null, 0]);
  });

  it("is kept within the page where the browser stores nothing", () => {
    const refuse = () => {
      throw new Error("The quota has been exceeded.");
    };
    vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
    const place = placeOf("usr_1", "steady-hand");
    keepDraft(place, draft);
    expect(findDraft(place)).toEqual(draft);
    keepDraft(place, null);
    expect(findDraft(place)).toBeNull();
  });

  it("that cannot be read any more is none", () => {
    vi.stubGlobal("sessionStorage", { getItem: () => '{"text":1}' });
    expect(findDraft(placeOf("usr_1", "steady-hand"))).toBeNull();
  });
});
