/** The few signs of the program, drawn so that every computer shows the same. */
const paths = {
  check: 'M3.5 10.5l4 4 9-9.5',
  cross: 'M5 5l10 10M15 5L5 15',
  warning: 'M10 3l8 14H2L10 3zM10 8v4.5M10 14.6v.2',
  stop: 'M6.5 2.5h7l4 4v7l-4 4h-7l-4-4v-7zM10 6v5M10 13.4v.2',
  clock: 'M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM10 5.5V10l3 2',
  printer: 'M5.5 7.5v-5h9v5M5.5 14h-3V7.5h15V14h-3M5.5 11.5h9v6h-9z',
  register: 'M3 9.5h14v7.5H3zM5 9.5V5h10v4.5M8 5V2.5h4V5M6.5 13h7',
  person: 'M10 10a3.6 3.6 0 100-7.2 3.6 3.6 0 000 7.2zM3 17.5c.6-3.4 3.400-5 7-5s6.400 1.600 7 5',
  lock: 'M4.500 9h11v8.500h-11zM6.500 9V6.300a3.500 3.500 0 017 0V9',
  down: 'M4.500 7.500L10 13l5.500-5.500',
  next: 'M7.500 4.500L13 10l-5.500 5.500',
  info: 'M10 2.500a7.500 7.500 0 100 15 7.500 7.500 0 000-15zM10 9v5M10 6.200v.2',
  back: 'M4 8h8.500a4 4 0 010 8H7M7.500 4.500L4 8l3.500 3.500',
  link: 'M3 7.500c4.200-4 9.800-4 14 0M5.800 11c2.500-2.400 5.900-2.400 8.400 0M10 15v.2',
  send: 'M3 10h12M10.500 5.500L15 10l-4.500 4.500',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
