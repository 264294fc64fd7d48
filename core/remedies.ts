/** Every failure's sentence: what happened, whether the money is safe, what to do now, and the code to tell support. */
import type { Failure, FailureCode } from '../contract/failure.ts';
import type { TillView } from '../contract/till.ts';
import { formatMoney } from './money.ts';

/** A failure as people read it. */
export type Explanation = {
  readonly code: string;
  readonly says: string;
  readonly money: string;
  readonly todo: string;
};

type Sentence = string | ((details: Details) => string);

export type Remedy = {
  /** Stable: support and the cashier's guide name a failure by it. */
  readonly code: string;
  readonly says: Sentence;
  readonly money: Sentence;
  readonly todo: Sentence;
};

/** A failure's details, formatted for reading; every reader says what stands there when the detail is missing. */
type Details = {
  /** `1 234,56 ₽` of a sum under `…Kopecks`. */
  money(key: string, otherwise: string): string;
  /** `22.11.2026, 14:05` of an instant under `…At`. */
  time(key: string, otherwise: string): string;
  /** `2 мин 05 с` of a wait under `…Ms`. */
  wait(key: string, otherwise: string): string;
  text(key: string, otherwise: string): string;
};

const safe = 'Деньги и платежи в порядке.';
const notTaken = 'Деньги по этому платежу ещё не проведены: чека нет.';
const recorded = 'Платёж записан, деньги учтены.';
// Holds at every step: a receipt whose outcome is unknown has a state and a panel of its own.
const intact = 'Записанные платежи в порядке, лишних чеков нет.';
const beforePaper = 'Чек не напечатан и не учтён: деньги пока у клиента или на прилавке.';
const nothingChanged = 'Ничего не изменилось, деньги в порядке.';

const why: Record<string, string> = {
  letters: 'В номере есть лишние знаки.',
  foreign: 'Это номер другой страны: принимаются только российские номера.',
  short: 'Номер короче десяти цифр.',
  long: 'Номер длиннее десяти цифр.',
  notMobile: 'Мобильный номер начинается с девятки.',
  mask: 'Номер не подходит к этому поставщику.',
};

const attachmentFaults: Record<string, string> = {
  type: 'Это не снимок и не PDF.',
  size: 'Файл больше 4 МБ.',
  unreadable: 'Файл не читается.',
};

const stages: Record<string, string> = {
  entered: 'введён, пречека ещё нет',
  preChecked: 'пречек напечатан, ждёт подписи',
  signed: 'пречек подписан, чека ещё нет',
  receipting: 'исход чека неизвестен',
  receipted: 'чек пробит, платёж не проведён',
  conducted: 'проведён',
  abandoned: 'закрыт без чека',
};

