/** The QR code that a terminal shows, read back by a decoder. */
import decode from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrText } from '../../sep/cli/qrText.ts';

/** As a camera sees it on a dark terminal: each sign is two cells, eight pixels each. */
function photographed(text: string) {
  const lines = text.split('\n');
  const width = Math.max(...lines.map((line) => line.length)) * 8;
  const height = lines.length * 16;
  const data = new Uint8Array(width * height * 4).fill(255);
  const isLit = (x: number, y: number): boolean => {
    const sign = lines[Math.floor(y / 16)]?.[Math.floor(x / 8)] ?? ' ';
    return sign === '█' || sign === (y % 16 < 8 ? '▀' : '▄');
  };
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data.fill(isLit(x, y) ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { width, height, data };
}

test('what the command line draws is what an authenticator reads', () => {
  const otpauth =
    'otpauth://totp/%D0%A1%D0%AD%D0%9F:anna?issuer=%D0%A1%D0%AD%D0%9F&secret=GINKF622LS507F54JQPEOXSNZDGNOGQK&algorithm=SHA1&digits=6&period=30';
  expect(decode(photographed(qrText(otpauth)))).toBe(otpauth);
});
