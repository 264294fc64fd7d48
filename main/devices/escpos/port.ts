/** The real serial port. The package is loaded at the first use: a start without a printer doesn't pay for it. */
import type { MakePort, Port } from './serialLine.ts';

export type PortInfo = { readonly path: string; readonly name: string };

/** A stream may call back with undefined for «no error», and reports some errors twice. */
const once = (done: (error: Error | null) => void): ((error?: Error | null) => void) => {
  let called = false;
  return (error) => {
    if (called) return;
    called = true;
    done(error ?? null);
  };
};

export const makeSerialPort: MakePort = async (path, baudRate): Promise<Port> => {
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  // Errors come through the callbacks as well; without a listener an `error` event would end the program.
  port.on('error', () => undefined);
  return {
    isOpen: () => port.isOpen,
    open(done) {
      port.open(once(done));
    },
    write(bytes, done) {
      port.write(Buffer.from(bytes), once(done));
    },
    drain(done) {
      port.drain(once(done));
    },
    flush(done) {
      port.flush(once(done));
    },
    close(done) {
      port.close(once(done));
    },
    listen(listener) {
      port.on('data', (bytes: Buffer) => listener.data(bytes));
      port.on('close', () => listener.gone());
    },
  };
};

/** The ports that the system names. Virtual ones are missing there, so a path can also be typed. */
export async function listSerialPorts(): Promise<PortInfo[]> {
  try {
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    return ports.map((port) => {
      // Windows gives the name that the Device Manager shows.
      const named =
        'friendlyName' in port && typeof port.friendlyName === 'string'
          ? port.friendlyName
          : port.manufacturer;
      return { path: port.path, name: named ?? '' };
    });
  } catch {
    // No list is no obstacle: the path is typed.
    return [];
  }
}
