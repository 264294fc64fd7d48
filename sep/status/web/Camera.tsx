/** The camera's picture, looked at until a receipt's QR is on it. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { openQrReader } from './qrReader.ts';

/** Between two looks, milliseconds. */
const pause = 80;
/** The longest side of what is looked at, pixels: enough for a receipt's QR at arm's length. */
const longest = 960;

type Props = {
  /** What was read; whatever it says is shown below the picture, and looking goes on. Null: it was what was wanted. */
  readonly onText: (text: string) => string | null;
  readonly onClose: () => void;
  /** It can't be used; why, and what to do instead. */
  readonly onTrouble: (message: string) => void;
};

const troubles: Readonly<Record<string, string>> = {
  NotAllowedError: 'Доступ к камере закрыт. Разрешите его в настройках браузера или выберите фото чека.',
  NotFoundError: 'Камеры не видно. Выберите фото чека или введите данные с него.',
  NotReadableError: 'Камера занята другой программой. Закройте её или выберите фото чека.',
};
const otherTrouble = 'Камера не включилась. Выберите фото чека или введите данные с него.';

async function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

export function Camera({ onText, onClose, onTrouble }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [said, setSaid] = useState('Включаю камеру…');
  const latest = useRef({ onText, onTrouble });
  latest.current = { onText, onTrouble };

  useEffect(() => {
    let closed = false;
    let stream: MediaStream | null = null;
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });

    async function look(): Promise<void> {
      const reading = openQrReader();
      // A camera that fails first has told its own trouble.
      reading.catch(() => undefined);
      stream = await openCamera();
      const screen = video.current;
      if (closed || !screen) return stop();
      screen.srcObject = stream;
      await screen.play();
      const read = await reading;
      setSaid('Наведите камеру на QR-код внизу чека');
      while (!closed) {
        const scale = Math.min(1, longest / Math.max(screen.videoWidth, screen.videoHeight, 1));
        canvas.width = Math.max(1, Math.round(screen.videoWidth * scale));
        canvas.height = Math.max(1, Math.round(screen.videoHeight * scale));
        context?.drawImage(screen, 0, 0, canvas.width, canvas.height);
        const text = await read(canvas);
        if (closed) return;
        if (text !== null) {
          const answer = latest.current.onText(text);
          if (answer === null) return;
          setSaid(answer);
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    function stop(): void {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    look().catch((error: unknown) => {
      stop();
      if (closed) return;
      latest.current.onTrouble((error instanceof Error && troubles[error.name]) || otherTrouble);
    });
    return () => {
      closed = true;
      stop();
    };
  }, []);

  return (
    <section className="sheet camera" aria-label="Камера">
      <div className="finder">
        {/* Nothing is said on it. */}
        <video ref={video} muted playsInline aria-label="Что видит камера" />
      </div>
      <p role="status" className="aim">
        {said}
      </p>
      <Button variant="default" fullWidth onClick={onClose}>
        Выключить камеру
      </Button>
    </section>
  );
}
