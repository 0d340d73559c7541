import type { Browser, Page } from "@playwright/test";
import { TestAgent } from "./fleet";
import { joinAs, joinAsFirstAdmin } from "./people";
import { ControlRoom } from "./server";

export interface GuardedRoom {
  room: ControlRoom;
  page: Page;
  lead: Page;
  agent: TestAgent;
}

/** A control room with an admin, a lead and an agent of four slots that is not missed while a test takes its time. */
export async function startGuardedRoom(browser: Browser): Promise<GuardedRoom> {
  const room = new ControlRoom({
    AGENT_STALE_SECONDS: "300",
    AGENT_LOST_SECONDS: "600",
    LEASE_SECONDS: "300",
  });
  await room.start();
  const page = await (await browser.newContext()).newPage();
  await joinAsFirstAdmin(page, room);
  const lead = await joinAs(page, room, browser, "Lea Lead", "lead");
  return { room, page, lead, agent: await TestAgent.register(page, room, "builder-1", 4) };
}
