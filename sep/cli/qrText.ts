/** A QR code for a terminal, two rows of cells in each line. What is light is drawn, as most terminals are dark. */
import qrcode from 'qrcode-generator';

/** Cells of quiet around the code; scanners want four, and take two. */
const quiet = 2;

export function qrText(data: string): string {
  const code = qrcode(0, 'L');
  code.addData(data);
  code.make();
  const size = code.getModuleCount();
  const isLight = (row: number, column: number): boolean =>
    row < 0 || column < 0 || row >= size || column >= size || !code.isDark(row, column);
  const lines: string[] = [];
  for (let row = -quiet; row < size + quiet; row += 2) {
    let line = '';
    for (let column = -quiet; column < size + quiet; column += 1) {
      const [top, bottom] = [isLight(row, column), isLight(row + 1, column)];
      line += top ? (bottom ? '█' : '▀') : bottom ? '▄' : ' ';
    }
    lines.push(line);
  }
  return lines.join('\n');
}