export const remedies: Record<FailureCode, Remedy> = {
  unknownCall: {
    code: 'К-101',
    says: 'Окно попросило то, чего программа не умеет.',
    money: nothingChanged,
    todo: 'Перезапустите программу. Если повторится, позвоните в поддержку и назовите код.',
  },
  badPayload: {
    code: 'К-102',
    says: 'Программа не приняла введённые данные.',
    money: nothingChanged,
    todo: 'Проверьте поля и повторите. Если повторится, позвоните в поддержку и назовите код.',
  },
  foreignSender: {
    code: 'К-103',
    says: 'Запрос пришёл не из окна кассы и отклонён.',
    money: nothingChanged,
    todo: 'Перезапустите программу и сообщите в поддержку.',
  },
  internalError: {
    code: 'К-104',
    says: 'Внутренняя ошибка программы.',
    money: 'Всё, что было подтверждено на экране, записано.',
    todo: 'Посмотрите «Незавершённые»: там видно, на чём остановился платёж. Если ошибка повторится, перезапустите программу и позвоните в поддержку.',
  },

  notSignedIn: {
    code: 'К-201',
    says: 'Рабочее место закрыто: никто не вошёл.',
    money: safe,
    todo: 'Выберите кассира и введите ПИН-код.',
  },
  wrongPin: {
    code: 'К-202',
    says: (d) => `ПИН-код не подошёл. Осталось попыток: ${d.text('left', 'немного')}.`,
    money: safe,
    todo: 'Проверьте, что выбран нужный кассир, и введите ПИН-код ещё раз.',
  },
  pinPaused: {
    code: 'К-203',
    says: (d) =>
      `Слишком много неверных попыток. Вход для этого кассира откроется через ${d.wait('waitMs', 'некоторое время')}.`,
    money: safe,
    todo: 'Подождите. Другой кассир может войти сейчас. Забытый ПИН-код заменит администратор.',
  },
  badPin: {
    code: 'К-204',
    says: 'Такой ПИН-код слишком прост или набран не полностью.',
    money: safe,
    todo: 'Нужны шесть цифр, не все одинаковые и не подряд.',
  },
  roleNeeded: {
    code: 'К-205',
    says: (d) => `Это может сделать только ${roleNamed(d.text('role', ''))}.`,
    money: nothingChanged,
    todo: 'Попросите войти того, у кого есть это право.',
  },
  cashierNotFound: {
    code: 'К-206',
    says: 'Такого кассира нет, или его учётная запись закрыта.',
    money: safe,
    todo: 'Выберите другого кассира или обратитесь к администратору.',
  },
  cashierNameTaken: {
    code: 'К-207',
    says: 'Кассир с таким именем уже есть.',
    money: safe,
    todo: 'Добавьте к имени отчество или табельный номер.',
  },
  lastAdministrator: {
    code: 'К-208',
    says: 'Это последний администратор: без него некому будет управлять кассирами.',
    money: safe,
    todo: 'Сначала заведите другого администратора.',
  },
  alreadySetUp: {
    code: 'К-209',
    says: 'Рабочее место уже настроено.',
    money: safe,
    todo: 'Войдите и измените нужное в настройках.',
  },
  notSetUp: {
    code: 'К-210',
    says: 'Рабочее место ещё не настроено.',
    money: safe,
    todo: 'Пройдите первую настройку.',
  },

  shiftNotOpen: {
    code: 'К-301',
    says: 'Смена не открыта.',
    money: safe,
    todo: 'Нажмите F9 и откройте смену.',
  },
  shiftAlreadyOpen: {
    code: 'К-302',
    says: (d) => `Смена${d.text('number', '') === '' ? '' : ` № ${d.text('number', '')}`} уже открыта.`,
    money: safe,
    todo: 'Работайте в ней или сначала закройте её.',
  },
  shiftOver24h: {
    code: 'К-303',
    says: (d) =>
      `Смена открыта ${d.time('openedAt', 'больше суток назад')} и длится больше 24 часов: новые чеки в ней запрещены.`,
    money: 'Принятые платежи в порядке. Их можно проводить и дальше.',
    todo: 'Закройте смену (F9) и откройте новую. Незавершённые платежи перейдут в отчёт поимённо.',
  },
  unfinishedPayments: {
    code: 'К-304',
    says: (d) => `Смену нельзя закрыть: незавершённых платежей ${d.text('count', 'несколько')}.`,
    money: 'Деньги по ним в кассе, платежи записаны.',
    todo: 'Завершите каждый: проведите или закройте с возвратом денег клиенту.',
  },
  clockBehind: {
    code: 'К-305',
    says: 'Часы компьютера отстают от последней записи в журнале.',
    money: safe,
    todo: 'Исправьте дату и время на компьютере. Если они верны, смену откроет старший кассир: он подтвердит дату.',
  },
  clockAhead: {
    code: 'К-309',
    says: 'Последняя запись в журнале сделана больше 35 дней назад.',
    money: safe,
    todo: 'Проверьте дату и время на компьютере. Если они верны, смену откроет старший кассир: он подтвердит дату.',
  },
  clockNotSeps: {
    code: 'К-310',
    says: (d) =>
      `На этом компьютере ${d.time('clockAt', 'одно время')}, а в СЭП ${d.time('sepAt', 'другое')}.`,
    money: safe,
    todo: 'Исправьте дату, время и часовой пояс на компьютере. Если они верны, смену откроет старший кассир: он подтвердит дату.',
  },
  cashNotEnough: {
    code: 'К-306',
    says: (d) =>
      `В кассе по учёту ${d.money('inDrawerKopecks', 'меньше денег')}, а нужно ${d.money('wantedKopecks', 'больше')}.`,
    money: nothingChanged,
    todo: 'Уменьшите сумму или сначала внесите деньги.',
  },
  badSum: {
    code: 'К-307',
    says: 'Сумма не читается.',
    money: nothingChanged,
    todo: 'Наберите рубли и, если нужно, копейки через запятую: 500 или 500,50. Ноль и больше 9 999 999,99 ₽ не принимаются.',
  },
  reasonRequired: {
    code: 'К-308',
    says: 'Не указана причина.',
    money: nothingChanged,
    todo: 'Напишите причину: она попадёт в документ.',
  },

  badAccount: {
    code: 'К-401',
    says: (d) => why[d.text('why', '')] ?? 'Номер не читается.',
    money: notTaken,
    todo: (d) =>
      `Проверьте номер со слов клиента${d.text('hint', '') === '' ? '' : `: ${d.text('hint', '')}`}.`,
  },
  unknownProvider: {
    code: 'К-402',
    says: 'Поставщик не выбран, или его больше нет в справочнике.',
    money: notTaken,
    todo: 'Выберите оператора: стрелками, двузначным кодом или из списка.',
  },
  catalogueUnreadable: {
    code: 'К-415',
    says: 'Справочник поставщиков повреждён: комиссии и границы сумм неизвестны.',
    money: 'Принятые платежи в порядке. Новых денег пока не берите.',
    todo: (d) =>
      `СЭП пришлёт справочник сама, как только будет связь. Отчёты и проведение работают${
        d.text('standing', '') === 'previous'
          ? ', чеки по подписанным пречекам тоже'
          : '; чеки — когда справочник придёт'
      }. Если связь есть, а справочника нет, позвоните в поддержку.`,
  },
  vatUnknown: {
    code: 'К-416',
    says: (d) =>
      `В настройках нет ставки НДС «${d.text('kind', 'этого вида')}» на день чека: чек не напечатать.`,
    money: intact,
    todo: 'Администратор добавит ставку: «Настройки», раздел «НДС». Другие поставщики работают.',
  },
  badVatTable: {
    code: 'К-417',
    says: (d) => `Таблица НДС не сохранена. ${d.text('why', '')}`.trim(),
    money: nothingChanged,
    todo: 'Исправьте таблицу и сохраните ещё раз.',
  },
  sumTooSmall: {
    code: 'К-403',
    says: (d) =>
      `Сумма меньше допустимой: у этого поставщика не меньше ${d.money('minimumKopecks', 'его нижней границы')}.`,
    money: notTaken,
    todo: 'Уточните сумму у клиента.',
  },
  sumTooLarge: {
    code: 'К-404',
    says: (d) =>
      `Сумма больше допустимой: у этого поставщика не больше ${d.money('maximumKopecks', 'его верхней границы')}.`,
    money: notTaken,
    todo: 'Уменьшите сумму или разделите её на несколько платежей.',
  },
  warningNotConfirmed: {
    code: 'К-405',
    says: 'Предупреждение не подтверждено.',
    money: notTaken,
    todo: 'Прочтите его и подтвердите клавишей * или кнопкой, если всё верно.',
  },
  blindEntryMismatch: {
    code: 'К-406',
    says: 'Последние четыре цифры не совпали с номером.',
    money: notTaken,
    todo: 'Спросите номер у клиента ещё раз и сверьте его целиком.',
  },
  paymentNotFound: {
    code: 'К-407',
    says: 'Такого платежа нет на этом рабочем месте.',
    money: nothingChanged,
    todo: 'Найдите его в «ОтчетПлат».',
  },
  wrongStage: {
    code: 'К-408',
    says: (d) =>
      `Сейчас это невозможно: платёж ${d.text('number', '')} – ${stages[d.text('stage', '')] ?? 'на другом шаге'}.`,
    money: recorded,
    todo: 'Откройте платёж из «Незавершённых» и продолжите с его шага.',
  },
  preCheckFirst: {
    code: 'К-409',
    says: 'Сначала нужен пречек, подписанный клиентом.',
    money: notTaken,
    todo: 'Напечатайте пречек, дайте проверить и подписать.',
  },
  preCheckNotPrinted: {
    code: 'К-410',
    says: (d) => `Пречек № ${d.text('number', '')} не напечатан: подписывать нечего.`,
    money: notTaken,
    todo: 'Исправьте принтер и нажмите «Повторить»: номер пречека останется прежним.',
  },
  tenderedTooSmall: {
    code: 'К-411',
    says: (d) =>
      `Получено ${d.money('tenderedKopecks', 'меньше, чем нужно')}, а к оплате ${d.money('amountKopecks', 'больше')}.`,
    money: beforePaper,
    todo: 'Возьмите недостающее или исправьте «Получено».',
  },
  receiptUnknown: {
    code: 'К-412',
    says: (d) => `Неизвестно, вышел ли чек платежа ${d.text('number', '')}.`,
    money: 'Деньги записаны за этим платежом. Второй чек не пробит.',
    todo: 'Спросите кассу. Если она не ответит, посмотрите на ленту и ответьте сами.',
  },
  receiptAlreadyMade: {
    code: 'К-413',
    says: (d) => `Чек платежа ${d.text('number', '')} уже пробит.`,
    money: recorded,
    todo: 'Второй чек не нужен: проведите платёж. Для клиента есть «Копия чека» (F3).',
  },
  returnMoneyFirst: {
    code: 'К-414',
    says: (d) => `Клиент уже отдал ${d.money('receivedKopecks', 'деньги')}.`,
    money: 'Эти деньги не учтены ни за каким платежом.',
    todo: (d) => `Верните клиенту ${d.money('receivedKopecks', 'всё полученное')} и подтвердите возврат.`,
  },

  deviceBusy: {
    code: 'К-501',
    says: (d) =>
      d.text('number', '') === ''
        ? 'Устройство занято предыдущим документом.'
        : `Касса ждёт ответа по платежу ${d.text('number', '')}: пока неизвестно, вышел ли его чек.`,
    money: beforePaper,
    todo: 'Сначала завершите тот документ: он стоит в «Незавершённых».',
  },
  paperOut: {
    code: 'К-502',
    says: 'В принтере кончилась бумага.',
    money: intact,
    todo: 'Вставьте рулон, закройте крышку и нажмите «Повторить».',
  },
  coverOpen: {
    code: 'К-503',
    says: 'Открыта крышка принтера.',
    money: intact,
    todo: 'Закройте крышку до щелчка и нажмите «Повторить».',
  },
  cutterError: {
    code: 'К-504',
    says: 'Заклинило нож принтера.',
    money: intact,
    todo: 'Выключите принтер, уберите застрявшую бумагу, включите и нажмите «Повторить».',
  },
  printerOffline: {
    code: 'К-505',
    says: 'Принтер на связи, но не готов печатать.',
    money: intact,
    todo: 'Посмотрите на его лампочки и кнопку подачи, переведите в готовность и повторите.',
  },
  printerFault: {
    code: 'К-506',
    says: 'Неисправность принтера.',
    money: intact,
    todo: 'Выключите и включите принтер. Если не поможет, замените его и сообщите в поддержку.',
  },
  printerSilent: {
    code: 'К-507',
    says: 'Принтер не отвечает.',
    money: intact,
    todo: 'Проверьте питание и кабель, затем повторите.',
  },
  portNotFound: {
    code: 'К-508',
    says: (d) => `Порта ${d.text('port', 'принтера')} нет на этом компьютере.`,
    money: intact,
    todo: 'Подключите кабель или выберите другой порт в настройках (F10).',
  },
  portBusy: {
    code: 'К-509',
    says: (d) => `Порт ${d.text('port', 'принтера')} занят другой программой.`,
    money: intact,
    todo: 'Закройте программу, которая держит порт, и повторите.',
  },
  portFailed: {
    code: 'К-510',
    says: (d) => `Порт ${d.text('port', 'принтера')} не открывается.`,
    money: intact,
    todo: 'Проверьте кабель и скорость порта в настройках (F10).',
  },
  unplugged: {
    code: 'К-511',
    says: 'Принтер отключили во время работы.',
    money: intact,
    todo: 'Верните кабель на место. Если печатался чек, касса сначала спросит, вышел ли он.',
  },
  registerShift: {
    code: 'К-512',
    says: 'Смена в кассовом аппарате не совпадает со сменой в программе.',
    money: intact,
    todo: 'Закройте смену (F9) и откройте новую.',
  },
  registerFault: {
    code: 'К-513',
    says: 'Касса сообщила о неисправности.',
    money: intact,
    todo: 'Посмотрите сообщение на самой кассе, устраните и повторите.',
  },

  diskFull: {
    code: 'К-601',
    says: 'На диске не осталось места: запись не сделана.',
    money: 'Всё, что подтверждено раньше, записано. Последнее действие не выполнено.',
    todo: 'Освободите место на диске и повторите. Новых денег пока не берите.',
  },
  storeBroken: {
    code: 'К-602',
    says: 'Журнал повреждён или не читается.',
    money: 'Записанное раньше не меняется. Новых денег пока не берите.',
    todo: 'Не трогайте папку программы и позвоните в поддержку.',
  },
  folderClosed: {
    code: 'К-613',
    says: 'Папка рабочего места закрыта для записи.',
    money: 'Записанное раньше цело. Новых денег пока не берите.',
    todo: 'Проверьте, что диск подключён, что у пользователя есть право писать в эту папку и что её не держит антивирус, и запустите программу снова.',
  },
  databaseNewer: {
    code: 'К-603',
    says: (d) =>
      d.text('found', '') === ''
        ? 'Журнал создан более новой версией программы.'
        : `Журнал создан более новой версией программы: его формат ${d.text('found', '')}, эта знает только ${d.text('known', '')}.`,
    money: safe,
    todo: 'Установите на этот компьютер новую версию программы: старая с этим журналом не работает и ничего в нём не изменила.',
  },
  profileInUse: {
    code: 'К-604',
    says: 'С этим рабочим местом уже работает другая копия программы.',
    money: safe,
    todo: 'Перейдите в уже открытое окно или закройте его.',
  },
  networkFolder: {
    code: 'К-605',
    says: 'Папка рабочего места лежит на сетевом диске.',
    money: safe,
    todo: 'Перенесите её на диск этого компьютера: на сетевом журнал не защищён.',
  },
  profileCloned: {
    code: 'К-606',
    says: 'Папку рабочего места скопировали с другого компьютера.',
    money: 'Старый журнал цел и закрыт. Новый продолжает его с этого места.',
    todo: 'Продолжайте работу здесь и не запускайте программу на прежнем компьютере.',
  },
  keyMissing: {
    code: 'К-607',
    says: 'Не найден ключ, которым подписывается журнал.',
    money: 'Записанное раньше не меняется. Новых денег пока не берите.',
    todo: 'Верните папку программы целиком или позвоните в поддержку.',
  },
  keyStoreShut: {
    code: 'К-609',
    says: 'Хранилище ключей недоступно: ключи рабочего места не открываются.',
    money: 'Ничего не изменилось. Записанное раньше цело. Новых денег пока не берите.',
    todo: 'Войдите в систему под прежним пользователем на прежнем компьютере и запустите программу снова. Если не поможет, позвоните в поддержку.',
  },
  pepperLost: {
    code: 'К-610',
    says: 'Не найден ключ, которым проверяются ПИН-коды кассиров.',
    money: 'Ничего не изменилось. Записанное раньше цело. Новых денег пока не берите.',
    todo: 'Верните файл pepper.key из копии папки рабочего места. Если копии нет, позвоните в поддержку: ПИН-коды придётся назначить заново.',
  },
  journalLost: {
    code: 'К-611',
    says: 'Журнал этого рабочего места пропал, хотя он здесь уже вёлся.',
    money: 'Принятые деньги и чеки есть на бумаге и в кассе. Новых денег пока не берите.',
    todo: 'Не настраивайте рабочее место заново: верните папку из копии или позвоните в поддержку.',
  },
  lockLost: {
    code: 'К-612',
    says: 'Файл lock.sqlite удалён из папки рабочего места: журнал могла начать вести вторая копия программы.',
    money: 'Всё, что подтверждено раньше, записано. Последнее действие не выполнено.',
    todo: 'Закройте все окна программы и запустите её снова. В папке рабочего места ничего не удаляйте.',
  },

  notEnrolled: {
    code: 'К-801',
    says: 'Это рабочее место не подключено к СЭП.',
    money: 'Платежи хранятся здесь и никуда не уходят.',
    todo: 'Администратор подключает его в настройках, раздел «СЭП», кодом из центрального офиса.',
  },
  alreadyEnrolled: {
    code: 'К-802',
    says: 'Это рабочее место уже подключено к СЭП.',
    money: safe,
    todo: 'Новый код не нужен. Если связь не работает, посмотрите причину в настройках, раздел «СЭП».',
  },
  badSepAddress: {
    code: 'К-803',
    says: 'Адрес СЭП не читается.',
    money: safe,
    todo: 'Наберите его как в письме центрального офиса, например https://sep.example.ru:8443.',
  },
  badEnrolmentCode: {
    code: 'К-804',
    says: 'Код подключения набран с ошибкой.',
    money: safe,
    todo: 'В коде девять групп по четыре знака. Сверьте его и наберите снова.',
  },
  enrolmentCodeUnknown: {
    code: 'К-805',
    says: 'СЭП не знает такого кода подключения.',
    money: safe,
    todo: 'Сверьте код. Если он верен, попросите в центральном офисе новый.',
  },
  enrolmentCodeExpired: {
    code: 'К-806',
    says: 'Срок этого кода подключения истёк.',
    money: safe,
    todo: 'Попросите в центральном офисе новый код.',
  },
  enrolmentCodeUsed: {
    code: 'К-807',
    says: 'Этот код подключения уже использован.',
    money: safe,
    todo: 'Код действует один раз. Попросите в центральном офисе новый.',
  },
  enrolmentOtherPlace: {
    code: 'К-808',
    says: (d) =>
      `Код выдан для другого места: точка ${d.text('theirs', '?')}. Здесь ведётся журнал точки ${d.text('ours', '?')}.`,
    money: safe,
    todo: 'Попросите код для этой точки и этого рабочего места.',
  },
  sepUnavailable: {
    code: 'К-810',
    says: 'СЭП недоступна.',
    money: 'Принимать платежи можно: они хранятся здесь и уйдут, когда связь вернётся.',
    todo: 'Проверьте сеть. Если связи нет дольше получаса, сообщите в поддержку.',
  },
  sepForeign: {
    code: 'К-811',
    says: 'По этому адресу отвечает не та СЭП: её подпись не сходится.',
    money: 'Ничего не отправлено. Платежи хранятся здесь.',
    todo: 'Сверьте адрес и код. Если они верны, позвоните в поддержку и назовите код ошибки.',
  },
  sepRefused: {
    code: 'К-812',
    says: (d) => `СЭП отказала: ${d.text('reason', 'причина не названа')}.`,
    money: 'Платежи хранятся здесь, ничего не потеряно.',
    todo: 'Позвоните в поддержку и назовите код ошибки.',
  },
  sepNewer: {
    code: 'К-813',
    says: 'Ответ СЭП не читается: похоже, она новее этой программы.',
    money: 'Платежи хранятся здесь, ничего не потеряно.',
    todo: 'Обновите программу на этом рабочем месте.',
  },
  certificateForeign: {
    code: 'К-814',
    says: 'СЭП не признаёт сертификат этого рабочего места.',
    money: 'Платежи хранятся здесь, ничего не потеряно.',
    todo: 'Попросите в центральном офисе новый код и подключите рабочее место снова.',
  },
  certificateExpired: {
    code: 'К-815',
    says: 'Сертификат этого рабочего места просрочен.',
    money: 'Платежи хранятся здесь, ничего не потеряно.',
    todo: 'Программа обновит его сама. Если сообщение не уходит, проверьте дату на компьютере.',
  },
  certificateRevoked: {
    code: 'К-816',
    says: 'Центральный офис отозвал доступ этого рабочего места к СЭП.',
    money: 'Платежи хранятся здесь. Новых пока не принимайте.',
    todo: 'Позвоните в центральный офис.',
  },
  journalNotBound: {
    code: 'К-817',
    says: 'СЭП ещё не знает нового журнала этого рабочего места.',
    money: 'Платежи хранятся здесь, ничего не потеряно.',
    todo: 'Программа сообщит о нём сама, как только будет связь.',
  },
  operatorRefuses: {
    code: 'К-818',
    says: (d) => `Оператор не примет этот платёж: ${d.text('reason', 'причина не названа')}.`,
    money: 'Пречек не напечатан, ничего не отправлено.',
    todo: 'Сверьте номер, оператора и сумму с клиентом.',
  },

  receiptUnreadable: {
    code: 'К-901',
    says: 'Чек не читается: это не QR кассового чека и не номер чека с суммой.',
    money: safe,
    todo: 'Считайте QR ещё раз или наберите номер как на чеке, например 128/12 или ФД 312, и сумму.',
  },
  receiptForeign: {
    code: 'К-902',
    says: (d) => `Это чек другой торговой точки${d.text('tradePoint', '')}.`,
    money: safe,
    todo: 'Отправьте клиента туда, где чек пробили.',
  },
  receiptOfAnother: {
    code: 'К-903',
    says: (d) => `Это чек другого платежа: ${d.text('number', 'номер не найден')}.`,
    money: safe,
    todo: 'Откройте корректировку того платежа, чек которого у клиента.',
  },
  showReceiptFirst: {
    code: 'К-904',
    says: 'Чек клиента ещё не предъявлен.',
    money: safe,
    todo: 'Считайте QR с чека или наберите номер чека и сумму.',
  },
  secondPersonNeeded: {
    code: 'К-905',
    says: 'Нужен ПИН второго человека: старшего кассира или администратора, который сейчас не за кассой.',
    money: safe,
    todo: 'Позовите его. Если его нет на месте, обратитесь в центральный офис.',
  },
  adjustmentImpossible: {
    code: 'К-906',
    says: (d) => d.text('why', 'Сейчас эта корректировка невозможна.'),
    money: 'Платёж не изменился, деньги из ящика не выданы.',
    todo: 'Откройте платёж снова: там написано, что возможно сейчас.',
  },
  refundNotGranted: {
    code: 'К-907',
    says: 'Возврат по этому платежу не разрешён.',
    money: 'Денег не выдавайте.',
    todo: 'Оставьте обращение «Вернуть деньги» и дождитесь ответа.',
  },
  refundReceiptUnknown: {
    code: 'К-908',
    says: 'Неизвестно, вышел ли чек «возврат прихода».',
    money: 'Денег пока не выдавайте. Второй чек сам не напечатается.',
    todo: 'Посмотрите на ленту и ответьте программе, вышел ли чек.',
  },
  refundCashUnknown: {
    code: 'К-909',
    says: 'Чек «возврат прихода» пробит, но неизвестно, выданы ли деньги.',
    money: 'Второго чека не будет.',
    todo: 'Ответьте программе, выданы ли деньги клиенту.',
  },
  unfinishedRefunds: {
    code: 'К-910',
    says: (d) => `Не завершены возвраты: ${d.text('count', 'есть')}.`,
    money: safe,
    todo: 'Завершите каждый: выдайте деньги или отметьте, что они не выданы.',
  },

  letterWithoutScan: {
    code: 'К-921',
    says: 'В письме нет ни строки платежа, ни скана чека.',
    money: nothingChanged,
    todo: 'Приложите скан чека: без него центральный офис не найдёт платёж.',
  },
  badAttachment: {
    code: 'К-922',
    says: (d) => attachmentFaults[d.text('why', '')] ?? 'Вложение не подходит.',
    money: nothingChanged,
    todo: 'Приложите скан чека: снимок PNG или JPEG либо файл PDF, не больше 4 МБ.',
  },
  badMailAddress: {
    code: 'К-923',
    says: (d) =>
      `Адрес почты не читается${d.text('address', '') === '' ? '' : `: ${d.text('address', '')}`}.`,
    money: nothingChanged,
    todo: 'Наберите его как имя@домен, например sto@maxus.ru. Несколько адресов разделяйте запятой.',
  },
  mailNotSet: {
    code: 'К-924',
    says: 'Отправка почты на этом рабочем месте не настроена.',
    money: nothingChanged,
    todo: 'Скопируйте письмо или откройте его в почтовой программе. Отправку настраивает старший кассир: F10, раздел «Почта».',
  },
  mailProgramMissing: {
    code: 'К-925',
    says: 'Почтовая программа не открылась.',
    money: nothingChanged,
    todo: 'Скопируйте письмо и вставьте его в почту сами.',
  },

  badPeriod: {
    code: 'К-701',
    says: 'Период не указан или начинается позже, чем кончается.',
    money: safe,
    todo: 'Укажите обе даты как ДД.ММ.ГГГГ и нажмите «Сформировать».',
  },
  badNumberFilter: {
    code: 'К-702',
    says: (d) => why[d.text('why', '')] ?? 'Номер для отбора не читается.',
    money: safe,
    todo: 'Наберите номер десятью цифрами без +7 и 8 или оставьте поле пустым.',
  },
  fileNotWritten: {
    code: 'К-704',
    says: 'Файл не записан.',
    money: safe,
    todo: 'Выберите другую папку или закройте этот файл в другой программе.',
  },
  badFile: {
    code: 'К-705',
    says: 'Файл не читается как таблица диапазонов.',
    money: safe,
    todo: 'Нужен CSV с колонками: код; от; до; оператор; регион.',
  },
};

