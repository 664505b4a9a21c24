/** Names that mean a device to Windows, whatever follows a dot. */
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

// Most file systems take 255, some of them bytes; what is added to a name while it is written is to fit, too.
const MOST_CHARACTERS = 120;

/** Cuts a name that is too long, in front of its ending. */
function shorten(name: string): string {
  if (name.length <= MOST_CHARACTERS) return name;
  const [ending = ''] = /\.[A-Za-z0-9]{1,8}$/.exec(name) ?? [];
  // No half of a character that is written as two.
  const kept = name.slice(0, MOST_CHARACTERS - ending.length).replace(/[\ud800-\udbff]$/, '');
  return `${kept}${ending}`;
}

/**
 * A name for a file or folder that every system takes, Windows among them: without `: * ? " < > | / \` and control
 * characters, without a dot or blank at its end, and none that means a device, such as `con.csv`. A name that is fine
 * stays as it is; two different ones may become the same.
 */
export function safeName(text: string): string {
  const plain = shorten(text.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_')).replace(/[. ]+$/, '_');
  if (plain === '') return '_';
  return device.test(plain) ? `_${plain}` : plain;
}

/**
 * Makes paths of safe names, with `/` between them, from paths that another system or a zip has given; none leads out of
 * its folder. No two are the same, nor differ in case alone.
 */
export function makeSafePaths(): (path: string) => string {
  const used = new Set<string>();
  return (path) => {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    const safe = names.map(safeName).join('/') || '_';
    for (let count = 1; ; count++) {
      const one = count === 1 ? safe : safe.replace(/(\.[^./]*)?$/, (ending) => `-${count}${ending}`);
      if (used.has(one.toLowerCase())) continue;
      used.add(one.toLowerCase());
      return one;
    }
  };
}
