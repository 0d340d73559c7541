import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  // Only `prisma migrate deploy|status` on a server reads this; the application opens its own connection.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/omoios" },
});
