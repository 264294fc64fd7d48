/** As much of the package `escpos` as the second opinion uses; it ships no types. */
declare module 'escpos' {
  type Adapter = {
    open(): void;
    write(bytes: Uint8Array, done?: () => void): void;
    close(): void;
  };
  class Printer {
    constructor(adapter: Adapter, options: { encoding: string; width: number });
    hardware(what: 'init'): this;
    setCharacterCodeTable(number: number): this;
    text(content: string): this;
    size(width: number, height: number): this;
    cut(partial: boolean): this;
    cashdraw(pin: number): this;
    flush(): this;
  }
  const escpos: { Printer: typeof Printer };
  export = escpos;
}
