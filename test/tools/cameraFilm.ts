/** What a camera sees of a receipt: a QR on paper, turned a little, with noise, as a film for Chromium's pretended camera. */
import qrcode from 'qrcode-generator';

const width = 640;
const height = 480;
const frames = 12;

/** Repeatable noise: a linear congruence, 0 up to 1. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function modulesOf(text: string) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  return { size: code.getModuleCount(), isDark: (row: number, column: number) => code.isDark(row, column) };
}

/** The brightness of one picture; `angle` in radians. */
function frameOf(text: string | null, angle: number, chance: () => number): Buffer {
  const code = text === null ? null : modulesOf(text);
  const luma = Buffer.alloc(width * height);
  const module = 5;
  const half = code ? (code.size * module) / 2 : 0;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const column = Math.floor((dx * cos + dy * sin + half) / module);
      const row = Math.floor((dy * cos - dx * sin + half) / module);
      const onPaper = Math.abs(dx * cos + dy * sin) < 210 && Math.abs(dy * cos - dx * sin) < 220;
      const isCode = code !== null && row >= 0 && column >= 0 && row < code.size && column < code.size;
      const bright = isCode && code.isDark(row, column) ? 40 : onPaper ? 205 : 110;
      luma[y * width + x] = Math.max(16, Math.min(235, bright + (chance() - 0.5) * 40));
    }
  }
  return luma;
}

/** A y4m file, which Chromium shows again and again; `text` null: an empty sheet. */
export function cameraFilm(text: string | null): Buffer {
  const chance = createChance(7);
  const colour = Buffer.alloc((width * height) / 2, 128);
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)];
  for (let index = 0; index < frames; index += 1) {
    const angle = 0.14 + 0.04 * Math.sin((index / frames) * 2 * Math.PI);
    parts.push(Buffer.from('FRAME\n'), frameOf(text, angle, chance), colour);
  }
  return Buffer.concat(parts);
}
