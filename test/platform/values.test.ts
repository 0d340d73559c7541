// Errors, ids, money and problems: no I/O.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError, ERROR_CODES, statusOf } from "@/lib/platform/errors";
import { requireSameOrigin } from "@/lib/platform/http/origin";
import { parsePart, toProblemResponse } from "@/lib/platform/http/problem";
import { IdOf, newId } from "@/lib/platform/ids";
import { formatUsd, UsdAmount } from "@/lib/platform/money";
import { Problem } from "@/lib/platform/schema";

function refusalOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("errors", () => {
  it.each([
    ["invalid_request", 400],
    ["unauthenticated", 401],
    ["forbidden", 403],
    ["not_found", 404],
    ["method_not_allowed", 405],
    ["conflict", 409],
    ["lease_lost", 409],
    ["cursor_expired", 410],
    ["payload_too_large", 413],
    ["unsupported_media_type", 415],
    ["invalid_state", 422],
    ["idempotency_key_reused", 422],
    ["rate_limited", 429],
    ["internal", 500],
    ["unavailable", 503],
  ] as const)("%s is answered with %i", (code, status) => {
    expect(statusOf(code)).toBe(status);
    expect(toProblemResponse(new AppError(code, "d"), "req_1").status).toBe(status);
  });

  it("have no code that the list above forgets", () => {
    expect(ERROR_CODES).toHaveLength(15);
  });

  it.each([
    new Error("password=hunter2 at 10.0.0.7"),
    new AppError("internal", "password=hunter2", { facts: {}, issues: [] }),
    new AppError("unavailable", "password=hunter2"),
    "password=hunter2",
  ])("of our own making carry a request id and no message: %s", async (error) => {
    const response = toProblemResponse(error, "req_42");
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(text).not.toContain("hunter2");
    expect(Problem.parse(JSON.parse(text))).toMatchObject({ requestId: "req_42" });
    expect(response.headers.get("x-request-id")).toBe("req_42");
  });

  it("point at the place of each mistake with an RFC 6901 pointer", () => {
    const schema = z.strictObject({ "a/b": z.object({ "c~d": z.array(z.number()) }) });
    const wrong = refusalOf(() => parsePart(schema, "body", { "a/b": { "c~d": [1, "x"] }, "e/f": 1 }));
    expect(wrong.issues.map((issue) => issue.pointer)).toEqual(["/a~1b/c~0d/1", "/e~1f"]);
  });
});

describe("ids", () => {
  it("are TypeIDs of their kind and of no other", () => {
    fc.assert(
      fc.property(fc.constantFrom("prj", "tkt", "task", "att", "agent", "evt"), (prefix) => {
        const id = newId(prefix);
        expect(IdOf(prefix).parse(id)).toBe(id);
        expect(IdOf("usr").safeParse(id).success).toBe(false);
      }),
    );
  });

  it("made later sort later", () => {
    const ids = Array.from({ length: 500 }, () => newId("task"));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(500);
  });

  it.each([
    "task_01h455vb4pex5vsknk084sn02",
    "task_01h455vb4pex5vsknk084sn02qq",
    "task_81h455vb4pex5vsknk084sn02q",
    "task_01h455vb4pex5vsknk084sn0il",
    "task_01H455VB4PEX5VSKNK084SN02Q",
    "tkt_01h455vb4pex5vsknk084sn02q",
    "task_01h455vb4pex5vsknk084sn02q\n",
    "01h455vb4pex5vsknk084sn02q",
    "",
  ])("that are not well formed are refused: %j", (id) => {
    expect(IdOf("task").safeParse(id).success).toBe(false);
  });
});

describe("the origin of a request with a cookie, behind a proxy", () => {
  const check = (headers: Record<string, string>) =>
    requireSameOrigin(
      new Request("http://10.0.0.3:3000/", { method: "POST", headers }),
      "https://omoi.example/app",
    );

  it("is the public address and not the one that the proxy calls", () => {
    expect(() => check({ origin: "https://omoi.example", host: "10.0.0.3:3000" })).not.toThrow();
    for (const origin of [
      "http://10.0.0.3:3000",
      "http://omoi.example",
      "https://omoi.example:8443",
      "https://omoi.example.evil.example",
      "https://evil.example",
    ]) {
      expect(refusalOf(() => check({ origin, host: new URL(origin).host })).code).toBe("forbidden");
    }
  });
});

describe("money", () => {
  const amount = fc
    .tuple(
      fc.integer({ min: 0, max: 99_999_999 }),
      fc.integer({ min: 0, max: 12 }),
      fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }),
    )
    .map(([whole, digits, fraction]) => {
      const text = fraction.toString().padStart(12, "0").slice(0, digits);
      return digits === 0 ? String(whole) : `${whole}.${text}`;
    });

  it("is shown rounded half up to the cent, exactly, for every amount there is", () => {
    fc.assert(
      fc.property(amount, (text) => {
        expect(UsdAmount.safeParse(text).success).toBe(true);
        const [whole = "", fraction = ""] = text.split(".");
        const trillionths = BigInt(whole + fraction.padEnd(12, "0"));
        // Half up on the exact rational: floor(x / 10^10 + 1/2).
        const cents = (2n * trillionths + 10n ** 10n) / (2n * 10n ** 10n);
        const shown = formatUsd(text);
        if (cents === 0n && trillionths > 0n) {
          expect(shown).toBe("< $ 0.01");
          return;
        }
        expect(BigInt(shown.replace(/\D/g, ""))).toBe(cents);
        expect(shown).toMatch(/^\$ \d{1,3}(,\d{3})*\.\d\d$/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["0", "$ 0.00"],
    ["0.000000000001", "< $ 0.01"],
    ["0.004999999999", "< $ 0.01"],
    ["0.005", "$ 0.01"],
    ["1.005", "$ 1.01"],
    ["0.994999999999", "$ 0.99"],
    ["0.995", "$ 1.00"],
    ["1234567.891", "$ 1,234,567.89"],
    ["99999999.999999999999", "$ 100,000,000.00"],
    ["007", "$ 7.00"],
  ])("%s is %s", (text, shown) => {
    expect(formatUsd(text)).toBe(shown);
  });

  it.each(["-1", "1e3", "1.", ".5", "1,5", "123456789", "0.0000000000001", "NaN", "", " 1", "1\n"])(
    "is refused where it is no exact amount: %j",
    (text) => {
      expect(UsdAmount.safeParse(text).success).toBe(false);
    },
  );
});
