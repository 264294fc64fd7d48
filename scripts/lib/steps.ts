// Shows how far a start has come: number, name and seconds of every step.

export class Steps {
  #done: number;
  readonly #total: number;
  readonly #write: (line: string) => void;

  constructor(
    total: number,
    done: number,
    write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  ) {
    this.#total = total;
    this.#done = done;
    this.#write = write;
  }

  /** Runs one step. A quick one gets a single line; a long one is announced and counts its seconds. */
  async run<T>(name: string, work: (report: (what: string) => void) => Promise<T>): Promise<T> {
    const label = `[${++this.#done}/${this.#total}] ${name}`;
    const started = performance.now();
    const seconds = () => `${Math.round((performance.now() - started) / 1000)} с`;
    const announce = setTimeout(() => this.#write(`${label}…`), 500);
    const tick = setInterval(() => this.#write(`${label}… ${seconds()}`), 10_000);
    try {
      return await work((what) => {
        clearTimeout(announce);
        this.#write(`${label}: ${what}…`);
      });
    } finally {
      clearTimeout(announce);
      clearInterval(tick);
      this.#write(`${label} — ${seconds()}`);
    }
  }
}
