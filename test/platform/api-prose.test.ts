import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Prose } from "@/components/api-docs/prose";
import { NewKey } from "@/components/settings/new-key";

test("what a description has between backticks is code, and no backtick is left", () => {
  const show = (text: string) => renderToStaticMarkup(createElement(Prose, { text }));
  expect(show("With `by=day`, in `zone`.")).toBe("With <code>by=day</code>, in <code>zone</code>.");
  expect(show("`weekly` begins on Monday.")).toBe("<code>weekly</code> begins on Monday.");
  expect(show("Nothing special.")).toBe("Nothing special.");
});

test("what stands below a key's command names what the command has", () => {
  const page = renderToStaticMarkup(
    createElement(NewKey, { secret: "omoi_x", origin: "http://localhost", scopes: ["work:run"] }),
  );
  const [named] = /--profile [a-z-]+/.exec(page.replace(/^[\s\S]*<\/textarea>/, "")) ?? [];
  expect(named).toBe("--profile claude-code");
  expect(page.match(/<textarea[^>]*>([^<]*--profile[^<]*)<\/textarea>/)?.[1]).toContain(named);
});
