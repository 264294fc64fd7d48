/** The shorter way: the receipt's QR, by camera, by photo, or by a scanner that types. */
import { Button } from '@mantine/core';
import type { ComponentProps, ComponentType } from 'react';
import { useRef, useState } from 'react';
import type { Camera as CameraView } from './Camera.tsx';

type Props = {
  /** What was read; why it is not what is wanted, or null. */
  readonly onText: (text: string) => string | null;
  /** What was read is being asked. */
  readonly busy: boolean;
  /** What another way of reading found, or what came of asking. */
  readonly trouble: string | null;
};

const noQr = 'На фото не нашлось QR-кода чека. Снимите его крупнее, без бликов, или введите данные с чека.';
/** A browser does not ask a second time for a module that did not come. */
const noNetwork =
  'Чтение QR-кода не загрузилось. Проверьте интернет и обновите страницу или введите данные с чека.';
const noPhoto = 'Этот файл не открывается как фото. Выберите снимок чека.';

export function ScanPanel({ onText, busy, trouble }: Props) {
  const [Camera, setCamera] = useState<ComponentType<ComponentProps<typeof CameraView>> | null>(null);
  const [reading, setReading] = useState(false);
  const [ownTrouble, setOwnTrouble] = useState<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const hasCamera = typeof navigator.mediaDevices?.getUserMedia === 'function';

  /** What the first page did without, from the network. Null: it did not come. */
  async function load<T>(coming: Promise<T>): Promise<T | null> {
    setReading(true);
    setOwnTrouble(null);
    try {
      return await coming;
    } catch {
      setOwnTrouble(noNetwork);
      return null;
    } finally {
      setReading(false);
    }
  }

  async function open(): Promise<void> {
    const found = await load(import('./Camera.tsx'));
    // In a function: React would call the component as one that makes the next state.
    if (found) setCamera(() => found.Camera);
  }

  async function take(photo: File): Promise<void> {
    const read = await load(import('./qrReader.ts').then(({ openQrReader }) => openQrReader()));
    const photos = read && (await load(import('./readPhoto.ts')));
    if (!read || !photos) return;
    setReading(true);
    try {
      const text = await photos.readPhoto(photo, read);
      setOwnTrouble(text === null ? noQr : onText(text));
    } catch {
      setOwnTrouble(noPhoto);
    } finally {
      setReading(false);
    }
  }

  const close = (): void => setCamera(null);
  /** The camera has done its work with the first receipt. */
  const seen = (text: string): string | null => {
    const wrong = onText(text);
    if (wrong === null) close();
    return wrong;
  };

  if (Camera)
    return (
      <Camera
        onText={seen}
        onClose={close}
        onTrouble={(message) => {
          close();
          setOwnTrouble(message);
        }}
      />
    );
  const said = ownTrouble ?? trouble;
  return (
    <section className="sheet scan" aria-label="QR-код чека">
      <h2>По QR-коду с чека</h2>
      {hasCamera && (
        <Button fullWidth loading={busy || reading} onClick={() => void open()}>
          Навести камеру
        </Button>
      )}
      <Button
        variant="default"
        fullWidth
        loading={(busy || reading) && !hasCamera}
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
