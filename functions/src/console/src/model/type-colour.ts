/** Colours of types that have none of their own. */
const SHARED = 4;
const colours = new Map([['ACCESS', 1], ['CREATE', 2], ['EXPIRE', 3], ['BLOCK', 4]]);
const OWN = colours.size;

/** Returns the number of a type's colour, the same wherever the type is shown. More than four other types share colours. */
export function colourOf(type: string): number {
  let colour = colours.get(type);
  if (colour === undefined) {
    // Begins with a number made of the name, so that a colour seldom depends on which types were seen before.
    let n = 0;
    for (const c of type) n = (n * 31 + c.codePointAt(0)!) % 65_521;
    const used = new Set(colours.values());
    const free = [0, 1, 2, 3].map((i) => OWN + 1 + ((n + i) % SHARED));
    colour = free.find((one) => !used.has(one)) ?? free[0]!;
    colours.set(type, colour);
  }
  return colour;
}
