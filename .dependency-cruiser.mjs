// The arrows between rooms. `node scripts/arrows.mjs` checks them; architecture is explained in docs/.

const domains = ["work", "monitoring", "costs", "memory", "quality", "guardian"];
const anyDomain = `^lib/(${domains.join("|")})/`;
const generated = "^lib/generated/";

/** The files of a room's layer, whether it is one file or a folder of that name. */
const layer = (...names) => `^lib/.+/(${names.join("|")})([.]tsx?$|/)`;

/** What other rooms may open: the two doors, each a file or a folder's index. */
const doors = "^lib/[^/]+/(service|schema)([.]ts|/index[.]ts)$";

/** The rooms below each room: it may use these and no other. */
const below = {
  work: [],
  monitoring: ["work"],
  costs: ["work"],
  memory: ["work"],
  quality: ["memory", "work"],
  guardian: ["quality", "costs", "monitoring", "work"],
};

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const roomRules = Object.entries(below).map(([room, allowed]) => {
  const forbidden = domains.filter((other) => other !== room && !allowed.includes(other));
  const reach = allowed.length > 0 ? `uses only ${allowed.join(", ")}` : "uses no other room";
  return forbid(
    `${room}-looks-down`,
    `${room} ${reach}; a lower room tells a higher one by an event.`,
    { path: `^lib/${room}/` },
    { path: `^lib/(${forbidden.join("|")})/` },
  );
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    forbid(
      "no-cycle",
      "Two files that need each other are one file, or three. Types alone, which vanish, may go round.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only", "type-import"] } },
    ),
    forbid(
      "resolvable",
      "An import that leads nowhere would escape every rule.",
      { path: "^(app|components|lib)/", pathNot: generated },
      { couldNotResolve: true },
    ),
    forbid(
      "lib-stands-alone",
      "lib never imports app or components.",
      { path: "^lib/" },
      { path: "^(app|components)/" },
    ),
    forbid(
      "components-below-app",
      "app uses components, never the reverse.",
      { path: "^components/" },
      { path: "^app/" },
    ),
    forbid(
      "platform-knows-no-room",
      "platform is what every room stands on, and knows no domain.",
      { path: "^lib/platform/" },
      { path: `${anyDomain}|^lib/worker/` },
    ),
    forbid(
      "client-is-for-browsers",
      "lib/client calls this server over HTTP, so behind the API only queries have a use for it.",
      { path: `^lib/platform/|${anyDomain}`, pathNot: layer("queries") },
      { path: "^lib/client/" },
    ),
    forbid(
      "doors",
      "A room reaches another only through its service or its schema.",
      { path: anyDomain },
      { path: anyDomain, pathNot: ["^lib/$1/", doors] },
    ),
    ...roomRules,
    forbid(
      "rooms-are-not-agents",
      "The agent-side runner is a client of this server, not a part of it.",
      { path: `${anyDomain}|^app/|^components/` },
      { path: "^lib/(worker|cli)/" },
    ),
    forbid(
      "worker-speaks-http",
      "The omoios command is one file that agents download: it knows the API's shapes and nothing behind them.",
      { path: "^lib/(worker|cli)/" },
      {
        path: "^lib/",
        pathNot: [
          "^lib/(worker|cli|client)/",
          "^lib/platform/(ids|errors|instant|duration|money|counted)[.]ts$",
          // Pure: what follows a chain of audit entries is the same on both sides.
          "^lib/platform/audit/chain/",
          layer("schema"),
        ],
      },
    ),
    forbid(
      "views-see-shapes",
      "Components know schemas, queries and the actions of their forms; never what stands behind an API.",
      { path: "^components/" },
      {
        path: "^lib/",
        pathNot: [
          "^lib/client/",
          "^lib/platform/(ids|errors|instant|money|counted|schema|http/form|auth/access)[.]ts$",
          layer("schema", "queries", "actions"),
        ],
      },
    ),
    forbid(
      "routes-are-adapters",
      "A route calls a service, with its schemas; a page may also hold queries and the actions of its forms.",
      { path: "^app/" },
      { path: anyDomain, pathNot: layer("service", "schema", "queries", "actions") },
    ),
    forbid(
      "api-has-no-view",
      "An API route answers data.",
      { path: "^app/api/" },
      { path: ["^components/", layer("queries", "actions")] },
    ),
    forbid(
      "actions-call-services",
      "A server action is an adapter like a route.",
      { path: layer("actions") },
      { path: layer("store") },
    ),
    forbid(
      "schemas-fit-a-browser",
      "Forms, the command line and the browser import these, so nothing of the server may hang on them.",
      { path: [layer("schema", "queries"), "^lib/client/"] },
      {
        path: [
          generated,
          layer("service", "store", "reactions"),
          "^lib/platform/(db|http|jobs)/",
          "^lib/platform/(env|log)[.]ts$",
        ],
      },
    ),
    forbid(
      "schemas-use-no-node",
      "A browser has no built-in module of Node.",
      { path: layer("schema", "queries") },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "stores-own-the-database",
      "Only stores, and platform's own tables, name Prisma models.",
      {
        path: "^(app|components|lib)/",
        pathNot: [generated, layer("store"), "^lib/platform/(db|auth|events|audit|jobs)/"],
      },
      { path: generated },
    ),
    forbid(
      "adapters-open-no-database",
      "Routes, pages and views reach data through services.",
      { path: "^(app|components)/" },
      { path: [generated, "^lib/platform/db/", layer("store")] },
    ),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Types are arrows too: a type taken from another room's store ties the two as firmly as a function.
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", generated] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css", ".d.ts"],
    },
  },
};
