// A dialog whose code cannot be fetched leaves the page as it is, and the next click tries again.
import { expect, it, vi } from "vitest";
import { showErrorsWith } from "@/components/ui/tell-error";
import { loadAhead, openLoaded } from "@/components/work/form/open-loaded";

it("a dialog is opened only once its code is there; a failure is told, and the next click tries again", async () => {
  const told = vi.fn();
  const open = vi.fn();
  showErrorsWith(told);
  const load = vi.fn().mockRejectedValueOnce(new Error("ChunkLoadError")).mockResolvedValue({});
  await openLoaded(load, open);
  expect(open).not.toHaveBeenCalled();
  expect(told.mock.calls).toEqual([["This needs the control room, which cannot be reached. Try again."]]);
  await openLoaded(load, open);
  expect(open).toHaveBeenCalledOnce();
  expect(told).toHaveBeenCalledOnce();
});

it("what is loaded ahead and cannot be had is told to nobody", async () => {
  const told = vi.fn();
  const unhandled = vi.fn();
  showErrorsWith(told);
  process.once("unhandledRejection", unhandled);
  loadAhead(() => Promise.reject(new Error("ChunkLoadError")));
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(told).not.toHaveBeenCalled();
});
