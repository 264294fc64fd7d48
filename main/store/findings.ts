/** What a check of the journal can find, and how it is told to people. */
import type { Hash, Origin } from '../../contract/primitives.ts';

export type Finding =
  /** The event does not give the hash that stands beside it: it, or the one before it, was changed. */
  | { readonly kind: 'altered'; readonly origin: Origin; readonly seq: number; readonly type: string }
  | { readonly kind: 'missing'; readonly origin: Origin; readonly from: number; readonly to: number }
  /** The chain is right, the signature at its end is not: written without the journal's key. */
  | {
      readonly kind: 'forged';
      readonly origin: Origin;
      readonly from: number;
      readonly to: number;
      readonly more: number;
    }
  /** Events after the last signed head. */
  | { readonly kind: 'unsigned'; readonly origin: Origin; readonly from: number; readonly to: number }
  | { readonly kind: 'signatureWithoutEvent'; readonly origin: Origin; readonly seq: number }
  /** A transaction ended here, and its signature is gone. */
  | {
      readonly kind: 'signatureMissing';
      readonly origin: Origin;
      readonly seq: number;
      readonly more: number;
    }
  /** The journal's first event does not say what its row says. */
  | { readonly kind: 'firstEvent'; readonly origin: Origin; readonly why: string }
  | {
      readonly kind: 'previousHead';
      readonly origin: Origin;
      readonly previous: Origin;
      readonly seq: number;
    }
  /** An own journal that does not continue the own one that stands before it. */
  | { readonly kind: 'outOfChain'; readonly origin: Origin; readonly before: Origin | null }
  /** A journal without a single event. */
  | { readonly kind: 'emptyJournal'; readonly origin: Origin }
  /** A journal of others where none can have come from. */
  | { readonly kind: 'stranger'; readonly origin: Origin }
  | { readonly kind: 'otherKey'; readonly origin: Origin }
  | { readonly kind: 'keyMissing'; readonly origin: Origin }
  /** A head recorded outside is beyond the journal's end. */
  | {
      readonly kind: 'cutOff';
      readonly origin: Origin;
      readonly source: string;
      readonly head: number;
      readonly end: number;
    }
  | {
      readonly kind: 'headDiffers';
      readonly origin: Origin;
      readonly source: string;
      readonly seq: number;
      readonly hash: Hash;
    }
  | { readonly kind: 'headForged'; readonly source: string; readonly seq: number }
  | {
      readonly kind: 'headOfUnknownJournal';
      readonly source: string;
      readonly origin: Origin;
      readonly seq: number;
    }
  | { readonly kind: 'headUnreadable'; readonly source: string }
  /** Written after every commit: a journal that has events has it. */
  | { readonly kind: 'headMissing' }
  /** The last recorded head is of another journal than the one that grows. */
  | { readonly kind: 'headOfOther'; readonly origin: Origin }
  /** Written when a journal is begun. */
  | { readonly kind: 'lineMissing'; readonly origin: Origin }
  /** A key or recorded heads, and no journal that this workstation writes. */
  | { readonly kind: 'ownJournalMissing'; readonly trace: string }
  /** No database, or an empty one, where a journal was written. */
  | { readonly kind: 'journalGone' }
  /** What keeps the journal append-only is not as the program made it. */
  | { readonly kind: 'trigger'; readonly name: string; readonly how: 'missing' | 'differs' | 'foreign' }
  /** A table or an index is not as the migrations make it. */
  | {
      readonly kind: 'schema';
      readonly type: string;
      readonly name: string;
      readonly how: 'missing' | 'differs' | 'foreign';
    }
  /** Tables that say they were filled by another version: the program fills them anew before it works with them. */
  | { readonly kind: 'tablesOfOtherVersion'; readonly found: number; readonly known: number }
  /** Rows of the journal's tables that belong to no journal. */
  | { readonly kind: 'orphans'; readonly table: string; readonly count: number }
  | { readonly kind: 'fork'; readonly origin: Origin; readonly seq: number; readonly count: number }
  | {
      readonly kind: 'tableDiffers';
      readonly table: string;
      readonly row: string;
      readonly how: 'differs' | 'extra' | 'lacking';
    }
  | { readonly kind: 'corrupt'; readonly message: string };

const span = (from: number, to: number): string =>
  from === to ? `событие ${from}` : `события ${from}–${to}`;

const tableNames: Readonly<Record<string, string>> = {
  station: 'рабочее место',
  payment: 'платежи',
  shift: 'смены',
  pre_check: 'пречеки',
  day_total: 'итоги дней',
  drawer: 'остатки в кассе',
  refund: 'возвраты',
  parked: 'отложенные события',
  event: 'события',
  head: 'подписи',
  fork: 'события-двойники',
};

