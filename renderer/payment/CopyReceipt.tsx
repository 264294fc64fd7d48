/** To come. */
export function CopyReceipt({ onClose }: { readonly onClose: () => void }) {
  return <button type="button" onClick={onClose}>…</button>;
}
