/** A QR code drawn as one path. */
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import styles from './Paper.module.css';

function pathOf(data: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, 'M');
  code.addData(data);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return { path, size };
}

export function Qr({ data }: { readonly data: string }) {
  const { path, size } = useMemo(() => pathOf(data), [data]);
  return (
    <svg
      className={styles['qr']}
      viewBox={`-2 -2 ${size + 4} ${size + 4}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label="QR-код"
    >
      <path d={path} />
    </svg>
  );
}
