interface Laid {
  owner: string;
}

/** An action of the guardian stands among what is in force already. */
const isOutside = ({ owner }: Laid) => !owner.startsWith("gact_");

const NOUNS = { holds: "hold", overrides: "override", reservations: "reservation" } as const;

/** What else is in force, in words; null: all of it is the guardian's. */
export function outsideWords(laid: Record<keyof typeof NOUNS, readonly Laid[]>): string | null {
  const counted = (Object.keys(NOUNS) as (keyof typeof NOUNS)[]).flatMap((kind) => {
    const count = laid[kind].filter(isOutside).length;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${NOUNS[kind]}${count === 1 ? "" : "s"}`];
  });
  return counted.length === 0 ? null : `Also in force: ${counted.join(", ")} laid outside the guardian`;
}
