import type { ReactNode } from "react";
import { prerender } from "react-dom/static";
import { describe, expect, it } from "vitest";
import { lazyPart } from "@/components/ui/lazy-part";

const Greeting = ({ name }: { name: string }) => <b>Hello {name}</b>;
const aGreeting = () => lazyPart(() => Promise.resolve(Greeting));
const aMissing = () => lazyPart<{ name: string }>(() => Promise.reject(new Error("Loading chunk 7 failed.")));

/** The page as soon as it awaits nothing more, without React's marks. Rejects where nothing of it could be drawn. */
async function htmlOf(page: ReactNode): Promise<string> {
  const { prelude } = await prerender(page);
  return (await new Response(prelude).text()).replaceAll(/<!--.*?-->/g, "");
}

describe("a part whose code comes", () => {
  it("is drawn with its props, within the page around it", async () => {
    const Part = aGreeting();
    const html = await htmlOf(
      <main>
        <h1>Costs</h1>
        <Part name="Ada" />
      </main>,
    );
    expect(html).toBe("<main><h1>Costs</h1><b>Hello Ada</b></main>");
  });

  it("is asked for when it is drawn, and once however often it is", async () => {
    let asked = 0;
    const Part = lazyPart(async () => {
      asked += 1;
      return Greeting;
    });
    expect(asked).toBe(0);
    const html = await htmlOf([<Part key="a" name="Ada" />, <Part key="b" name="Grace" />]);
    expect([asked, html]).toEqual([1, "<b>Hello Ada</b><b>Hello Grace</b>"]);
  });
});

describe("a part whose code cannot be had", () => {
  it("says that it could not be loaded, and the page around it stays", async () => {
    const Part = aMissing();
    const html = await htmlOf(
      <main>
        <h1>Costs</h1>
        <Part name="Ada" />
        <p>$ 12.40 today</p>
      </main>,
    );
    expect(html).toMatch(
      /^<main><h1>Costs<\/h1><p role="status"[^>]*>.*<\/p><p>\$ 12\.40 today<\/p><\/main>$/,
    );
    expect(html).toContain("could not be loaded");
  });

  it("is replaced by what was named for that, with its props", async () => {
    const fail = () => Promise.reject(new Error("Loading chunk 7 failed."));
    const Part = lazyPart<{ name: string }>(fail, { instead: ({ name }) => <i>Plainly, {name}</i> });
    expect(await htmlOf(<Part name="Ada" />)).toBe("<i>Plainly, Ada</i>");
  });

  it("takes the place of its skeleton, and leaves the parts beside it", async () => {
    const fail = () => Promise.reject(new Error("Loading chunk 7 failed."));
    const [Part, Other] = [lazyPart<{ name: string }>(fail, { fallback: "Loading" }), aGreeting()];
    const html = await htmlOf([<Part key="a" name="Ada" />, <Other key="b" name="Grace" />]);
    expect(html).toMatch(/could not be loaded\..*<b>Hello Grace<\/b>$/);
    expect(html).not.toContain("Loading");
  });
});
