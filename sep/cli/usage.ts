/** What the command line says of itself. */
export const usage = `СЭП: платёжная система из командной строки.

  npm run sep -- [--data ПАПКА] [--port ПОРТ] [--desk-port ПОРТ] [--status-port ПОРТ] [--host АДРЕС]
              [--operators simulated|URL] [--status-cert ФАЙЛ --status-key ФАЙЛ] [--status-proxy АДРЕСА]
      Запускает СЭП. Когда она готова, печатает одну строку JSON: {"ready":true,"sep":…,"operators":…,"desk":…,"status":…}.
      --data       папка данных; без неё KASSA_SEP_DATA, иначе profile/sep
      --port       8443, если не задан; 0 — любой свободный
      --desk-port  рабочий стол центрального офиса: 8444, если не заданы оба порта, иначе любой свободный;
                   none — без него
      --status-port  страница «Статус платежа» для клиентов: 8445 по тому же правилу; none — без неё
      --status-cert, --status-key  её сертификат и ключ (PEM), известные браузерам; без них сертификат СЭП
      --status-proxy  адреса и сети прокси через запятую, чьему X-Forwarded-For верить; без ключа — ничьему
      --host       на каком адресе слушать; 0.0.0.0, если не задан
      --operators  simulated — учебная СЭП со своими учебными операторами;
                   URL — учебная СЭП, учебные операторы работают по этому адресу
      DATABASE_URL       сервер PostgreSQL; без него СЭП запускает свой
      KASSA_SEP_SECRET   секрет, общий для всех узлов одной базы; без него файл в папке данных

Работающей на этом компьютере СЭП; --sep URL выбирает одну из нескольких:

  npm run -s sep -- enrol-code --trade-point ТОЧКА --workstation НОМЕР [--name НАЗВАНИЕ] [--address АДРЕС]
                    [--zone ПОЯС] [--agent-name АГЕНТ] [--agent-inn ИНН] [--agent-phone ТЕЛЕФОН] [--sep URL]
      Печатает код подключения. Новая точка и новое место создаются; реальной точке нужны все её данные.

  npm run sep -- revoke --trade-point ТОЧКА --workstation НОМЕР --reason ПРИЧИНА [--sep URL]
      Отзывает рабочее место: его сертификаты не действуют, новые события попадают к человеку.

  npm run sep -- gateway --provider ОПЕРАТОР --url URL [--registry-url URL] [--sep URL]
      Куда идут платежи оператора; в адресе реестра {day} заменяется днём, 2026-11-22.

  npm run -s sep -- registry --provider ОПЕРАТОР --day ДЕНЬ [--sep URL]
      Печатает наш реестр за день, 2026-11-22 по Москве.

  npm run sep -- compare --provider ОПЕРАТОР --day ДЕНЬ --file ФАЙЛ [--sep URL]
      Сверяет реестр оператора с нашим и печатает расхождения.

  npm run sep -- catalogue --file ФАЙЛ [--sep URL]
      Вводит справочник поставщиков из файла JSON; его версия должна быть выше действующей.

  npm run -s sep -- desk-user --login ИМЯ --name ФИО --role operator|supervisor|administrator [--sep URL]
      Учётная запись рабочего стола центрального офиса, новая или заново: печатает пароль на один вход и
      адрес otpauth для приложения с кодами.

  npm run sep -- desk-close --login ИМЯ [--sep URL]
      Закрывает учётную запись: её сеансы кончаются сразу.

  npm run sep -- restored [--sep URL]
      База возвращена из копии: начинается новое поколение.

  npm run sep -- stop [--sep URL]
      Останавливает СЭП.

  npm run -s sep -- openapi
      Печатает описание всех запросов (OpenAPI, JSON); СЭП для этого не нужна.

Коды выхода: 0 — в порядке, 1 — найдены расхождения, 2 — неверная команда, 3 — нет такой работающей СЭП,
4 — СЭП отказала, 5 — не получилось.`;
