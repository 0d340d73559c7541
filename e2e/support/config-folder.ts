import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of configuration with these rules of alerts, and nothing else that differs. */
export class ConfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), "omoios-e2e-config-"));

  constructor(rules: string) {
    copyFileSync("config/phases.yaml", join(this.path, "phases.yaml"));
    this.writeRules(rules);
  }

  writeRules(rules: string): void {
    writeFileSync(join(this.path, "alert_rules.yaml"), rules);
  }

  dispose(): void {
    rmSync(this.path, { recursive: true });
  }
}
