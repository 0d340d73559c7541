import { typeidUnboxed } from "typeid-js";
import { z } from "zod";

/** TypeID prefixes in use, one for each kind of record. */
export type IdPrefix =
  | "prj"
  | "tkt"
  | "task"
  | "att"
  | "art"
  | "agent"
  | "evt"
  | "aud"
  | "usr"
  | "key"
  | "inv"
  | "ph"
  | "srv"
  | "req"
  | "whk"
  | "whd"
  | "hold"
  | "ovr"
  | "resv"
  | "view"
  | "host"
  | "hreq"
  | "cost"
  | "adj"
  | "bud"
  | "rec"
  | "crv"
  | "alrt"
  | "gact"
  | "gfir"
  | "wdr";

/** A new, time-sortable TypeID (UUIDv7), for example `task_01h455vb4pex5vsknk084sn02q`. */
export function newId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix);
}

/** A schema that accepts only well-formed TypeIDs with this prefix (Crockford base 32 of 128 bits). */
export function IdOf(prefix: IdPrefix) {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`),
      `Must be an id that starts with "${prefix}_".`,
    )
    .meta({ examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });
}
