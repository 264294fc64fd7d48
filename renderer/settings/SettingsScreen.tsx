/** To come. */
export function SettingsScreen({ onLeave }: { readonly onLeave: () => void }) {
  return <button type="button" onClick={onLeave}>…</button>;
}
