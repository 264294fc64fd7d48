/** The shorter way: the receipt's QR, by camera, by photo, or by a scanner that types. */
import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';

const Camera = lazy(() => import('./Camera.tsx').then(({ Camera: found }) => ({ default: found })));

type Props = {
  /** What was read; why it is not what is wanted, or null. */
  readonly onText: (text: string) => string | null;
  /** What was read is being asked. */
  readonly busy: boolean;
  /** What another way of reading found, or what came of asking. */
  readonly trouble: string | null;
};

const noQr = 'На фото не нашлось QR-кода чека. Снимите его крупнее, без бликов, или введите данные с чека.';
const noPhoto = 'Этот файл не открывается как фото. Выберите снимок чека.';

export function ScanPanel({ onText, busy, trouble }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [reading, setReading] = useState(false);
  const [ownTrouble, setOwnTrouble] = useState<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const hasCamera = typeof navigator.mediaDevices?.getUserMedia === 'function';

  async function take(photo: File): Promise<void> {
    setReading(true);
    setOwnTrouble(null);
    try {
      const [{ openQrReader }, { readPhoto }] = await Promise.all([
        import('./qrReader.ts'),
        import('./readPhoto.ts'),
      ]);
      const text = await readPhoto(photo, await openQrReader());
      setOwnTrouble(text === null ? noQr : onText(text));
    } catch {
      setOwnTrouble(noPhoto);
    } finally {
      setReading(false);
    }
  }

  /** The camera has done its work with the first receipt. */
  const seen = (text: string): string | null => {
    const wrong = onText(text);
    if (wrong === null) setOpen(false);
    return wrong;
  };

  if (isOpen)
    return (
      <Suspense fallback={<p className="sheet">Включаю камеру…</p>}>
        <Camera
          onText={seen}
          onClose={() => setOpen(false)}
          onTrouble={(message) => {
            setOpen(false);
            setOwnTrouble(message);
          }}
        />
      </Suspense>
    );
  const said = ownTrouble ?? trouble;
  return (
    <section className="sheet scan" aria-label="QR-код чека">
      <h2>По QR-коду с чека</h2>
      {hasCamera && (
        <Button
          fullWidth
          loading={busy}
          onClick={() => {
            setOwnTrouble(null);
            setOpen(true);
          }}
        >
          Навести камеру
        </Button>
      )}
      <Button
        variant="default"
        fullWidth
        loading={reading || (busy && !hasCamera)}
        onClick={() => file.current?.click()}
      >
        Выбрать фото чека
      </Button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label="Фото чека"
        onChange={({ currentTarget }) => {
          const [photo] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (photo) void take(photo);
        }}
      />
      <p className="hint wedge">Есть сканер? Считайте QR-код: он введётся сам.</p>
      {said !== null && (
        <p className="trouble" role="alert">
          {said}
        </p>
      )}
    </section>
  );
}
