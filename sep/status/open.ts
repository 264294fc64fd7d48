/** Puts the public listener together: whose certificate, whose word about addresses, how often one may ask. */
import type { CertificateFiles } from '../http/certificateFiles.ts';
import { readCertificate, watchCertificate } from '../http/certificateFiles.ts';
import type { Certificates } from '../http/server.ts';
import type { SepParts } from '../parts.ts';
import { createStatusDesk } from './answer.ts';
import { createGate, statusRates } from './rate.ts';
import { createStatusServer } from './server.ts';

/** It travels in addresses, forms and literals of scripts. */
const tokenForm = /^[\w.-]{24,200}$/;

export type StatusSettings = {
  /** 0: any free one. */
  readonly port: number;
  /** Null: a certificate of СЭП's own authority, which browsers don't know. */
  readonly files: CertificateFiles | null;
  /** Addresses and networks of proxies that may say whom they ask for. */
  readonly proxies: readonly string[];
  /** Of the voice platform; null: no status by phone. */
  readonly voiceToken: string | null;
};

export type OpenStatus = {
  readonly parts: SepParts;
  readonly training: boolean;
  readonly host: string;
  readonly settings: StatusSettings;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** A certificate of СЭП's own. */
  readonly issue: () => Promise<Certificates>;
};

export interface OpenedStatus {
  readonly port: number;
  /** СЭП's own certificate was issued anew; not used where files were given. */
  renew(certificates: Certificates): void;
  close(): Promise<void>;
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Throws when its files can't be read or its port is taken. */
export async function openStatus(options: OpenStatus): Promise<OpenedStatus> {
  const { parts, training, host, settings, pageFolder, issue } = options;
  const { files, proxies, port, voiceToken } = settings;
  if (voiceToken !== null && !tokenForm.test(voiceToken))
    throw new Error('KASSA_SEP_VOICE_TOKEN must be 24 to 200 letters, digits, dots, dashes or underscores');
  if (voiceToken === null) parts.log.info({}, 'no status by phone: KASSA_SEP_VOICE_TOKEN is not set');
  const desk = createStatusDesk({
    ...parts,
    gate: createGate(parts.clock, statusRates),
    elapsed: () => performance.now(),
    pause: wait,
  });
  const certificates = files ? readCertificate(files) : await issue();
  const server = await createStatusServer({
    desk,
    certificates,
    pageFolder,
    training,
    proxies,
    voiceToken,
    clock: parts.clock,
    log: parts.log,
  });
  const taken = await server.listen(host, port);
  const watch = files
    ? watchCertificate(files, certificates.chain, server.renew, { log: parts.log, who: 'the status page' })
    : null;
  return {
    port: taken,
    renew: (fresh) => {
      if (!files) server.renew(fresh);
    },
    close: () => {
      watch?.end();
      return server.close();
    },
  };
}
