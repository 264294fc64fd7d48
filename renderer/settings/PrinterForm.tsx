/** Which printer and how it is spoken to: in the settings and in the set-up alike. */
import { Autocomplete, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Checkbox.css';
import { useEffect, useState } from 'react';
import type { CodePage, PaperWidth, PrinterSettings, RegisterSettings } from '../../contract/settings.ts';
import { call } from '../till/bridge.ts';
import styles from './Form.module.css';
import { presetOf, presets } from './printerPresets.ts';

type Props = {
  readonly printer: PrinterSettings;
  readonly register: RegisterSettings;
  readonly onPrinter: (printer: PrinterSettings) => void;
  readonly onRegister: (register: RegisterSettings) => void;
  /** Whether to say what is missing. */
  readonly pressed: boolean;
};

type EscPos = Extract<PrinterSettings, { driver: 'escpos' }>;

const speeds = [9600, 19200, 38400, 57600, 115200] as const;

const firstEscPos: EscPos = {
  driver: 'escpos',
  port: '',
  baudRate: 115200,
  width: '80',
  codePage: 'cp866',
  codePageNumber: 17,
  drawer: false,
  cutter: true,
};

export function PrinterForm({ printer, register, onPrinter, onRegister, pressed }: Props) {
  return (
    <div className={styles['grid']}>
      <NativeSelect
        label="Принтер"
        value={printer.driver}
        onChange={(event) =>
          onPrinter(
            event.currentTarget.value === 'virtual'
              ? { driver: 'virtual', width: printer.width }
              : { ...firstEscPos, width: printer.width },
          )
        }
        data={[
          { value: 'virtual', label: 'Виртуальный, на экране' },
          { value: 'escpos', label: 'ESC/POS, последовательный порт' },
        ]}
      />
      <NativeSelect
        label="Ширина бумаги"
        value={printer.width}
        onChange={(event) => onPrinter({ ...printer, width: event.currentTarget.value as PaperWidth })}
        data={[
          { value: '58', label: '58 мм' },
          { value: '80', label: '80 мм' },
        ]}
      />
      {printer.driver === 'escpos' && <Serial printer={printer} onPrinter={onPrinter} pressed={pressed} />}
      <NativeSelect
        label="Касса"
        value={register.driver}
        onChange={(event) =>
          onRegister({ driver: event.currentTarget.value === 'virtual' ? 'virtual' : 'slipPrinter' })
        }
        data={[
          { value: 'virtual', label: 'Виртуальная, учебная' },
          { value: 'slipPrinter', label: 'Без кассы, нефискальный чек' },
        ]}
      />
    </div>
  );
}

function Serial({
  printer,
  onPrinter,
  pressed,
}: {
  readonly printer: EscPos;
  readonly onPrinter: (printer: PrinterSettings) => void;
  readonly pressed: boolean;
}) {
  const [ports, setPorts] = useState<readonly { readonly path: string; readonly name: string }[]>([]);
  useEffect(() => {
    void call('devices.ports', null).then((answer) => answer.ok && setPorts(answer.value));
  }, []);
  const preset = presetOf(printer.codePage, printer.codePageNumber);
  return (
    <>
      <Autocomplete
        label="Порт"
        description={
          ports.length === 0
            ? 'Портов не найдено: наберите имя сами'
            : ports.map(({ path, name }) => (name === '' ? path : `${path} – ${name}`)).join(', ')
        }
        placeholder="COM3 или /dev/ttyUSB0"
        data={[...new Set(ports.map(({ path }) => path))]}
        value={printer.port}
        onChange={(port) => onPrinter({ ...printer, port })}
        error={pressed && printer.port.trim() === '' ? 'Выберите порт или наберите его имя.' : null}
      />
      <NativeSelect
        label="Скорость"
        description="Как на самом принтере, обычно 9600 или 115200"
        value={String(printer.baudRate)}
        onChange={(event) =>
          onPrinter({
            ...printer,
            baudRate: speeds.find((speed) => String(speed) === event.currentTarget.value) ?? 115200,
          })
        }
        data={speeds.map(String)}
      />
      <NativeSelect
        label="Марка принтера и кодировка"
        value={String(preset)}
        onChange={(event) => {
          const chosen = presets[Number(event.currentTarget.value)];
          if (chosen) onPrinter({ ...printer, codePage: chosen.codePage, codePageNumber: chosen.number });
        }}
        data={[
          ...presets.map(({ name, number }, index) => ({
            value: String(index),
            label: `${name} (${number})`,
          })),
          { value: '-1', label: 'Другая' },
        ]}
      />
      <div className={styles['pair']}>
        <NativeSelect
          label="Кодовая страница"
          value={printer.codePage}
          onChange={(event) => onPrinter({ ...printer, codePage: event.currentTarget.value as CodePage })}
          data={[
            { value: 'cp866', label: 'CP866' },
            { value: 'windows1251', label: 'Windows-1251' },
          ]}
        />
        <TextInput
          label="Её № у принтера"
          inputMode="numeric"
          value={String(printer.codePageNumber)}
          onChange={(event) =>
            onPrinter({
              ...printer,
              codePageNumber: Math.min(255, Number(event.currentTarget.value.replace(/\D/g, '').slice(0, 3))),
            })
          }
        />
      </div>
      <div className={styles['checks']}>
        <Checkbox
          label="Открывать денежный ящик с чеком"
          checked={printer.drawer}
          onChange={(event) => onPrinter({ ...printer, drawer: event.currentTarget.checked })}
        />
        <Checkbox
          label="Есть нож"
          checked={printer.cutter}
          onChange={(event) => onPrinter({ ...printer, cutter: event.currentTarget.checked })}
        />
      </div>
    </>
  );
}
