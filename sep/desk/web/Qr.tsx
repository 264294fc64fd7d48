/** A QR code drawn as one path: the second factor, for an authenticator's camera. */
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';

function pathOf(data: string): { readonly path: string; readonly size: number } {
  const code = qrcode(0, 'M');
  code.addData(data);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
  return { path, size };
}

export function Qr({ data, name }: { readonly data: string; readonly name: string }) {
  const { path, size } = useMemo(() => pathOf(data), [data]);
  return (
    <svg
      className="qr"
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={name}
    >
      <path d={path} />
    </svg>
  );
}
