/** Puts a table on the clipboard as text and as HTML at once, in Electron's new way or its old one. */
import electron from 'electron';

type Table = { readonly text: string; readonly html: string };

/** Before Electron 40 the clipboard took the two forms directly, and there were no items. */
type OldClipboard = { write(table: Table): void };

export async function copyTable(table: Table): Promise<void> {
  const { clipboard } = electron;
  if (typeof electron.ClipboardItem === 'function') {
    await clipboard.write([
      new electron.ClipboardItem({ 'text/plain': table.text, 'text/html': table.html }),
    ]);
    return;
  }
  (clipboard as unknown as OldClipboard).write(table);
}
