/** To come. */
export function PreChecks({ onClose }: { readonly onClose: () => void }) {
  return <button type="button" onClick={onClose}>…</button>;
}
