// Imported first: a lease must be over within the test.
Object.assign(process.env, { LEASE_SECONDS: "2", AGENT_STALE_SECONDS: "1", AGENT_LOST_SECONDS: "3" });
