/** Seeded chance, drawn by index rather than by turn: a row looks the same in whatever order rows are written. */

/** Mixes 32 bits so that each input bit moves about half of the output bits (lowbias32). */
function mix(bits) {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

function saltOf(seed, name) {
  let salt = mix(seed ^ 0x9e3779b9);
  for (const char of name) salt = mix(salt ^ (char.codePointAt(0) ?? 0));
  return salt;
}

/** A function from an index to a number of 32 random bits; `name` keeps independent draws apart. */
export function drawsFor(seed, name) {
  const salt = saltOf(seed, name);
  return (index) => mix(salt ^ mix(index + 0x6d2b79f5));
}

/** A function from an index to yes or no, yes with the given chance from 0 to 1. */
export function chanceFor(seed, name, chance) {
  if (!(chance > 0)) return () => false;
  const draw = drawsFor(seed, name);
  const limit = chance * 2 ** 32;
  return (index) => draw(index) < limit;
}

/**
 * A shuffling of 0 .. count-1 and its inverse, without a table: a four-round Feistel network over the next
 * power of four, walked until the value falls inside.
 */
export function shuffle(count, seed, name) {
  let half_bits = 1;
  while (4 ** half_bits < count) half_bits += 1;
  const size = 2 ** half_bits;
  const mask = size - 1;
  const keys = [0, 1, 2, 3].map((round) => saltOf(seed, `${name} ${round}`));
  const forward = (value) => {
    let left = Math.floor(value / size);
    let right = value & mask;
    for (const key of keys) [left, right] = [right, left ^ (mix(key ^ right) & mask)];
    return left * size + right;
  };
  const backward = (value) => {
    let left = Math.floor(value / size);
    let right = value & mask;
    for (let round = 3; round >= 0; round -= 1) {
      [left, right] = [right ^ (mix(keys[round] ^ left) & mask), left];
    }
    return left * size + right;
  };
  const walk = (step) => (index) => {
    let value = step(index);
    while (value >= count) value = step(value);
    return value;
  };
  return { at: walk(forward), indexOf: walk(backward) };
}
