/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  devIndicators: false,
  // The tests check the types of everything once; a build on a user's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "same-origin" },
        { key: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
        { key: "x-frame-options", value: "DENY" },
      ],
    },
  ],
  // Without these Next takes a parent folder for the root when that has a lock file, and nests the output.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // Both load WebAssembly or native files from beside their own modules, so they must not be bundled.
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "@prisma/schema-engine-wasm",
    "pg",
    "pg-boss",
  ],
  outputFileTracingIncludes: {
    "/**": ["./prisma/migrations/**", "./prisma/schema/**", "./node_modules/@prisma/schema-engine-wasm/**"],
  },
};

export default config;
