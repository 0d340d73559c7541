import { ControlRoom, STARTED_ONCE } from "./support/server";

/** Makes one database for all spec files to copy: making and migrating it takes longer than many a journey. */
export default async function setup() {
  const room = new ControlRoom({}, { isFirstStart: true });
  await room.start();
  await room.stop();
  process.env[STARTED_ONCE] = room.dataDir;
  return () => room.dispose();
}