/** A finding as a sentence; the journal is named where there are several. */
export function findingText(finding: Finding, journalName: (origin: Origin) => string): string {
  const where = 'origin' in finding ? journalName(finding.origin) : '';
  switch (finding.kind) {
    case 'altered':
      return `${where}событие ${finding.seq} (${finding.type}) изменено: хеш не сходится`;
    case 'missing':
      return `${where}в цепочке нет: ${span(finding.from, finding.to)}`;
    case 'forged':
      return `${where}${span(finding.from, finding.to)}: цепочка сходится, а подпись нет — записано без ключа журнала${
        finding.more > 0 ? ` (и ещё подписей после: ${finding.more})` : ''
      }`;
    case 'unsigned':
      return `${where}${span(finding.from, finding.to)}: без подписи в конце журнала`;
    case 'signatureWithoutEvent':
      return `${where}подпись есть, а события ${finding.seq} нет`;
    case 'signatureMissing':
      return `${where}событие ${finding.seq}: подпись транзакции удалена${
        finding.more > 0 ? ` (и ещё подписей после: ${finding.more})` : ''
      }`;
    case 'firstEvent':
      return `${where}первое событие не подходит журналу: ${finding.why}`;
    case 'previousHead':
      return `${where}продолжает журнал ${finding.previous} после события ${finding.seq}, а там его нет или оно другое`;
    case 'outOfChain':
      return `${where}${
        finding.before === null
          ? 'самый ранний журнал этой кассы продолжает журнал, которого среди её журналов нет'
          : `не продолжает журнал ${finding.before}, который эта касса вела до него: один из них вписан в базу`
      }`;
    case 'emptyJournal':
      return `${where}журнал ${finding.origin} в базе есть, а событий в нём нет`;
    case 'stranger':
      return `${where}журнал ${finding.origin} чужой: касса к СЭП не подключена, и взяться ему неоткуда`;
    case 'otherKey':
      return `${where}ключ профиля не тот, которым подписан журнал`;
    case 'keyMissing':
      return `${where}в профиле нет ключа журнала`;
    case 'cutOff':
      return `${where}журнал обрезан: кончается событием ${finding.end}, а ${finding.source} знает событие ${finding.head}`;
    case 'headDiffers':
      return `${where}событие ${finding.seq} не то, что записано снаружи (${finding.source}: ${finding.hash.slice(0, 16)}…)`;
    case 'headForged':
      return `${finding.source}: подпись записанной головы (${finding.seq}) не подходит ключу журнала`;
    case 'headOfUnknownJournal':
      return `${finding.source}: журнал ${finding.origin} (до события ${finding.seq}) в базе неизвестен`;
    case 'headUnreadable':
      return `${finding.source}: запись не читается`;
    case 'headMissing':
      return 'head.json: файла нет, а программа пишет его после каждой записи в журнал';
    case 'headOfOther':
      return `${where}последний журнал этой кассы, а head.json записан другим её журналом`;
    case 'lineMissing':
      return `${where}heads.jsonl: нет строки, которую программа пишет, когда начинает журнал`;
    case 'ownJournalMissing':
      return `в базе нет журнала этого рабочего места, а в профиле есть ${finding.trace}`;
    case 'journalGone':
      return 'журнал утерян: базы данных нет или она пуста, а следы журнала (ключ, записанные головы) в профиле есть. Папку не трогайте и восстановите её из копии';
    case 'trigger': {
      const how = { missing: 'удалена', differs: 'изменена', foreign: 'чужая: программа её не ставила' };
      return `защита журнала от изменений (${finding.name}) ${how[finding.how]}`;
    }
    case 'schema': {
      const kind = { table: 'таблица', index: 'индекс' }[finding.type] ?? finding.type;
      const how = {
        missing: 'нет в базе',
        differs: 'не тот, что делает программа',
        foreign: 'программой не создавался',
      };
      return `${kind} ${finding.name}: ${how[finding.how]}`;
    }
    case 'tablesOfOtherVersion':
      return `таблицы помечены версией ${finding.found}, программа пишет ${finding.known}: с журналом не сравнивались; ${
        finding.found > finding.known
          ? 'проверьте профиль той же или более новой программой, что его вела'
          : 'соберите таблицы заново командой rebuild и повторите'
      }`;
    case 'orphans':
      return `таблица «${tableNames[finding.table] ?? finding.table}»: строк без журнала: ${finding.count}, программа таких не пишет`;
    case 'fork':
      return `${where}отложено событий-двойников: ${finding.count}, первое с номером ${finding.seq}`;
    case 'tableDiffers': {
      const how = {
        differs: 'не сходится с журналом',
        extra: 'лишняя: в журнале её нет',
        lacking: 'пропала: по журналу она должна быть',
      };
      return `таблица «${tableNames[finding.table] ?? finding.table}», строка ${finding.row} ${how[finding.how]}`;
    }
    case 'corrupt':
      return `база данных повреждена: ${finding.message}`;
  }
}
