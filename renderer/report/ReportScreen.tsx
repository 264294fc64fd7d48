/** To come. */
export function ReportScreen({ onLeave }: { readonly onLeave: () => void }) {
  return <button type="button" onClick={onLeave}>…</button>;
}