function roleNamed(role: string): string {
  if (role === 'senior') return 'старший кассир';
  return role === 'administrator' ? 'администратор' : 'другой сотрудник';
}

/** `45 с`, `2 мин 05 с`, `1 ч 10 мин`. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return `${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} ч ${String(minutes % 60).padStart(2, '0')} мин`;
  return `${minutes} мин ${String(seconds % 60).padStart(2, '0')} с`;
}

function readable(failure: Failure, zone: string | undefined): Details {
  const value = (key: string) => failure.details?.[key];
  const asNumber = (key: string, otherwise: string, format: (value: number) => string) => {
    const found = value(key);
    return typeof found === 'number' ? format(found) : otherwise;
  };
  const moment = new Intl.DateTimeFormat('ru-RU', {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  return {
    money: (key, otherwise) => asNumber(key, otherwise, formatMoney),
    time: (key, otherwise) => asNumber(key, otherwise, (at) => moment.format(at)),
    wait: (key, otherwise) => asNumber(key, otherwise, formatWait),
    text: (key, otherwise) => {
      const found = value(key);
      return found === undefined ? otherwise : String(found);
    },
  };
}

/** Why this start began a new journal, in words: no failure, as work goes on, but somebody must look. */
export function explainNewJournal({ kind, missing }: NonNullable<TillView['newJournal']>): Explanation {
  const known =
    missing === null
      ? 'Платежей, принятых после снятия этой копии, здесь может не быть. Если они есть на других рабочих местах, они появятся в отчётах сами, когда те включат.'
      : missing === 0
        ? 'Пропавших записей не найдено, принятые платежи в порядке.'
        : `Здесь не хватает записей или чеков: ${missing}. Деньги по ним могли быть приняты, но в отчёты здесь не вошли.`;
  const compare =
    missing === 0
      ? ''
      : ' Сверьте «ОтчетПлат» с лентой и документами кассы. Недостающие платежи второй раз не проводите.';
  return kind === 'cloned'
    ? {
        code: remedies.profileCloned.code,
        says: 'Папка рабочего места скопирована с другого компьютера: здесь начат новый журнал.',
        money: known,
        todo: `На прежнем компьютере программу не запускайте.${compare} Позвоните в поддержку и назовите код.`,
      }
    : {
        code: 'К-608',
        says: 'Рабочее место восстановлено из старой копии: начат новый журнал.',
        money: known,
        todo: `${compare.trim()} Позвоните в поддержку и назовите код.`.trim(),
      };
}

/** The failure in words. `zone` is the trade point's; without it times are the computer's own. */
export function explain(failure: Failure, zone?: string): Explanation {
  const { code, says, money, todo } = remedies[failure.code];
  const details = readable(failure, zone);
  const say = (sentence: Sentence) =>
    (typeof sentence === 'string' ? sentence : sentence(details))
      .replace(/\s+([.,:])/g, '$1')
      .replace(/ {2,}/g, ' ');
  return { code, says: say(says), money: say(money), todo: say(todo) };
}
