// Importing this gives the test file an embedded database of its own, migrated and otherwise empty.
import { afterAll } from "vitest";
import { replaceDatabase } from "@/lib/platform/db/client";
import { toDatabase } from "@/lib/platform/db/embedded";
import { openFromDump } from "./dump";

const database = toDatabase(await openFromDump());
replaceDatabase(Promise.resolve(database));
afterAll(() => database.close());
