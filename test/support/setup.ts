// Before every test file: the same environment on every machine.
for (const name of ["DATABASE_URL", "PUBLIC_URL", "OMOI_DATA_DIR", "OMOI_CONFIG_DIR", "TRUSTED_PROXIES"]) {
  delete process.env[name];
}
Object.assign(process.env, {
  NODE_ENV: "test",
  TZ: "UTC",
  LOG_LEVEL: "silent",
  // Given, so that no test writes one into a data directory.
  AUTH_SECRET: "a secret of the tests that signs nothing else",
  AUDIT_SIGNING_KEY: Buffer.from("a seed of the tests and no other").toString("base64"),
  LEASE_SECONDS: "60",
  AGENT_STALE_SECONDS: "30",
  AGENT_LOST_SECONDS: "90",
  CANCEL_GRACE_SECONDS: "10",
  RETRY_BASE_SECONDS: "5",
});
