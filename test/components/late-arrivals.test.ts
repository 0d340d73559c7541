import { dehydrate, hydrate, QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchArrivals } from "@/components/live/late-arrivals";

let here: QueryClient;
let late: (readonly unknown[])[];
let arrivals: ReturnType<typeof watchArrivals>;

beforeEach(() => {
  vi.useFakeTimers();
  here = new QueryClient();
  late = [];
  arrivals = watchArrivals(here, (key) => late.push(key));
});

afterEach(() => {
  arrivals.stop();
  vi.useRealTimers();
});

/** What the server found and sends along with its page. */
function page(key: readonly unknown[], answer: string) {
  const server = new QueryClient();
  server.setQueryData(key, answer);
  return dehydrate(server);
}

test("an answer that was overtaken on its way is late, when it is new here and when it is newer than what is", () => {
  const first = page(["hosts", "list"], "1 of 2 agents");
  arrivals.note(["hosts"]);
  hydrate(here, first);
  expect(late).toEqual([["hosts", "list"]]);
  vi.advanceTimersByTime(1000);
  hydrate(here, page(["hosts", "list"], "0 of 2 agents"));
  expect(late).toHaveLength(2);
});

test("while everything is stale every answer that comes is late", () => {
  arrivals.note([]);
  hydrate(here, page(["hosts", "list"], "1 of 2 agents"));
  hydrate(here, page(["tasks"], "none"));
  expect(late).toEqual([["hosts", "list"], ["tasks"]]);
});

test("what nothing has overtaken, or what was asked for from here, is not late", async () => {
  arrivals.note(["hosts", "list"]);
  hydrate(here, page(["tasks"], "none"));
  await here.fetchQuery({ queryKey: ["hosts", "list"], queryFn: () => "0 of 2 agents" });
  here.setQueryData(["hosts", "list"], "as a person's own change says");
  expect(late).toEqual([]);
});

test("half a minute later, and once it is stopped, nothing is late any more", () => {
  arrivals.note(["hosts"]);
  vi.advanceTimersByTime(31_000);
  hydrate(here, page(["hosts", "list"], "1 of 2 agents"));
  arrivals.note(["tasks"]);
  arrivals.stop();
  hydrate(here, page(["tasks"], "none"));
  expect(late).toEqual([]);
});
