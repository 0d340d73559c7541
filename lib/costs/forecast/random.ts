// Chance that is the same each time: what is drawn follows from a seed alone.

/** Numbers of [0, 1), and whole ones below a limit. */
export interface Random {
  next: () => number;
  below: (limit: number) => number;
  /** A draw from the standard normal distribution; no unit. */
  normal: () => number;
}

/** 32 bits of a text. FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Uniform numbers by mulberry32 (Ettinger, 2017), normal ones by the inverse of their distribution. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, normal: () => NORMALS[below(TABLE)] as number };
}

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716];
const A_LAST = 2.506628277459239;
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
const TAIL = 0.02425;

const horner = (factors: readonly number[], at: number, first = 0) =>
  factors.reduce((sum, factor) => sum * at + factor, first);

/** The standard normal value below which this share lies, of (0, 1). P. J. Acklam's approximation; error below 1.2e-9. */
export function normalQuantile(share: number): number {
  if (share < TAIL) {
    const q = Math.sqrt(-2 * Math.log(share));
    return horner(C, q) / horner([...D, 1], q);
  }
  if (share > 1 - TAIL) return -normalQuantile(1 - share);
  const q = share - 0.5;
  const r = q * q;
  return (horner([...A, A_LAST], r) * q) / horner([...B, 1], r);
}

/** Of equal shares the middle of each: a draw is one look-up. */
const TABLE = 4096;
const NORMALS = Float64Array.from({ length: TABLE }, (_, index) => normalQuantile((index + 0.5) / TABLE));
