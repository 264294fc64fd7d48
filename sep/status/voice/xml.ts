/** XML made of elements: whatever comes from outside is escaped in one place. */

/** A text, or markup that `element` made; null and empty leave nothing. */
export type Part = string | Markup | null;
type Markup = { readonly markup: string };

/** XML 1.0 knows no other control signs; half of a pair is no sign. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text
    .replace(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...parts: readonly Part[]
): Markup {
  const said = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  const inside = parts
    .map((part) => (part === null ? '' : typeof part === 'string' ? escaped(part) : part.markup))
    .join('');
  return { markup: inside === '' ? `<${name}${said}/>` : `<${name}${said}>${inside}</${name}>` };
}

export const xmlText = (root: Markup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
